import type { GetMessage, Message } from "amqplib";

/** An event as it lies in a queue or passes an exchange. */
export interface SeenEvent {
  /** The CloudEvents `id`; null for a message that has none. */
  readonly id: string | null;
  readonly type: string;
  readonly source: string | null;
  readonly subject: string | null;
  /** When it happened, ISO 8601; null when the message does not say. */
  readonly time: string | null;
  readonly exchange: string;
  /** The parsed body; the text itself where that is no JSON. */
  readonly data: unknown;
}

/**
 * Reads a message with the names of the CloudEvents AMQP binding (1.0.2, `cloudEvents:` headers; `cloudEvents_` is its
 * alternative for JMS), else from the AMQP properties of the same meaning. Anything a broker can hold can be read.
 */
export function readSeenEvent(message: Message | GetMessage): SeenEvent {
  const { properties, fields, content } = message;
  const headers = (properties.headers ?? {}) as Record<string, unknown>;
  const attribute = (name: string): string | undefined =>
    textOf(headers[`cloudEvents:${name}`] ?? headers[`cloudEvents_${name}`]);
  return {
    id: attribute("id") ?? textOf(properties.messageId) ?? null,
    type: attribute("type") ?? textOf(properties.type) ?? originalKey(headers) ?? fields.routingKey,
    source: attribute("source") ?? textOf(properties.appId) ?? null,
    subject: attribute("subject") ?? null,
    time: attribute("time") ?? timestampOf(properties.timestamp) ?? null,
    exchange: textOf(headers["x-original-exchange"]) ?? fields.exchange,
    data: bodyOf(content),
  };
}

function originalKey(headers: Record<string, unknown>): string | undefined {
  return textOf(headers["x-original-routing-key"]);
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

/** AMQP 0-9-1 timestamps are POSIX seconds. */
function timestampOf(value: unknown): string | undefined {
  return typeof value === "number" && Number.isFinite(value)
    ? new Date(value * 1000).toISOString()
    : undefined;
}

function bodyOf(content: Buffer): unknown {
  const text = content.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
