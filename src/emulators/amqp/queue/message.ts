import { readHeaders } from "../wire/content-header.js";
import type { FieldTable } from "../wire/field-table.js";

/** What a message weighs besides its own bytes: its objects here and in the queues. Measured roughly, on Node 20. */
const overheadBytes = 250;

/** A message as it was published; every queue that has it shares it. */
export interface Message {
  /** Rises with every message of a broker: the order of all queues. */
  readonly id: number;
  readonly exchange: string;
  readonly routingKey: string;
  /** The publisher's content header. */
  header: Buffer;
  body: Buffer;
  readonly persistent: boolean;
  /** The publisher's `expiration`, in ms. */
  readonly expirationMs: number | undefined;
  /** Milliseconds since 1970. */
  readonly publishedAt: number;
  /** How many queues have it. */
  holders: number;
  /** The durable queues that have it on the disk, by id. */
  keptBy: number[];
}

/**
 * Gives a message bytes of its own: until then they lie in a larger piece of input, which would stay in memory as long as
 * the message does.
 */
export function ownBytes(message: Message): void {
  const { header, body } = message;
  const own = Buffer.allocUnsafe(header.length + body.length);
  own.set(header);
  own.set(body, header.length);
  message.header = own.subarray(0, header.length);
  message.body = own.subarray(header.length);
}

export function messageBytes(message: Message): number {
  return overheadBytes + message.header.length + message.body.length;
}

/** Its headers, read once however often they are asked for. */
export function headersOf(header: Buffer): () => FieldTable {
  let headers: FieldTable | undefined;
  return () => {
    headers ??= readHeaders(header);
    return headers;
  };
}
