/**
 * A value of a field table with its type letter, as RabbitMQ reads and writes them (its errata of AMQP 0-9-1 section
 * 4.2.1). The letter is kept so that a value is sent on as it came.
 */
export type FieldValue =
  | { readonly type: "t"; readonly value: boolean }
  | { readonly type: "b" | "B" | "s" | "u" | "I" | "i" | "f" | "d"; readonly value: number }
  | { readonly type: "l" | "T"; readonly value: bigint }
  /** A long string: text by convention, bytes in fact. */
  | { readonly type: "S" | "x"; readonly value: Buffer }
  /** Scale and unscaled value. */
  | { readonly type: "D"; readonly value: { readonly scale: number; readonly unscaled: number } }
  | { readonly type: "A"; readonly value: readonly FieldValue[] }
  | { readonly type: "F"; readonly value: FieldTable }
  | { readonly type: "V" };

export type FieldTable = ReadonlyMap<string, FieldValue>;

export const emptyTable: FieldTable = new Map();

export function textField(text: string): FieldValue {
  return { type: "S", value: Buffer.from(text) };
}

export function longField(value: number | bigint): FieldValue {
  return { type: "l", value: BigInt(value) };
}

export function tableOf(fields: Readonly<Record<string, FieldValue>>): FieldTable {
  return new Map(Object.entries(fields));
}

/** The text of a string field; undefined for anything else. */
export function textOf(field: FieldValue | undefined): string | undefined {
  return field?.type === "S" || field?.type === "x" ? field.value.toString("utf8") : undefined;
}

/** The number of an integer field of any width; undefined for anything else. */
export function integerOf(field: FieldValue | undefined): number | undefined {
  switch (field?.type) {
    case "b":
    case "B":
    case "s":
    case "u":
    case "I":
    case "i":
      return field.value;
    case "l":
      return Number(field.value);
    default:
      return undefined;
  }
}

/** Whether two fields say the same: integers by their value, whatever their width. */
export function sameField(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [first, second] = [integerOf(a), integerOf(b)];
  if (first !== undefined || second !== undefined) return first === second;
  if (a.type !== b.type) return false;
  return canonical(a) === canonical(b);
}

/** A text that two fields share when they are alike. */
export function canonical(field: FieldValue): string {
  return JSON.stringify(toPlain(field));
}

/** A field as JSON has it, for people and for the management API. */
export function toPlain(field: FieldValue): unknown {
  switch (field.type) {
    case "V":
      return null;
    case "S":
    case "x":
      return field.value.toString("utf8");
    case "l":
    case "T":
      return Number(field.value);
    case "D":
      return field.value.unscaled / 10 ** field.value.scale;
    case "A":
      return field.value.map(toPlain);
    case "F":
      return plainTable(field.value);
    default:
      return field.value;
  }
}

export function plainTable(table: FieldTable): Record<string, unknown> {
  return Object.fromEntries([...table].map(([name, field]) => [name, toPlain(field)]));
}
