import type { Collection } from "../durability/collections.js";
import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText, textList } from "../front/read-input.js";
import { type Alarm, type AlarmState, alarmArn } from "./alarm.js";
import type { AlarmWatch } from "./alarm-watch.js";
import { alarmNotFound, constraint, resourceNotFound } from "./cloudwatch-error.js";
import { readAlarm, readTags } from "./read-alarm.js";
import { checkRefused, pageOf, readDimensions, requiredText } from "./read-parameters.js";
import { plainStatistics } from "./statistics.js";

const states = ["OK", "ALARM", "INSUFFICIENT_DATA"];

export interface AlarmContext {
  readonly alarms: Collection<Alarm>;
  readonly watch: AlarmWatch;
  readonly now: () => number;
}

export function alarmOperations({ alarms, watch, now }: AlarmContext): Operations {
  const mine = ({ account, region }: AwsCall): readonly Alarm[] =>
    alarms.sorted().filter((alarm) => alarm.account === account && alarm.region === region);
  const named = (input: AwsInput, call: AwsCall): readonly Alarm[] => {
    const names = textList(input, "AlarmNames");
    return mine(call).filter(({ name }) => names.includes(name));
  };
  const enable = (input: AwsInput, call: AwsCall, actionsEnabled: boolean): AwsOutput => {
    for (const alarm of named(input, call)) alarms.set(alarm.arn, { ...alarm, actionsEnabled });
    return {};
  };
  const tagged = (input: AwsInput): Alarm => {
    const arn = requiredText(input, "ResourceARN", 1024);
    const alarm = alarms.get(arn);
    if (alarm === undefined) throw resourceNotFound(arn);
    return alarm;
  };
  return {
    PutMetricAlarm(input, call) {
      const { account, region } = call;
      const known = alarms.get(alarmArn({ account, region, name: requiredText(input, "AlarmName") }));
      const alarm = readAlarm(input, call, known, now());
      alarms.set(alarm.arn, alarm);
      watch.evaluate(alarm);
      watch.plan();
      return {};
    },

    DescribeAlarms(input, call) {
      checkRefused(input, ["ChildrenOfAlarmName", "ParentsOfAlarmName"]);
      const types = textList(input, "AlarmTypes");
      const names = textList(input, "AlarmNames");
      const [prefix = "", action = "", state] = ["AlarmNamePrefix", "ActionPrefix", "StateValue"].map(
        (name) => optionalText(input, name),
      );
      const found = mine(call).filter((alarm) => {
        if (types.length > 0 && !types.includes("MetricAlarm")) return false;
        if (names.length > 0 && !names.includes(alarm.name)) return false;
        if (state !== undefined && alarm.state !== state) return false;
        const actions = Object.values(alarm.actions).flat();
        return (
          alarm.name.startsWith(prefix) && (action === "" || actions.some((arn) => arn.startsWith(action)))
        );
      });
      const { page, next } = pageOf(found, input, readMaxRecords(input), ({ arn }) => arn);
      return { MetricAlarms: page.map(shown), CompositeAlarms: [], ...next };
    },

    DescribeAlarmsForMetric(input, call) {
      const [namespace, metricName] = [requiredText(input, "Namespace"), requiredText(input, "MetricName")];
      const dimensions = JSON.stringify(readDimensions(input));
      const statistic = optionalText(input, "Statistic") ?? optionalText(input, "ExtendedStatistic");
      const [period, unit] = [optionalInteger(input, "Period"), optionalText(input, "Unit")];
      const found = mine(call).filter(
        (alarm) =>
          alarm.namespace === namespace &&
          alarm.metricName === metricName &&
          JSON.stringify(alarm.dimensions) === dimensions &&
          (statistic === undefined || alarm.statistic === statistic) &&
          (period === undefined || alarm.periodSeconds === period) &&
          (unit === undefined || alarm.unit === unit),
      );
      return { MetricAlarms: found.map(shown) };
    },

    /** Alarms that are not there are no error. */
    DeleteAlarms(input, call) {
      for (const { arn } of named(input, call)) alarms.delete(arn);
      watch.plan();
      return {};
    },

    SetAlarmState(input, { account, region }) {
      const name = requiredText(input, "AlarmName");
      const alarm = alarms.get(alarmArn({ account, region, name }));
      if (alarm === undefined) throw alarmNotFound(name);
      const state = requiredText(input, "StateValue");
      if (!states.includes(state)) {
        throw constraint(state, "stateValue", `satisfy enum value set: [${states.join(", ")}]`);
      }
      const reasonData = optionalText(input, "StateReasonData");
      watch.setState(alarm, {
        ...{ state: state as AlarmState, reason: requiredText(input, "StateReason", 1023) },
        ...(reasonData !== undefined && { reasonData }),
      });
      return {};
    },

    EnableAlarmActions: (input, call) => enable(input, call, true),
    DisableAlarmActions: (input, call) => enable(input, call, false),

    TagResource(input) {
      const alarm = tagged(input);
      alarms.set(alarm.arn, { ...alarm, tags: { ...alarm.tags, ...readTags(input) } });
      return {};
    },

    UntagResource(input) {
      const alarm = tagged(input);
      const keys = textList(input, "TagKeys");
      const kept = Object.entries(alarm.tags).filter(([key]) => !keys.includes(key));
      alarms.set(alarm.arn, { ...alarm, tags: Object.fromEntries(kept) });
      return {};
    },

    ListTagsForResource: (input) => ({
      Tags: Object.entries(tagged(input).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

function readMaxRecords(input: AwsInput): number {
  const count = optionalInteger(input, "MaxRecords") ?? 50;
  if (count < 1) throw constraint(count, "maxRecords", "have value greater than or equal to 1");
  if (count > 100) throw constraint(count, "maxRecords", "have value less than or equal to 100");
  return count;
}

function shown(alarm: Alarm): AwsOutput {
  const isPlain = (plainStatistics as readonly string[]).includes(alarm.statistic);
  return {
    ...{ AlarmName: alarm.name, AlarmArn: alarm.arn, AlarmDescription: alarm.description },
    ...{
      AlarmConfigurationUpdatedTimestamp: alarm.configuredAt / 1000,
      ActionsEnabled: alarm.actionsEnabled,
    },
    ...{ OKActions: alarm.actions.OK, AlarmActions: alarm.actions.ALARM },
    ...{ InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA, StateValue: alarm.state },
    ...{ StateReason: alarm.reason, StateReasonData: alarm.reasonData },
    ...{ StateUpdatedTimestamp: alarm.stateUpdatedAt / 1000 },
    ...{ StateTransitionedTimestamp: alarm.stateChangedAt / 1000 },
    ...{ MetricName: alarm.metricName, Namespace: alarm.namespace, Dimensions: alarm.dimensions },
    ...(isPlain ? { Statistic: alarm.statistic } : { ExtendedStatistic: alarm.statistic }),
    ...{ Period: alarm.periodSeconds, Unit: alarm.unit, EvaluationPeriods: alarm.evaluationPeriods },
    ...{ DatapointsToAlarm: alarm.datapointsToAlarm, Threshold: alarm.threshold },
    ...{ ComparisonOperator: alarm.comparison, TreatMissingData: alarm.missingData },
  };
}
