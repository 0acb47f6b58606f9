import type { Queues } from "../sqs/queues.js";
import type { Alarm } from "./alarm.js";
import type { MetricSample } from "./metric-sink.js";

/** What an alarm can be on, of AWS/SQS. */
const gauges = {
  ApproximateNumberOfMessagesVisible: "visible",
  ApproximateNumberOfMessagesNotVisible: "in-flight",
  ApproximateNumberOfMessagesDelayed: "delayed",
} as const;

/** How full the queue is that an alarm looks at; undefined where it looks at something else. */
export function queueGauge(queues: Queues, alarm: Alarm, now: number): MetricSample | undefined {
  const { account, region, namespace, metricName, dimensions } = alarm;
  if (namespace !== "AWS/SQS" || !Object.hasOwn(gauges, metricName)) return undefined;
  const name = dimensions.find(({ Name }) => Name === "QueueName")?.Value;
  const queue =
    dimensions.length === 1 && name !== undefined ? queues.get({ account, region, name }) : undefined;
  if (queue === undefined || name === undefined) return undefined;
  queues.refresh(queue, now);
  const count = queue.counts(now)[gauges[metricName as keyof typeof gauges]];
  return { namespace, name: metricName, dimensions: { QueueName: name }, values: [count], unit: "Count" };
}
