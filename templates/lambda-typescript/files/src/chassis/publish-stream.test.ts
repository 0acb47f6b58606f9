import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { context, recordedMetrics } from "../../test/support/invocation.js";
import { busEntry } from "./bus.js";
import type { EventRecord } from "./event-store.js";
import { streamPublisher } from "./publish-stream.js";
import type { StreamRecord } from "./stream.js";

function written(number: number, change: Partial<StreamRecord> = {}, kind = "event"): StreamRecord {
  const event: EventRecord = {
    type: "ThingCreatedEvent",
    subject: "1",
    data: { ThingId: "1", Price: 9.99 },
    version: number,
    id: `event-${number}`,
    source: "thing-service",
    time: "2030-01-02T03:04:05.678Z",
  };
  const NewImage = marshall({
    pk: "thing#1",
    sk: `event#${number}`,
    kind,
    ...event,
    data: JSON.stringify(event.data),
  });
  return {
    eventID: `${number}`,
    eventName: "INSERT",
    dynamodb: { SequenceNumber: `${number}`, NewImage },
    ...change,
  };
}

describe("the outbox's second half", () => {
  let sent: string[][];
  let refuse: readonly number[];

  beforeEach(() => {
    sent = [];
    refuse = [];
  });

  const run = (records: readonly StreamRecord[]) =>
    streamPublisher(async (events) => {
      sent.push(events.map(({ id }) => id));
      return refuse;
    }, recordedMetrics().observe)({ Records: records }, context);

  test("publishes the events among the changes, in order, as many at once as the bus takes", async () => {
    const events = Array.from({ length: 12 }, (_, index) => written(index + 1));
    const others = [
      written(90, {}, "thing"),
      written(91, { eventName: "REMOVE" }),
      written(92, { eventName: "MODIFY" }),
    ];
    expect(await run([...others, ...events])).toEqual({ batchItemFailures: [] });
    expect(sent.map((batch) => batch.length)).toEqual([10, 2]);
    expect(sent.flat()).toEqual(Array.from({ length: 12 }, (_, index) => `event-${index + 1}`));
  });

  test("lets the stream go on from the first event that was not taken", async () => {
    refuse = [1, 2];
    expect(await run([written(1), written(2), written(3)])).toEqual({
      batchItemFailures: [{ itemIdentifier: "2" }],
    });
  });

  test("throws on when the bus is away, so that the batch is read again", async () => {
    const handler = streamPublisher(() => Promise.reject(new Error("away")), recordedMetrics().observe);
    await expect(handler({ Records: [written(1)] }, context)).rejects.toThrow("away");
  });
});

test("an event on the bus is the guideline's JSON, with its CloudEvents attributes beside it", () => {
  const event: EventRecord = {
    type: "UserCreatedEvent",
    subject: "1",
    data: { UserId: "1", Email: "ada@example.com", Timestamp: "2030-01-02T03:04:05.678Z" },
    version: 1,
    id: "a",
    source: "user-service",
    time: "2030-01-02T03:04:05.678Z",
  };
  const entry = busEntry(event, "default");
  expect(entry).toMatchObject({
    Source: "user-service",
    DetailType: "UserCreatedEvent",
    EventBusName: "default",
  });
  expect(JSON.parse(entry.Detail ?? "")).toEqual({
    ...event.data,
    cloudEvent: {
      specversion: "1.0",
      id: "a",
      source: "user-service",
      type: "UserCreatedEvent",
      subject: "1",
      time: "2030-01-02T03:04:05.678Z",
    },
  });
});
