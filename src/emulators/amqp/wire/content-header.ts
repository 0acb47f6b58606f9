import { syntaxError } from "./amqp-error.js";
import { FieldReader } from "./field-reader.js";
import { emptyTable, type FieldTable } from "./field-table.js";
import { FieldWriter } from "./field-writer.js";

/**
 * A message's properties as they travel: class, weight, body size, flags, values (AMQP 0-9-1 section 4.2.6.1). What a
 * publisher sent is kept as it is and sent on; only a few of its values are looked at.
 */
const propertyNames = [
  "contentType",
  "contentEncoding",
  "headers",
  "deliveryMode",
  "priority",
  "correlationId",
  "replyTo",
  "expiration",
  "messageId",
  "timestamp",
  "type",
  "userId",
  "appId",
  "clusterId",
] as const;

export interface Properties {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly headers?: FieldTable;
  /** 2 is persistent. */
  readonly deliveryMode?: number;
  readonly priority?: number;
  readonly correlationId?: string;
  readonly replyTo?: string;
  /** Milliseconds, as text. */
  readonly expiration?: string;
  readonly messageId?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
  readonly type?: string;
  readonly userId?: string;
  readonly appId?: string;
  readonly clusterId?: string;
}

/** In front of the property flags: class, weight and body size. */
const flagsOffset = 12;
const basicClass = 60;

/** What a broker has to know of a message before it can take it. */
export interface Envelope {
  readonly bodyBytes: number;
  readonly persistent: boolean;
  readonly priority: number;
  readonly expiration: string | undefined;
  readonly userId: string | undefined;
  /** Whether it has a `headers` table. */
  readonly hasHeaders: boolean;
}

/** @throws AmqpError 502 when the payload is no content header of class basic */
export function readEnvelope(payload: Buffer): Envelope {
  const reader = new FieldReader(payload);
  if (reader.short() !== basicClass) throw syntaxError("a content header of another class than basic");
  reader.skip(2);
  const bodyBytes = reader.longlong();
  const flags = reader.short();
  if ((flags & 1) !== 0) throw syntaxError("a content header with more flags than class basic has");
  const has = (index: number): boolean => (flags & (0x8000 >> index)) !== 0;
  if (has(0)) reader.skip(reader.octet());
  if (has(1)) reader.skip(reader.octet());
  if (has(2)) reader.skip(reader.long());
  const persistent = has(3) && reader.octet() === 2;
  const priority = has(4) ? reader.octet() : 0;
  if (has(5)) reader.skip(reader.octet());
  if (has(6)) reader.skip(reader.octet());
  const expiration = has(7) ? reader.shortstr() : undefined;
  if (has(8)) reader.skip(reader.octet());
  if (has(9)) reader.skip(8);
  if (has(10)) reader.skip(reader.octet());
  const userId = has(11) ? reader.shortstr() : undefined;
  if (has(12)) reader.skip(reader.octet());
  if (has(13)) reader.skip(reader.octet());
  return { bodyBytes, persistent, priority, expiration, userId, hasHeaders: has(2) };
}

/** All properties. @throws AmqpError 502 when a table in it is none */
export function readProperties(payload: Buffer): Properties {
  const reader = new FieldReader(payload, flagsOffset);
  const flags = reader.short();
  const found: Record<string, unknown> = {};
  propertyNames.forEach((name, index) => {
    if ((flags & (0x8000 >> index)) === 0) return;
    if (name === "headers") found[name] = reader.table();
    else if (name === "deliveryMode" || name === "priority") found[name] = reader.octet();
    else if (name === "timestamp") found[name] = reader.longlong();
    else found[name] = reader.shortstr();
  });
  return found;
}

/** The headers of a message; an empty table when it has none, or none that can be read. */
export function readHeaders(payload: Buffer): FieldTable {
  try {
    return readProperties(payload).headers ?? emptyTable;
  } catch {
    return emptyTable;
  }
}

/** A content header's payload. */
export function writeProperties(properties: Properties, bodyBytes: number): Buffer {
  const writer = new FieldWriter();
  writer.short(basicClass);
  writer.short(0);
  writer.longlong(bodyBytes);
  let flags = 0;
  propertyNames.forEach((name, index) => {
    if (properties[name] !== undefined) flags |= 0x8000 >> index;
  });
  writer.short(flags);
  for (const name of propertyNames) {
    const value = properties[name];
    if (value === undefined) continue;
    if (name === "headers") writer.table(value as FieldTable);
    else if (name === "deliveryMode" || name === "priority") writer.octet(value as number);
    else if (name === "timestamp") writer.longlong(value as number);
    else writer.shortstr(value as string);
  }
  return writer.take();
}
