import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeEach, describe, expect, test } from "vitest";
import { BusChangePublisher } from "../src/adapters/bus-change-publisher.js";
import { changeStream } from "../src/adapters/change-stream.js";
import type { EventRecord } from "../src/chassis/event-store.js";
import type { StreamRecord } from "../src/chassis/stream.js";
import { ItemChanges } from "../src/domain/item-changes.js";
import { eventProblems } from "./support/event-contract.js";
import { context, recordedMetrics } from "./support/invocation.js";

const now = new Date("2030-01-02T03:04:05.678Z");

function change(number: number, eventName: StreamRecord["eventName"], pk = "item#1"): StreamRecord {
  const image = marshall({ pk, sk: "state" });
  const dynamodb = { SequenceNumber: `${number}`, ...(eventName !== "REMOVE" && { NewImage: image }) };
  return { eventID: `change-${number}`, eventName, dynamodb };
}

describe("the table's stream", () => {
  let sent: EventRecord[];
  let failing: string | undefined;

  beforeEach(() => {
    process.env.SERVICE_NAME = "item-service";
    sent = [];
    failing = undefined;
  });

  const run = (records: readonly StreamRecord[]) => {
    const publisher = new BusChangePublisher(async ([event]) => {
      if (event === undefined || event.subject === failing) return [0];
      sent.push(event);
      return [];
    });
    const changes = new ItemChanges(publisher, () => now);
    return changeStream(changes, recordedMetrics().observe)({ Records: records }, context);
  };

  test("tells of what was inserted and modified, and of nothing else", async () => {
    const records = [change(1, "INSERT"), change(2, "MODIFY"), change(3, "REMOVE"), change(4, "INSERT", "other#1")];
    expect(await run(records)).toEqual({ batchItemFailures: [] });
    expect(sent.map(({ data }) => data.Change)).toEqual(["INSERT", "MODIFY"]);
    expect(sent.flatMap(eventProblems)).toEqual([]);
  });

  test("a change that is read again is the same event", async () => {
    await run([change(1, "INSERT")]);
    await run([change(1, "INSERT")]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  });

  test("goes on from the first that failed, so that the order is kept", async () => {
    failing = "2";
    const records = [change(1, "INSERT"), change(2, "INSERT", "item#2"), change(3, "INSERT", "item#3")];
    expect(await run(records)).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
    expect(sent.map(({ subject }) => subject)).toEqual(["1"]);
  });
});
