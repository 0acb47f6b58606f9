import { syntaxError } from "./amqp-error.js";
import type { FieldTable, FieldValue } from "./field-table.js";

/** A table within a table within a table …: a few bytes each, and a stack frame of ours. */
const maxDepth = 32;

/** Reads the fields of a frame's payload in order. @throws AmqpError 502 where the bytes end or are no such field */
export class FieldReader {
  #at: number;

  constructor(
    private readonly bytes: Buffer,
    start = 0,
    private readonly end = bytes.length,
  ) {
    this.#at = start;
  }

  get position(): number {
    return this.#at;
  }

  get left(): number {
    return this.end - this.#at;
  }

  #take(count: number): number {
    const at = this.#at;
    if (count > this.end - at) throw syntaxError("a field ends after its frame");
    this.#at = at + count;
    return at;
  }

  skip(count: number): void {
    this.#take(count);
  }

  octet(): number {
    return this.bytes[this.#take(1)] ?? 0;
  }

  short(): number {
    return this.bytes.readUInt16BE(this.#take(2));
  }

  long(): number {
    return this.bytes.readUInt32BE(this.#take(4));
  }

  /** Exact up to 2^53: no counter of ours gets there. */
  longlong(): number {
    const at = this.#take(8);
    return this.bytes.readUInt32BE(at) * 2 ** 32 + this.bytes.readUInt32BE(at + 4);
  }

  shortstr(): string {
    const length = this.octet();
    const at = this.#take(length);
    return length === 0 ? "" : this.bytes.toString("utf8", at, at + length);
  }

  /** A copy, since what is read may be kept longer than the frame. */
  longstr(): Buffer {
    const length = this.long();
    const at = this.#take(length);
    return Buffer.from(this.bytes.subarray(at, at + length));
  }

  table(depth = 0): FieldTable {
    if (depth > maxDepth) throw syntaxError(`tables are nested deeper than ${maxDepth}`);
    const length = this.long();
    const end = this.#take(length) + length;
    const inner = new FieldReader(this.bytes, end - length, end);
    const table = new Map<string, FieldValue>();
    while (inner.left > 0) table.set(inner.shortstr(), inner.value(depth));
    return table;
  }

  value(depth = 0): FieldValue {
    const type = String.fromCharCode(this.octet());
    switch (type) {
      case "t":
        return { type, value: this.octet() !== 0 };
      case "b":
        return { type, value: this.bytes.readInt8(this.#take(1)) };
      case "B":
        return { type, value: this.octet() };
      case "s":
        return { type, value: this.bytes.readInt16BE(this.#take(2)) };
      case "u":
        return { type, value: this.short() };
      case "I":
        return { type, value: this.bytes.readInt32BE(this.#take(4)) };
      case "i":
        return { type, value: this.long() };
      case "l":
        return { type, value: this.bytes.readBigInt64BE(this.#take(8)) };
      case "T":
        return { type, value: this.bytes.readBigUInt64BE(this.#take(8)) };
      case "f":
        return { type, value: this.bytes.readFloatBE(this.#take(4)) };
      case "d":
        return { type, value: this.bytes.readDoubleBE(this.#take(8)) };
      case "D":
        return { type, value: { scale: this.octet(), unscaled: this.bytes.readInt32BE(this.#take(4)) } };
      case "S":
      case "x":
        return { type, value: this.longstr() };
      case "V":
        return { type };
      case "F":
        return { type, value: this.table(depth + 1) };
      case "A":
        return { type, value: this.#array(depth + 1) };
      default:
        throw syntaxError(`a table has a value of the unknown type ${JSON.stringify(type)}`);
    }
  }

  #array(depth: number): FieldValue[] {
    if (depth > maxDepth) throw syntaxError(`tables are nested deeper than ${maxDepth}`);
    const length = this.long();
    const end = this.#take(length) + length;
    const inner = new FieldReader(this.bytes, end - length, end);
    const values: FieldValue[] = [];
    while (inner.left > 0) values.push(inner.value(depth));
    return values;
  }
}
