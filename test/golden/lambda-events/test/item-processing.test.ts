import { beforeEach, describe, expect, test } from "vitest";
import contract from "../contracts/openapi.json" with { type: "json" };
import { itemConsumer } from "../src/adapters/item-consumer.js";
import { itemRoutes } from "../src/adapters/item-routes.js";
import { apiHandler } from "../src/chassis/api.js";
import { queueConsumer } from "../src/chassis/consume-queue.js";
import { ItemProcessing, type ItemProcessed, type ProcessedItem } from "../src/domain/item-processing.js";
import { operationsOf } from "./support/contract-operations.js";
import { contractEvents, eventProblems } from "./support/event-contract.js";
import { context, httpEvent, queued, recordedMetrics } from "./support/invocation.js";

const path = "/api/v1/items";
const now = new Date("2030-01-02T03:04:05.678Z");

describe("processing items", () => {
  let events: ItemProcessed[];
  let processing: ItemProcessing;

  beforeEach(() => {
    events = [];
    const deliveries = new Set<string>();
    const results = new Map<string, ProcessedItem>();
    processing = new ItemProcessing(
      {
        keepOnce: async (deliveryId, result, event) => {
          if (deliveries.has(deliveryId) || results.has(result.itemId)) return false;
          deliveries.add(deliveryId);
          results.set(result.itemId, result);
          events.push(event);
          return true;
        },
        find: async (id) => results.get(id),
      },
      () => now,
    );
  });

  const call = async (method: string, at: string, body?: unknown) => {
    const routes = itemRoutes(processing);
    const handler = apiHandler({ contract, routes, observe: recordedMetrics().observe });
    const answer = await handler(httpEvent(method, at, { body }), context);
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  const receive = (...records: Parameters<typeof queued>[]) =>
    queueConsumer(itemConsumer(processing), {
      queue: { delay: async () => {}, sendLater: async () => {} },
      observe: recordedMetrics().observe,
    })({ Records: records.map((record) => queued(...record)) }, context);

  test("by HTTP answers 200 with its id, and what became of it can be read", async () => {
    expect(await call("POST", path, { ItemId: "1" })).toEqual({
      status: 200,
      body: { success: true, itemId: "1" },
    });
    expect(await call("GET", `${path}/1`)).toMatchObject({ status: 200, body: { status: "Processed" } });
    expect((await call("GET", `${path}/2`)).status).toBe(404);
  });

  test("by HTTP refuses what is no event, and other methods", async () => {
    expect((await call("POST", path, {})).status).toBe(400);
    expect((await call("POST", path, "{")).status).toBe(400);
    expect((await call("DELETE", path)).status).toBe(405);
  });

  test("from the queue happens once however often it is delivered, and is told", async () => {
    const delivery = ["ItemCreatedEvent", { ItemId: "1" }, { id: "a" }] as const;
    expect(await receive([...delivery], [...delivery])).toEqual({ batchItemFailures: [] });
    expect(events).toHaveLength(1);
    expect(events.flatMap(eventProblems)).toEqual([]);
  });

  test("an event without an id of its item fails alone", async () => {
    const result = await receive(
      ["ItemCreatedEvent", {}, { id: "bad" }],
      ["ItemCreatedEvent", { ItemId: "2" }, { id: "good" }],
    );
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: "message-bad" }] });
    expect(events).toHaveLength(1);
  });

  test("the contracts name its routes and events", () => {
    expect(Object.keys(itemRoutes(processing)).sort()).toEqual(operationsOf(contract));
    expect(contractEvents("receive")).toEqual(["item_events ItemCreatedEvent"]);
  });
});
