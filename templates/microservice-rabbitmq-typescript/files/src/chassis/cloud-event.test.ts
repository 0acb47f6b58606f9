import type { ConsumeMessage } from "amqplib";
import { expect, test } from "vitest";
import { eventProperties, readEvent } from "./cloud-event.js";

const time = new Date("2030-01-01T00:00:00.000Z");
const sent = { id: "e-1", source: "user-service", type: "UserCreatedEvent", subject: "u-1", time };

function delivery(body: string, properties: object = {}): ConsumeMessage {
  return {
    content: Buffer.from(body),
    fields: { exchange: "user_events", routingKey: "usercreatedevent", deliveryTag: 1, redelivered: false },
    properties,
  } as unknown as ConsumeMessage;
}

test("what is sent is what is read", () => {
  const properties = eventProperties(sent, { traceparent: "00-1-2-01" });
  expect(properties.headers).toMatchObject({ "cloudEvents:specversion": "1.0", traceparent: "00-1-2-01" });
  expect(readEvent(delivery('{"UserId":"u-1"}', properties), [])).toEqual({
    id: "e-1",
    source: "/user-service",
    type: "UserCreatedEvent",
    subject: "u-1",
    time: "2030-01-01T00:00:00.000Z",
    data: { UserId: "u-1" },
    attempt: 1,
  });
});

test("a bare message, as the guideline's example publishes it, is named by its routing key and content", () => {
  const first = readEvent(delivery('{"UserId":"u-1"}'), ["UserCreatedEvent"]);
  const again = readEvent(delivery('{"UserId":"u-1"}'), ["UserCreatedEvent"]);
  expect(first.type).toBe("UserCreatedEvent");
  expect(first.id).toBe(again.id);
});

test("a body that is no JSON object is refused", () => {
  expect(() => readEvent(delivery("not json"), [])).toThrow(SyntaxError);
  expect(() => readEvent(delivery("[]"), [])).toThrow(TypeError);
});
