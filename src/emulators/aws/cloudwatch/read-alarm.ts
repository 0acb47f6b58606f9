import { notEmulated } from "../front/aws-error.js";
import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalText, recordList, textList } from "../front/read-input.js";
import { type Alarm, type AlarmState, alarmArn } from "./alarm.js";
import { isAction } from "./alarm-actions.js";
import { constraint, invalidCombination, missingParameter, validation } from "./cloudwatch-error.js";
import { comparisons } from "./evaluate-alarm.js";
import {
  checkRefused,
  optionalNumber,
  optionalUnit,
  readDimensions,
  readPeriod,
  requiredText,
} from "./read-parameters.js";
import { isPercentile, plainStatistics } from "./statistics.js";

const refused = [
  ...["Metrics", "ThresholdMetricId", "EvaluateLowSampleCountPercentile", "EvaluationWindow"],
  ...["WarmUpConfiguration", "EvaluationCriteria", "EvaluationInterval", "ActionConfiguration"],
];
const missingDataModes = ["missing", "ignore", "breaching", "notBreaching"];
const dayS = 86_400;

/** What PutMetricAlarm sends. An alarm that is there keeps its state and tags. Throws AwsError. */
export function readAlarm(
  input: AwsInput,
  { account, region }: AwsCall,
  known: Alarm | undefined,
  now: number,
): Alarm {
  const name = requiredText(input, "AlarmName");
  checkRefused(input, refused);
  const description = optionalText(input, "AlarmDescription");
  const unit = optionalUnit(input);
  const state = known ?? {
    ...{ state: "INSUFFICIENT_DATA" as const, reason: "Unchecked: Initial alarm creation" },
    ...{ stateUpdatedAt: now, stateChangedAt: now, reasonData: undefined },
  };
  return {
    ...{ account, region, name, arn: alarmArn({ account, region, name }), configuredAt: now },
    ...(description !== undefined && { description }),
    ...{ actionsEnabled: input.ActionsEnabled !== false, actions: readActions(input) },
    ...{ namespace: requiredText(input, "Namespace"), metricName: requiredText(input, "MetricName") },
    ...{
      dimensions: readDimensions(input),
      statistic: readStatistic(input),
      ...(unit !== undefined && { unit }),
    },
    ...readThreshold(input),
    tags: known?.tags ?? readTags(input),
    ...{ state: state.state, reason: state.reason },
    ...(state.reasonData !== undefined && { reasonData: state.reasonData }),
    ...{ stateUpdatedAt: state.stateUpdatedAt, stateChangedAt: state.stateChangedAt },
  };
}

function readActions(input: AwsInput): Readonly<Record<AlarmState, readonly string[]>> {
  const actions = {
    ...{ OK: textList(input, "OKActions"), ALARM: textList(input, "AlarmActions") },
    INSUFFICIENT_DATA: textList(input, "InsufficientDataActions"),
  };
  for (const arn of Object.values(actions).flat()) {
    if (!arn.startsWith("arn:")) throw validation(`Invalid arn syntax: ${arn}`);
    if (!isAction(arn)) throw notEmulated(`The action ${arn}`, "InvalidParameterValueException");
  }
  return actions;
}

function readStatistic(input: AwsInput): string {
  const [plain, extended] = [optionalText(input, "Statistic"), optionalText(input, "ExtendedStatistic")];
  if (plain !== undefined && extended !== undefined) {
    throw invalidCombination("Statistic and ExtendedStatistic are mutually exclusive parameters.");
  }
  if (extended !== undefined) {
    if (!isPercentile(extended))
      throw notEmulated(`The statistic ${extended}`, "InvalidParameterValueException");
    return extended;
  }
  if (plain === undefined) throw missingParameter("Statistic");
  if (!(plainStatistics as readonly string[]).includes(plain)) {
    throw constraint(plain, "statistic", `satisfy enum value set: [${plainStatistics.join(", ")}]`);
  }
  return plain;
}

function readThreshold(input: AwsInput) {
  const evaluationPeriods = optionalInteger(input, "EvaluationPeriods");
  if (evaluationPeriods === undefined) throw missingParameter("EvaluationPeriods");
  if (evaluationPeriods < 1) {
    throw constraint(evaluationPeriods, "evaluationPeriods", "have value greater than or equal to 1");
  }
  const periodSeconds = readPeriod(input);
  if (evaluationPeriods * periodSeconds > (periodSeconds >= 3600 ? 7 : 1) * dayS) {
    throw validation(
      "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).",
    );
  }
  const datapointsToAlarm = optionalInteger(input, "DatapointsToAlarm");
  if (datapointsToAlarm !== undefined && (datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods)) {
    throw validation("DatapointsToAlarm must be at least 1 and not greater than EvaluationPeriods.");
  }
  const threshold = optionalNumber(input, "Threshold");
  if (threshold === undefined) throw missingParameter("Threshold");
  const comparison = requiredText(input, "ComparisonOperator");
  if (!Object.hasOwn(comparisons, comparison)) {
    const known = Object.keys(comparisons).join(", ");
    throw constraint(comparison, "comparisonOperator", `satisfy enum value set: [${known}]`);
  }
  const missingData = optionalText(input, "TreatMissingData");
  if (missingData !== undefined && !missingDataModes.includes(missingData)) {
    throw validation(`Option ${missingData} is not supported for TreatMissingData.`);
  }
  return {
    ...{ periodSeconds, evaluationPeriods, threshold, comparison },
    ...(datapointsToAlarm !== undefined && { datapointsToAlarm }),
    ...(missingData !== undefined && { missingData }),
  };
}

/** Throws AwsError. */
export function readTags(input: AwsInput): Readonly<Record<string, string>> {
  return Object.fromEntries(
    recordList(input, "Tags").map((tag) => [requiredText(tag, "Key"), optionalText(tag, "Value") ?? ""]),
  );
}
