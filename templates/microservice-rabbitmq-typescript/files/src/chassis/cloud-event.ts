import { createHash } from "node:crypto";
import type { ConsumeMessage, Options } from "amqplib";
import type { IncomingEvent } from "./consumer.js";

/** An event that is about to be published. */
export interface OutgoingEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: Date;
}

/** Counts the deliveries of an event to one queue; kept by the retry queue. */
export const attemptHeader = "x-attempt";

/** The routing key of an event type. */
export function routingKeyOf(type: string): string {
  return type.toLowerCase();
}

/**
 * The AMQP properties of an event: CloudEvents 1.0 in binary mode, attributes as headers with the prefix of the
 * AMQP binding (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md),
 * and the AMQP properties of the same meaning.
 */
export function eventProperties(
  event: OutgoingEvent,
  trace: Readonly<Record<string, string>>,
): Options.Publish {
  return {
    messageId: event.id,
    type: event.type,
    appId: event.source,
    timestamp: Math.floor(event.time.getTime() / 1000),
    contentType: "application/json",
    headers: {
      "cloudEvents:specversion": "1.0",
      "cloudEvents:id": event.id,
      "cloudEvents:source": `/${event.source}`,
      "cloudEvents:type": event.type,
      "cloudEvents:subject": event.subject,
      "cloudEvents:time": event.time.toISOString(),
      ...trace,
    },
  };
}

/**
 * Reads a delivery. Attributes that the sender left out are taken from the AMQP properties, then from the message.
 *
 * @param types the event types the queue is bound to, to name an event by its routing key.
 * @throws SyntaxError or TypeError when the body is not a JSON object.
 */
export function readEvent(message: ConsumeMessage, types: readonly string[]): IncomingEvent {
  const { headers = {}, ...properties } = message.properties;
  const attribute = (name: string): string | undefined => {
    const value: unknown = headers[`cloudEvents:${name}`] ?? headers[`cloudEvents_${name}`] ?? headers[name];
    return value === undefined || value === null ? undefined : String(value);
  };
  const data: unknown = JSON.parse(message.content.toString("utf8"));
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError("The body of an event is a JSON object");
  }
  const named = types.find((type) => routingKeyOf(type) === message.fields.routingKey);
  // Without an id, the same content is the same event.
  const id =
    attribute("id") ??
    text(properties.messageId) ??
    createHash("sha256").update(message.content).digest("hex");
  return {
    id,
    type: attribute("type") ?? text(properties.type) ?? named ?? message.fields.routingKey,
    source: attribute("source") ?? text(properties.appId) ?? message.fields.exchange,
    subject: attribute("subject") ?? id,
    time: attribute("time") ?? new Date().toISOString(),
    data: data as Record<string, unknown>,
    attempt: Number(headers[attemptHeader] ?? 1),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
