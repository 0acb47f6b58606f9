import { Collections } from "../durability/collections.js";
import type { AwsService, DurableState } from "../front/aws-service.js";
import type { Queues } from "../sqs/queues.js";
import type { Alarm } from "./alarm.js";
import { type AlarmTargets, alarmActions } from "./alarm-actions.js";
import { alarmOperations } from "./alarm-operations.js";
import { AlarmWatch } from "./alarm-watch.js";
import { cloudWatchQueryShapes } from "./cloudwatch-query-shapes.js";
import { type Measured, measuredValues, sortDimensions } from "./metric.js";
import { metricOperations } from "./metric-operations.js";
import type { MetricSample, MetricSink } from "./metric-sink.js";
import { type Keeping, MetricStore } from "./metric-store.js";
import { beginning } from "./put-metric-data.js";
import { queueGauge } from "./queue-metrics.js";

export interface CloudWatchOptions {
  /** What alarms tell their changes. Asked when they change, since these services may need metrics themselves. */
  targets(): AlarmTargets;
  /** Alarms on how full a queue is look here. */
  readonly queues?: Queues;
  /** The clock. Default: the machine's. */
  readonly now?: () => number;
}

/** CloudWatch, and how the other services of this process publish metrics. */
export interface CloudWatch {
  readonly service: AwsService;
  readonly sink: MetricSink;
}

/** Amazon CloudWatch (API version 2010-08-01): metrics and alarms by account and region. */
export function createCloudWatch({ targets, queues, now = Date.now }: CloudWatchOptions): CloudWatch {
  const metrics = new MetricStore();
  const state = new Collections();
  const alarms = state.collection<Alarm>("alarms");
  const put = (place: { account: string; region: string }, sample: MetricSample, keeping: Keeping): void => {
    const { account, region } = place;
    const { namespace, name } = sample;
    const dimensions = sortDimensions(
      Object.entries(sample.dimensions).map(([Name, Value]) => ({ Name, Value })),
    );
    const metric = { account, region, namespace, name, dimensions };
    metrics.put(metric, [measuredOf(sample, now())], keeping);
    watch.evaluateMetric(metric);
  };
  const watch = new AlarmWatch({
    ...{ alarms, metrics, now },
    changed: (alarm, before) => alarmActions(targets())(alarm, before),
    beforeTick() {
      if (queues === undefined) return;
      // Counted to the minute that has just ended: each minute has one, and none is measured twice.
      const timestamp = now() - 1000;
      for (const alarm of alarms.sorted()) {
        const sample = queueGauge(queues, alarm, now());
        if (sample !== undefined) put(alarm, { ...sample, timestamp }, "never");
      }
    },
  });
  const sink: MetricSink = {
    put(place, samples, mayWait = false) {
      for (const sample of samples) put(place, sample, mayWait ? "soon" : "at once");
    },
  };
  const service: AwsService = {
    name: "monitoring",
    operations: {
      ...metricOperations({ metrics, now, changed: (metric) => watch.evaluateMetric(metric) }),
      ...alarmOperations({ alarms, watch, now }),
    },
    json: {
      ...{ version: "1.0", targetPrefix: "GraniteServiceVersion20100801" },
      ...{ errorNamespace: "com.amazonaws.cloudwatch", queryCompatible: true },
    },
    query: {
      version: "2010-08-01",
      namespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
      shapes: cloudWatchQueryShapes,
    },
    ...{ showsAll: true, durable: together(state, metrics) },
    start: () => watch.plan(),
    close: () => watch.stop(),
  };
  return { service, sink };
}

function measuredOf(
  { values, unit = "None", timestamp, storageResolution = 60 }: MetricSample,
  now: number,
): Measured {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return measuredValues(beginning(timestamp ?? now, storageResolution), unit, [...counts]);
}

/** One state of two, told apart by the first byte of a change. */
function together(...states: readonly DurableState[]): DurableState {
  const marked = (index: number, change: Uint8Array): Uint8Array =>
    Buffer.concat([Buffer.from([index]), change]);
  return {
    recordTo(write) {
      for (const [index, state] of states.entries()) {
        state.recordTo((change, mayWait) => write(marked(index, change), mayWait));
      }
    },
    replay: (change) => states[change[0] ?? 0]?.replay(change.subarray(1)),
    snapshot() {
      const parts = states.map((state) => state.snapshot());
      return (function* () {
        for (const [index, part] of parts.entries()) for (const change of part) yield marked(index, change);
      })();
    },
    liveBytes: () => states.reduce((sum, state) => sum + state.liveBytes(), 0),
  };
}
