import type { FieldTable, FieldValue } from "./field-table.js";

const slabBytes = 32 * 1024;

/** Writes fields one after another into a buffer that grows. */
export class FieldWriter {
  #bytes = Buffer.allocUnsafe(256);
  #start = 0;
  #at = 0;

  /** How much was written since the last `take`. */
  get length(): number {
    return this.#at - this.#start;
  }

  /** What was written since the last `take`; it is the caller's from now on. */
  take(): Buffer {
    const taken = this.#bytes.subarray(this.#start, this.#at);
    this.#start = this.#at;
    return taken;
  }

  /** Makes room for `count` bytes and steps over them. @returns where they begin; good until the next call */
  reserve(count: number): number {
    const at = this.#at;
    if (at + count <= this.#bytes.length) {
      this.#at = at + count;
      return at;
    }
    const written = this.#bytes.subarray(this.#start, at);
    const grown = Buffer.allocUnsafeSlow(Math.max(slabBytes, 2 * (written.length + count)));
    written.copy(grown);
    this.#bytes = grown;
    this.#start = 0;
    this.#at = written.length + count;
    return written.length;
  }

  octet(value: number): void {
    const at = this.reserve(1);
    this.#bytes[at] = value;
  }

  short(value: number): void {
    const at = this.reserve(2);
    this.#bytes.writeUInt16BE(value, at);
  }

  long(value: number): void {
    const at = this.reserve(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  longlong(value: number): void {
    const at = this.reserve(8);
    this.#bytes.writeUInt32BE(Math.floor(value / 2 ** 32), at);
    this.#bytes.writeUInt32BE(value >>> 0, at + 4);
  }

  /** @throws RangeError past 255 bytes, the most that the length octet says */
  shortstr(text: string): void {
    const length = Buffer.byteLength(text);
    if (length > 255) throw new RangeError(`a short string of ${length} bytes`);
    const at = this.reserve(1 + length);
    this.#bytes[at] = length;
    if (length > 0) this.#bytes.write(text, at + 1, length, "utf8");
  }

  longstr(value: Uint8Array): void {
    this.long(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    const at = this.reserve(value.length);
    this.#bytes.set(value, at);
  }

  /** Writes a length in front of what `write` writes. */
  sized(write: () => void): void {
    this.long(0);
    const before = this.length;
    write();
    this.#bytes.writeUInt32BE(this.length - before, this.#start + before - 4);
  }

  /** Overwrites four bytes that were written `ago` bytes before the end. */
  patchLong(value: number, ago: number): void {
    this.#bytes.writeUInt32BE(value, this.#at - ago);
  }

  table(table: FieldTable): void {
    this.sized(() => {
      for (const [name, field] of table) {
        this.shortstr(name);
        this.field(field);
      }
    });
  }

  field(field: FieldValue): void {
    this.octet(field.type.charCodeAt(0));
    switch (field.type) {
      case "t":
        return this.octet(field.value ? 1 : 0);
      case "b":
      case "B":
        return this.octet(field.value & 0xff);
      case "s":
      case "u":
        return this.short(field.value & 0xffff);
      case "I":
      case "i":
        return this.long(field.value >>> 0);
      case "l":
      case "T":
        return this.#fixed(8, (bytes, at) => bytes.writeBigUInt64BE(BigInt.asUintN(64, field.value), at));
      case "f":
        return this.#fixed(4, (bytes, at) => bytes.writeFloatBE(field.value, at));
      case "d":
        return this.#fixed(8, (bytes, at) => bytes.writeDoubleBE(field.value, at));
      case "D":
        this.octet(field.value.scale);
        return this.long(field.value.unscaled >>> 0);
      case "S":
      case "x":
        return this.longstr(field.value);
      case "F":
        return this.table(field.value);
      case "A":
        return this.sized(() => {
          for (const one of field.value) this.field(one);
        });
      case "V":
        return;
    }
  }

  /** Room first: it may be in another buffer than before. */
  #fixed(count: number, write: (bytes: Buffer, at: number) => void): void {
    const at = this.reserve(count);
    write(this.#bytes, at);
  }
}
