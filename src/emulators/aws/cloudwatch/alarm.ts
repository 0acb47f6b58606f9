import type { Dimension, Metric } from "./metric.js";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** A standard alarm on one metric. Times are ms since the epoch. */
export interface Alarm {
  readonly account: string;
  readonly region: string;
  readonly arn: string;
  readonly name: string;
  readonly description?: string;
  readonly actionsEnabled: boolean;
  /** By the state that they are for. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: readonly Dimension[];
  /** `Sum`, `p99`. */
  readonly statistic: string;
  readonly unit?: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly missingData?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly configuredAt: number;
  readonly state: AlarmState;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string;
  readonly stateUpdatedAt: number;
  readonly stateChangedAt: number;
}

export function alarmArn({ account, region, name }: Pick<Alarm, "account" | "region" | "name">): string {
  return `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
}

export function metricOf({ account, region, namespace, metricName, dimensions }: Alarm): Metric {
  return { account, region, namespace, name: metricName, dimensions };
}
