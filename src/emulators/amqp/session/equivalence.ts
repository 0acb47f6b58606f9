import { AmqpError } from "../wire/amqp-error.js";
import { type FieldTable, type FieldValue, sameField, toPlain } from "../wire/field-table.js";

/** @throws AmqpError 406 for the first that differs: what exists cannot be declared otherwise */
export function assertSameFlags(
  what: string,
  flags: readonly (readonly [name: string, received: string | boolean, current: string | boolean])[],
): void {
  for (const [name, received, current] of flags) {
    if (received !== current) {
      throw inequivalent(name, what, `received '${received}' but current is '${current}'`);
    }
  }
}

/** @throws AmqpError 406 for the first of the named arguments that differs */
export function assertSameArguments(
  what: string,
  names: readonly string[],
  received: FieldTable,
  current: FieldTable,
): void {
  for (const name of names) {
    const [now, before] = [received.get(name), current.get(name)];
    if (sameField(now, before)) continue;
    throw inequivalent(name, what, `received ${describe(now)} but current is ${describe(before)}`);
  }
}

function inequivalent(name: string, what: string, how: string): AmqpError {
  return new AmqpError(406, `inequivalent arg '${name}' for ${what}: ${how}`);
}

const typeNames: Partial<Record<FieldValue["type"], string>> = {
  S: "longstr",
  I: "signedint",
  i: "unsignedint",
  l: "long",
  s: "short",
  u: "unsignedshort",
  b: "byte",
  B: "unsignedbyte",
  t: "bool",
};

function describe(field: FieldValue | undefined): string {
  if (field === undefined) return "none";
  return `the value '${toPlain(field)}' of type '${typeNames[field.type] ?? field.type}'`;
}
