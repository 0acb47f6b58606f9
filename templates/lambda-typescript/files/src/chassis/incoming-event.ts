import { PermanentError } from "./permanent-error.js";

/** An event as a consumer sees it. */
export interface IncomingEvent {
  /** The same however often it is delivered. */
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly traceparent?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Reads an event as EventBridge delivers it to a queue. Senders that say nothing of CloudEvents are understood too:
 * the attributes then are EventBridge's own.
 * @throws PermanentError when it is not one
 */
export function readEvent(body: string): IncomingEvent {
  const envelope = objectIn(parse(body));
  const { cloudEvent, ...data } = objectIn(envelope.detail);
  const attributes = typeof cloudEvent === "object" && cloudEvent !== null ? { ...cloudEvent } : {};
  const read = (name: string, own: unknown): string =>
    text((attributes as Record<string, unknown>)[name]) ?? text(own) ?? "";
  const [id, type] = [read("id", envelope.id), read("type", envelope["detail-type"])];
  if (id === "" || type === "")
    throw new PermanentError("The message is not an event: it has no id, or no type");
  const traceparent = read("traceparent", undefined);
  return {
    id,
    type,
    source: read("source", envelope.source),
    subject: read("subject", id),
    time: read("time", envelope.time),
    ...(traceparent !== "" && { traceparent }),
    data,
  };
}

/** @throws PermanentError when the event does not carry that field as a text: it never will */
export function textIn({ type, id, data }: IncomingEvent, field: string): string {
  const value = text(data[field]);
  if (value === undefined) throw new PermanentError(`${type} ${id} has no ${field}`);
  return value;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new PermanentError("The message is not JSON", { cause });
  }
}

function objectIn(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new PermanentError("The message is not an event");
  }
  return value as Record<string, unknown>;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
