import { AmqpError, syntaxError } from "./amqp-error.js";
import { FieldReader } from "./field-reader.js";
import type { FieldTable } from "./field-table.js";
import type { FieldWriter } from "./field-writer.js";
import {
  type Arguments,
  type ArgumentType,
  type Method,
  type MethodName,
  methodTable,
} from "./method-table.js";

interface Layout {
  readonly name: MethodName;
  readonly classId: number;
  readonly methodId: number;
  readonly fields: readonly (readonly [string, ArgumentType])[];
}

const layouts = new Map<MethodName, Layout>();
const byNumber = new Map<number, Layout>();
for (const [name, [classId, methodId, fields]] of Object.entries(methodTable)) {
  const layout: Layout = { name: name as MethodName, classId, methodId, fields: Object.entries(fields) };
  layouts.set(layout.name, layout);
  byNumber.set(classId * 65_536 + methodId, layout);
}

/** The class and method number a frame's payload begins with. @throws AmqpError 502 */
export function methodNumbers(payload: Buffer): { classId: number; methodId: number } {
  if (payload.length < 4) throw syntaxError("a method frame is shorter than a method's numbers");
  return { classId: payload.readUInt16BE(0), methodId: payload.readUInt16BE(2) };
}

/** Reads a method frame's payload. @throws AmqpError 540 for a method that is not known, 502 for bytes that are none */
export function readMethod(payload: Buffer): Method {
  const { classId, methodId } = methodNumbers(payload);
  const layout = byNumber.get(classId * 65_536 + methodId);
  if (layout === undefined) throw new AmqpError(540, `method ${classId}.${methodId} is not implemented`);
  const reader = new FieldReader(payload, 4);
  const args: Record<string, unknown> = {};
  let bits = 0;
  let bit = 8;
  for (const [name, type] of layout.fields) {
    if (type !== "bit") {
      bit = 8;
      args[name] = reader[type]();
      continue;
    }
    // Bits that follow each other share an octet.
    if (bit === 8) {
      bits = reader.octet();
      bit = 0;
    }
    args[name] = (bits & (1 << bit)) !== 0;
    bit += 1;
  }
  return { name: layout.name, args } as Method;
}

/** Writes a method's numbers and arguments. */
export function writeMethod<Name extends MethodName>(
  writer: FieldWriter,
  name: Name,
  args: Arguments<Name>,
): void {
  const layout = layouts.get(name) as Layout;
  writer.short(layout.classId);
  writer.short(layout.methodId);
  let bits = 0;
  let bit = 0;
  for (const [field, type] of layout.fields) {
    const value = (args as Readonly<Record<string, unknown>>)[field];
    if (type === "bit") {
      bits |= value ? 1 << bit : 0;
      bit += 1;
      continue;
    }
    if (bit > 0) writer.octet(bits);
    bits = 0;
    bit = 0;
    writeField(writer, type, value);
  }
  if (bit > 0) writer.octet(bits);
}

function writeField(writer: FieldWriter, type: Exclude<ArgumentType, "bit">, value: unknown): void {
  if (type === "shortstr") writer.shortstr(value as string);
  else if (type === "longstr") writer.longstr(value as Buffer);
  else if (type === "table") writer.table(value as FieldTable);
  else writer[type](value as number);
}
