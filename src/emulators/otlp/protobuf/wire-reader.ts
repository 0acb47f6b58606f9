/** A message that is no protobuf; says at which byte. */
export class ProtobufError extends Error {
  override readonly name = "ProtobufError";
}

/** A field as it lies on the wire (https://protobuf.dev/programming-guides/encoding). */
export interface WireField {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
  readonly wireType: 0 | 1 | 2 | 5;
  /** Of a varint, as an unsigned 64-bit number; 0n for the others. */
  readonly varint: bigint;
  /** Of the others; empty for a varint. */
  readonly bytes: Buffer;
}

/** Reads a message's fields in their order. Throws {@link ProtobufError}. */
export function* readFields(message: Buffer): Generator<WireField> {
  let at = 0;
  while (at < message.length) {
    const key = readVarint(message, at);
    at = key.end;
    const number = Number(key.value >> 3n);
    const wireType = Number(key.value & 7n);
    if (number === 0) throw new ProtobufError(`a field numbered 0 at byte ${at}`);
    if (wireType === 0) {
      const { value: varint, end } = readVarint(message, at);
      yield { number, wireType, varint, bytes: Buffer.alloc(0) };
      at = end;
      continue;
    }
    let length = wireType === 1 ? 8 : 4;
    if (wireType === 2) {
      const prefix = readVarint(message, at);
      at = prefix.end;
      length = Number(prefix.value);
    } else if (wireType !== 1 && wireType !== 5) {
      throw new ProtobufError(`wire type ${wireType} at byte ${at} is not known`);
    }
    if (at + length > message.length)
      throw new ProtobufError(`${length} bytes at byte ${at} go past the end`);
    yield { number, wireType, varint: 0n, bytes: message.subarray(at, at + length) };
    at += length;
  }
}

/** Longest varint: ten bytes of seven bits. */
const maxVarintBytes = 10;

/** Reads a varint. Throws {@link ProtobufError} where it does not end. */
export function readVarint(bytes: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n;
  for (let at = start; at < bytes.length && at < start + maxVarintBytes; at += 1) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start));
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: at + 1 };
  }
  throw new ProtobufError(`a number at byte ${start} does not end`);
}
