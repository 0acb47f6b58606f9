import { beforeEach, describe, expect, test } from "vitest";
import { context, queued, recordedMetrics } from "../../test/support/invocation.js";
import { type Consumer, type QueueRecord, queueConsumer } from "./consume-queue.js";
import type { IncomingEvent } from "./incoming-event.js";

describe("a queue's consumer", () => {
  let delays: [string, number][];
  let handled: IncomingEvent[];

  beforeEach(() => {
    delays = [];
    handled = [];
  });

  const run = (consumer: Consumer, records: readonly QueueRecord[]) =>
    queueConsumer(consumer, {
      queue: {
        delay: async (receipt, seconds) => void delays.push([receipt, seconds]),
        sendLater: async () => {},
      },
      observe: recordedMetrics().observe,
    })({ Records: records }, context);

  const failing = (error: Error): Consumer => ({
    handle: async () => {
      throw error;
    },
  });

  test("reads the event with its CloudEvents attributes, apart from the data", async () => {
    const consumer: Consumer = { handle: async (event) => void handled.push(event) };
    expect(await run(consumer, [queued("Done", { OrderId: "1" })])).toEqual({ batchItemFailures: [] });
    expect(handled).toMatchObject([{ type: "Done", source: "test", data: { OrderId: "1" } }]);
    expect(handled[0]?.data).not.toHaveProperty("cloudEvent");
  });

  test("reports only what failed, and delays it longer each time", async () => {
    const consumer: Consumer = {
      handle: async ({ data }) => {
        if (data.OrderId === "bad") throw new Error("not now");
      },
    };
    const records = [
      queued("Done", { OrderId: "good" }, { id: "a" }),
      queued("Done", { OrderId: "bad" }, { id: "b" }),
      queued("Done", { OrderId: "bad" }, { id: "c", received: 2 }),
    ];
    expect(await run(consumer, records)).toEqual({
      batchItemFailures: [{ itemIdentifier: "message-b" }, { itemIdentifier: "message-c" }],
    });
    expect(delays).toEqual([
      ["receipt-b", 2],
      ["receipt-c", 4],
    ]);
  });

  test("gives an event up after the last attempt, when it knows how", async () => {
    const given: unknown[] = [];
    const consumer = { ...failing(new Error("never")), onExhausted: async () => void given.push("up") };
    expect(await run(consumer, [queued("Done", {}, { received: 3 })])).toEqual({ batchItemFailures: [] });
    expect(given).toEqual(["up"]);
  });

  test("leaves an event that it cannot give up to the dead-letter queue", async () => {
    const records = [queued("Done", {}, { id: "a", received: 3 })];
    const result = { batchItemFailures: [{ itemIdentifier: "message-a" }] };
    expect(await run(failing(new Error("never")), records)).toEqual(result);
    const consumer = { ...failing(new Error("never")), onExhausted: () => Promise.reject(new Error("no")) };
    expect(await run(consumer, records)).toEqual(result);
  });

  test("lets a poison message go to the dead-letter queue without waiting", async () => {
    const poison = { ...queued("Done", {}), body: "not an event" };
    expect((await run(failing(new Error("unused")), [poison])).batchItemFailures).toHaveLength(1);
    expect(delays.map(([, seconds]) => seconds)).toEqual([0]);
  });
});
