import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AwsInput } from "../front/aws-service.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";
import { Queues } from "../sqs/queues.js";
import { createEventBridge, type EventBridge } from "./eventbridge-service.js";

const place = { account: "000000000000", region: "us-east-1" };
const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:orders";
const taken: { arn: string; payload: unknown }[] = [];
let queues: Queues;
let events: EventBridge;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-01-01T00:00:30Z") });
  taken.length = 0;
  queues = new Queues();
  const invoker: Pick<FunctionInvoker, "enqueue"> = {
    enqueue(arn, payload) {
      if (arn !== functionArn) return false;
      taken.push({ arn, payload: JSON.parse(payload.toString("utf8")) });
      return true;
    },
  };
  events = createEventBridge({ queues, functions: invoker });
});
afterEach(() => {
  events.service.close?.();
  vi.useRealTimers();
});

function ask(operation: string, input: AwsInput) {
  const call = { ...place, requestId: "1", endpoint: "", path: "/", signal: new AbortController().signal };
  return events.service.operations[operation]?.(input, call);
}

function queue(name: string): string {
  const settings = { ...place, name, attributes: {}, tags: {}, createdAt: 0, modifiedAt: 0 };
  queues.change({ type: "queue", settings });
  return `arn:aws:sqs:us-east-1:000000000000:${name}`;
}

it("hands events to functions", () => {
  ask("PutRule", { Name: "rule", EventPattern: '{"source":["shop"]}' });
  ask("PutTargets", { Rule: "rule", Targets: [{ Id: "x", Arn: functionArn }] });
  ask("PutEvents", { Entries: [{ Source: "shop", DetailType: "OrderCreated", Detail: '{"total":1}' }] });
  expect(taken).toEqual([{ arn: functionArn, payload: expect.objectContaining({ detail: { total: 1 } }) }]);
});

it("gives up an event whose function is gone", () => {
  const Arn = queue("dead-letters");
  ask("PutRule", { Name: "rule", EventPattern: '{"source":["shop"]}' });
  const target = { Id: "x", Arn: `${functionArn}-gone`, DeadLetterConfig: { Arn } };
  ask("PutTargets", { Rule: "rule", Targets: [target] });
  ask("PutEvents", { Entries: [{ Source: "shop", DetailType: "OrderCreated", Detail: "{}" }] });
  const [message] = queues.find(Arn)?.messages.values() ?? [];
  expect(message?.attributes).toMatchObject({
    ...{ TARGET_ARN: { StringValue: target.Arn }, ERROR_CODE: { StringValue: "NO_RESOURCE" } },
  });
});

it("lets a schedule happen from the start on", () => {
  const Arn = queue("minutes");
  ask("PutRule", { Name: "minutely", ScheduleExpression: "rate(1 minute)" });
  ask("PutTargets", { Rule: "minutely", Targets: [{ Id: "x", Arn }] });
  vi.advanceTimersByTime(2 * 60_000);
  const bodies = [...(queues.find(Arn)?.messages.values() ?? [])].map(({ body }) => JSON.parse(body));
  expect(bodies).toMatchObject([
    { "detail-type": "Scheduled Event", source: "aws.events", time: "2026-01-01T00:01:30Z", detail: {} },
    { "detail-type": "Scheduled Event", source: "aws.events", time: "2026-01-01T00:02:30Z", detail: {} },
  ]);
  ask("DisableRule", { Name: "minutely" });
  vi.advanceTimersByTime(60_000);
  expect(queues.find(Arn)?.messages.size).toBe(2);
});
