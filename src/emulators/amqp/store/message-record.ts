import { allocateRecord, recordOverhead, sealRecord } from "../../journal/record.js";
import type { Message } from "../queue/message.js";
import { recordTypes } from "./record-types.js";

/** Id f64, time of publishing f64, expiration f64 (NaN for none), number of queues u32, length of the header u32. */
const fixedBytes = 32;

/** A persistent message and the ids of the durable queues that have it. */
export function messageRecord(message: Message): Buffer {
  const queueIds = message.keptBy;
  const exchangeBytes = Buffer.byteLength(message.exchange);
  const keyBytes = Buffer.byteLength(message.routingKey);
  const { header, body } = message;
  const names = 2 + exchangeBytes + keyBytes;
  const record = allocateRecord(fixedBytes + 4 * queueIds.length + names + header.length + body.length);
  let at = recordOverhead;
  at = record.writeDoubleBE(message.id, at);
  at = record.writeDoubleBE(message.publishedAt, at);
  at = record.writeDoubleBE(message.expirationMs ?? Number.NaN, at);
  at = record.writeUInt32BE(queueIds.length, at);
  at = record.writeUInt32BE(header.length, at);
  for (const id of queueIds) at = record.writeUInt32BE(id, at);
  at = record.writeUInt8(exchangeBytes, at);
  at += record.write(message.exchange, at);
  at = record.writeUInt8(keyBytes, at);
  at += record.write(message.routingKey, at);
  record.set(header, at);
  record.set(body, at + header.length);
  return sealRecord(record, recordTypes.message);
}

/** Header and body are the record's last bytes: a message that uses those there keeps them in memory once, not twice. */
export function useBytesOf(record: Buffer, message: Message): void {
  const bodyAt = record.length - message.body.length;
  message.header = record.subarray(bodyAt - message.header.length, bodyAt);
  message.body = record.subarray(bodyAt);
}

/** What `messageRecord` wrote, its bytes copied. */
export function readMessageRecord(payload: Buffer): Message {
  const expiration = payload.readDoubleBE(16);
  const queueCount = payload.readUInt32BE(24);
  const headerBytes = payload.readUInt32BE(28);
  const queueIds = Array.from({ length: queueCount }, (_, index) =>
    payload.readUInt32BE(fixedBytes + 4 * index),
  );
  let at = fixedBytes + 4 * queueCount;
  const text = (): string => {
    const length = payload.readUInt8(at);
    at += 1 + length;
    return payload.toString("utf8", at - length, at);
  };
  const exchange = text();
  const routingKey = text();
  return {
    id: payload.readDoubleBE(0),
    publishedAt: payload.readDoubleBE(8),
    expirationMs: Number.isNaN(expiration) ? undefined : expiration,
    exchange,
    routingKey,
    header: Buffer.from(payload.subarray(at, at + headerBytes)),
    body: Buffer.from(payload.subarray(at + headerBytes)),
    persistent: true,
    holders: 0,
    keptBy: queueIds,
  };
}
