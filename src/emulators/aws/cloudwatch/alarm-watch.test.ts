import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AwsInput } from "../front/aws-service.js";
import { newMessage } from "../sqs/new-message.js";
import { Queues } from "../sqs/queues.js";
import { type CloudWatch, createCloudWatch } from "./cloudwatch-service.js";

const place = { account: "000000000000", region: "us-east-1" };
const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:alarmed";
const told: unknown[] = [];
let queues: Queues;
let cloudWatch: CloudWatch;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:30Z") });
  told.length = 0;
  queues = new Queues();
  const functions = {
    enqueue(_arn: string, payload: Buffer) {
      told.push(JSON.parse(payload.toString("utf8")));
      return true;
    },
  };
  cloudWatch = createCloudWatch({ queues, targets: () => ({ functions }) });
});
afterEach(() => {
  cloudWatch.service.close?.();
  vi.useRealTimers();
});

async function ask(operation: string, input: AwsInput) {
  const call = { ...place, requestId: "1", endpoint: "", path: "/", signal: new AbortController().signal };
  return cloudWatch.service.operations[operation]?.(input, call);
}

it("sees that a dead-letter queue is no longer empty, and that it is again", async () => {
  const settings = { ...place, name: "dead", attributes: {}, tags: {}, createdAt: 0, modifiedAt: 0 };
  queues.change({ type: "queue", settings });
  await ask("PutMetricAlarm", {
    ...{ AlarmName: "dead letters", Namespace: "AWS/SQS", MetricName: "ApproximateNumberOfMessagesVisible" },
    ...{ Dimensions: [{ Name: "QueueName", Value: "dead" }], Statistic: "Maximum", Period: 60 },
    ...{ EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: "GreaterThanThreshold" },
    ...{ AlarmActions: [functionArn], OKActions: [functionArn] },
  });
  const states = () =>
    told.map((event) => (event as { alarmData: { state: { value: string } } }).alarmData.state.value);
  vi.advanceTimersByTime(60_000);
  expect(states()).toEqual(["OK"]);
  const queue = queues.get({ ...place, name: "dead" });
  if (queue === undefined) throw new Error("no queue");
  queues.send(queue, newMessage("poison", {}, place.account), 0);
  vi.advanceTimersByTime(60_000);
  expect(states()).toEqual(["OK", "ALARM"]);
  queues.change({ type: "remove", queue: queue.arn, ids: [...queue.messages.keys()] });
  vi.advanceTimersByTime(60_000);
  expect(states()).toEqual(["OK", "ALARM", "OK"]);
});

it("sees that a metric has stopped coming", async () => {
  await ask("PutMetricAlarm", {
    ...{ AlarmName: "quiet", Namespace: "Shop", MetricName: "Beats", Statistic: "Sum", Period: 10 },
    ...{ EvaluationPeriods: 2, Threshold: 1, ComparisonOperator: "LessThanThreshold" },
    ...{ TreatMissingData: "breaching", AlarmActions: [functionArn] },
  });
  expect(told).toHaveLength(1);
  const sample = { namespace: "Shop", name: "Beats", dimensions: {}, values: [1], storageResolution: 1 };
  cloudWatch.sink.put(place, [sample, { ...sample, timestamp: Date.now() - 10_000 }]);
  vi.advanceTimersByTime(10_500);
  const { MetricAlarms } = (await ask("DescribeAlarms", {})) ?? {};
  expect(MetricAlarms).toMatchObject([{ StateValue: "OK" }]);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(2);
});
