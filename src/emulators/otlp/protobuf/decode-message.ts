import { ProtobufError, readFields, readVarint, type WireField } from "./wire-reader.js";

/** How a field's bytes are meant; the answers are as the JSON mapping of OTLP has them. */
export type FieldType =
  | "string"
  /** Trace and span ids, which OTLP's JSON writes in hexadecimal digits. */
  | "hex"
  | "base64"
  | "bool"
  | "double"
  | "int32"
  | "sint32"
  /** 64-bit integers are text in JSON. */
  | "int64"
  | "uint64"
  | "fixed64"
  | "sfixed64"
  | "fixed32"
  | (() => MessageType);

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated?: boolean;
}

/** A message's fields by their numbers; others are passed over, as protobuf asks of a reader. */
export type MessageType = Readonly<Record<number, Field>>;

/** Deepest nesting taken: values may hold values, and nobody may exhaust the stack with them. */
const maxDepth = 64;

/** Decodes a message to the object that its JSON would be. Throws {@link ProtobufError}. */
export function decodeMessage(type: MessageType, bytes: Buffer, depth = 0): Record<string, unknown> {
  if (depth > maxDepth) throw new ProtobufError(`nested deeper than ${maxDepth} messages`);
  const decoded: Record<string, unknown> = {};
  for (const wire of readFields(bytes)) {
    const field = type[wire.number];
    if (field === undefined) continue;
    const values = decodeField(field, wire, depth);
    if (field.repeated) decoded[field.name] = [...((decoded[field.name] as unknown[]) ?? []), ...values];
    else decoded[field.name] = values.at(-1);
  }
  return decoded;
}

function decodeField({ name, type, repeated }: Field, wire: WireField, depth: number): unknown[] {
  if (typeof type === "function") {
    requireWire(name, wire, 2);
    return [decodeMessage(type(), wire.bytes, depth + 1)];
  }
  if (type === "string" || type === "hex" || type === "base64") {
    requireWire(name, wire, 2);
    return [wire.bytes.toString(type === "string" ? "utf8" : type)];
  }
  const width = widths[type];
  // Repeated numbers come packed, one after another in one field, or one by one.
  if (repeated && wire.wireType === 2) return [...unpack(type, width, wire.bytes)];
  requireWire(name, wire, width === undefined ? 0 : width === 8 ? 1 : 5);
  return [width === undefined ? fromVarint(type, wire.varint) : fromBytes(type, wire.bytes)];
}

type NumberType = Exclude<FieldType, "string" | "hex" | "base64" | (() => MessageType)>;

/** Bytes of those that have a fixed width. */
const widths: Partial<Record<NumberType, number>> = { double: 8, fixed64: 8, sfixed64: 8, fixed32: 4 };

function* unpack(type: NumberType, width: number | undefined, bytes: Buffer): Generator<unknown> {
  if (width !== undefined && bytes.length % width !== 0)
    throw new ProtobufError("a packed list is cut short");
  for (let at = 0; at < bytes.length; ) {
    if (width === undefined) {
      const { value, end } = readVarint(bytes, at);
      yield fromVarint(type, value);
      at = end;
    } else {
      yield fromBytes(type, bytes.subarray(at, at + width));
      at += width;
    }
  }
}

function fromVarint(type: NumberType, value: bigint): unknown {
  if (type === "bool") return value !== 0n;
  if (type === "int32") return Number(BigInt.asIntN(32, value));
  if (type === "sint32") return Number(value >> 1n) ^ -Number(value & 1n);
  return String(type === "int64" ? BigInt.asIntN(64, value) : value);
}

function fromBytes(type: NumberType, bytes: Buffer): unknown {
  if (type === "double") return bytes.readDoubleLE();
  if (type === "fixed32") return bytes.readUInt32LE();
  return String(type === "sfixed64" ? bytes.readBigInt64LE() : bytes.readBigUInt64LE());
}

function requireWire(name: string, { wireType }: WireField, expected: number): void {
  if (wireType !== expected) throw new ProtobufError(`${name} has wire type ${wireType}, not ${expected}`);
}
