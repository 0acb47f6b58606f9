/** An Export…ServiceResponse: empty, or with its `partial_success` (field 1: rejected, 2: why). */
export function encodeExportAnswer(rejected: number, why: string): Buffer {
  if (rejected === 0) return Buffer.alloc(0);
  return lengthDelimited(1, Buffer.concat([number(1, rejected), lengthDelimited(2, Buffer.from(why))]));
}

/** A google.rpc.Status (code 1, message 2). */
export function encodeStatus(code: number, message: string): Buffer {
  return Buffer.concat([number(1, code), lengthDelimited(2, Buffer.from(message))]);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function lengthDelimited(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Buffer.from([...bytes, rest]);
}
