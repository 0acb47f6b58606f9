import { randomUUID } from "node:crypto";
import type { PublishEvent } from "../eventbridge/put-events.js";
import { toSeconds } from "../eventbridge/put-events.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";
import type { TopicPublisher } from "../sns/topic-publisher.js";
import type { Alarm } from "./alarm.js";
import type { AlarmChanged } from "./alarm-watch.js";

/** What alarms tell their changes. */
export interface AlarmTargets {
  readonly topics?: TopicPublisher;
  readonly functions?: Pick<FunctionInvoker, "enqueue">;
  readonly events?: PublishEvent;
}

/** Tells topics and functions, as the alarm says, and the default event bus. */
export function alarmActions({ topics, functions, events }: AlarmTargets): AlarmChanged {
  return (alarm, before) => {
    const { account, region, name, state } = alarm;
    const event = {
      ...{ version: "0" as const, id: randomUUID(), "detail-type": "CloudWatch Alarm State Change" },
      ...{ source: "aws.cloudwatch", account, time: toSeconds(alarm.stateUpdatedAt), region },
      ...{ resources: [alarm.arn], detail: detailOf(alarm, before) },
    };
    events?.({ account, region }, "default", event);
    if (!alarm.actionsEnabled) return;
    for (const arn of alarm.actions[state]) {
      if (arn.includes(":sns:"))
        topics?.publish(arn, notification(alarm, before), `${state}: "${name}" in ${region}`);
      if (arn.includes(":lambda:"))
        functions?.enqueue(arn, Buffer.from(JSON.stringify(functionEvent(alarm, before))));
    }
  };
}

/** Whether an action is carried out here. */
export function isAction(arn: string): boolean {
  return /^arn:[\w-]+:(sns:[\w-]+:\d{12}:[\w-]+|lambda:[\w-]+:\d{12}:function:[\w:$-]+)$/.test(arn);
}

function stateOf({ state, reason, reasonData, stateUpdatedAt }: Alarm) {
  return {
    ...{ value: state, reason, timestamp: new Date(stateUpdatedAt).toISOString().replace("Z", "+0000") },
    ...(reasonData !== undefined && { reasonData }),
  };
}

function configurationOf(alarm: Alarm) {
  const dimensions = Object.fromEntries(alarm.dimensions.map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace: alarm.namespace, name: alarm.metricName, dimensions };
  const metricStat = { metric, period: alarm.periodSeconds, stat: alarm.statistic };
  return {
    ...(alarm.description !== undefined && { description: alarm.description }),
    metrics: [{ id: "m1", metricStat, returnData: true }],
  };
}

function detailOf(alarm: Alarm, before: Alarm) {
  return {
    ...{ alarmName: alarm.name, state: stateOf(alarm), previousState: stateOf(before) },
    configuration: configurationOf(alarm),
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html */
function functionEvent(alarm: Alarm, before: Alarm) {
  const alarmData = { ...detailOf(alarm, before) };
  return {
    ...{ source: "aws.cloudwatch", alarmArn: alarm.arn, accountId: alarm.account, region: alarm.region },
    ...{ time: new Date(alarm.stateUpdatedAt).toISOString().replace("Z", "+0000"), alarmData },
  };
}

/** The message that topics get. */
function notification(alarm: Alarm, before: Alarm): string {
  const time = (at: number): string => new Date(at).toISOString().replace("Z", "+0000");
  return JSON.stringify({
    ...{ AlarmName: alarm.name, AlarmDescription: alarm.description ?? null, AWSAccountId: alarm.account },
    ...{ AlarmConfigurationUpdatedTimestamp: time(alarm.configuredAt), NewStateValue: alarm.state },
    ...{ NewStateReason: alarm.reason, StateChangeTime: time(alarm.stateUpdatedAt), Region: alarm.region },
    ...{ AlarmArn: alarm.arn, OldStateValue: before.state, OKActions: alarm.actions.OK },
    ...{ AlarmActions: alarm.actions.ALARM, InsufficientDataActions: alarm.actions.INSUFFICIENT_DATA },
    Trigger: {
      ...{ MetricName: alarm.metricName, Namespace: alarm.namespace, StatisticType: "Statistic" },
      ...{ Statistic: alarm.statistic.toUpperCase(), Unit: alarm.unit ?? null },
      Dimensions: alarm.dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
      ...{ Period: alarm.periodSeconds, EvaluationPeriods: alarm.evaluationPeriods },
      ...(alarm.datapointsToAlarm !== undefined && { DatapointsToAlarm: alarm.datapointsToAlarm }),
      ...{ ComparisonOperator: alarm.comparison, Threshold: alarm.threshold },
      ...{ TreatMissingData: alarm.missingData ?? "missing", EvaluateLowSampleCountPercentile: "" },
    },
  });
}
