import type { Message } from "amqplib";
import { expect, test } from "vitest";
import { HeardEvents } from "./heard-events.js";

const order = "b0f3";

function event(id: string | undefined, body: object): Message {
  const fields = { exchange: "order_events", routingKey: "ordercreatedevent" };
  const properties = { messageId: id, type: "OrderCreatedEvent", headers: {} };
  return { content: Buffer.from(JSON.stringify(body)), fields, properties } as unknown as Message;
}

function heard(...messages: readonly Message[]): HeardEvents {
  const events = new HeardEvents();
  for (const message of messages) events.hear(message);
  return events;
}

const created = { OrderId: order, Timestamp: "2030-01-02T03:04:05.678Z" };
const later = { OrderId: order, Timestamp: "2030-01-02T03:04:06Z" };

test("knows of which writes no event tells", () => {
  expect(heard(event("1", created)).untold([order, "c1"])).toEqual(["c1"]);
  expect(heard(event("1", created)).untold(["", ""])).toHaveLength(1);
});

test("an event whose confirm was lost comes again under its id: consumers know it", () => {
  const events = heard(event("1", created), event("1", created), event("2", { ...created, Total: 1 }));
  expect(events.takenTwice([order])).toEqual([]);
  expect(events.repeated).toMatchObject([{ id: "1", times: 2 }]);
});

test.each([
  ["under another id", [event("1", created), event("2", created)]],
  ["from a handler that ran twice", [event("1", created), event("2", later)]],
  ["without an id", [event(undefined, created), event(undefined, created)]],
  ["again and again", [event("1", created), event("1", created), event("1", created)]],
])("an event that comes again %s is taken for another", (_how, messages) => {
  expect(heard(...messages).takenTwice([order])).toHaveLength(1);
  expect(heard(...messages).takenTwice(["of somebody else"])).toEqual([]);
});
