import { crc32 } from "node:zlib";

/** Bytes in front of a record's payload: length u32, CRC-32 u32 (of type and payload), type u8; big-endian. */
export const recordOverhead = 9;

/** Refused when read: no writer makes longer ones, so a longer length is damage. */
export const maxRecordBytes = 256 * 1024 * 1024;

/**
 * Allocates a record for `payloadBytes`, to be filled from `recordOverhead` on and then closed by `sealRecord`: a payload
 * is written once, where it stays.
 */
export function allocateRecord(payloadBytes: number): Buffer {
  return Buffer.allocUnsafe(recordOverhead + payloadBytes);
}

/** Writes length, type and checksum in front of a filled payload. @param type 1 to 255; 0 is the file's own head */
export function sealRecord(record: Buffer, type: number): Buffer {
  record.writeUInt32BE(record.length - recordOverhead, 0);
  record[8] = type;
  record.writeUInt32BE(crc32(record.subarray(8)), 4);
  return record;
}

/** A record with a payload that exists already. */
export function toRecord(type: number, payload: Uint8Array): Buffer {
  const record = allocateRecord(payload.length);
  record.set(payload, recordOverhead);
  return sealRecord(record, type);
}

export interface ReadRecord {
  readonly type: number;
  readonly payload: Buffer;
  /** Length on disk, head included. */
  readonly bytes: number;
}

/**
 * The record at `offset`.
 * @returns "partial" when the bytes end inside of it, "damaged" when they are no record
 */
export function readRecord(bytes: Buffer, offset: number): ReadRecord | "partial" | "damaged" {
  if (bytes.length - offset < recordOverhead) return "partial";
  const length = bytes.readUInt32BE(offset);
  if (length > maxRecordBytes) return "damaged";
  const end = offset + recordOverhead + length;
  if (end > bytes.length) return "partial";
  if (crc32(bytes.subarray(offset + 8, end)) !== bytes.readUInt32BE(offset + 4)) return "damaged";
  const payload = bytes.subarray(offset + recordOverhead, end);
  return { type: bytes[offset + 8] ?? 0, payload, bytes: recordOverhead + length };
}
