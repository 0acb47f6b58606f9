import { AmqpError } from "../wire/amqp-error.js";
import { canonical, type FieldTable, type FieldValue, textOf } from "../wire/field-table.js";

const modes = ["all", "any", "all-with-x", "any-with-x"] as const;
type Mode = (typeof modes)[number];

/** @throws AmqpError 406 for an `x-match` that is none */
export function matchMode(args: FieldTable): Mode {
  const field = args.get("x-match");
  if (field === undefined) return "all";
  const mode = modes.find((one) => one === textOf(field));
  if (mode === undefined) {
    throw new AmqpError(
      406,
      `Invalid x-match field value ${canonical(field)}; expected all, any, all-with-x, or any-with-x`,
    );
  }
  return mode;
}

/**
 * Whether a message's headers match a binding's arguments. `all` and `any` leave out arguments that begin with `x-`; a
 * void argument asks for the header only, whatever its value.
 */
export function matchesHeaders(args: FieldTable, headers: FieldTable): boolean {
  const mode = matchMode(args);
  const withX = mode.endsWith("-with-x");
  const wanted = [...args].filter(([name]) => name !== "x-match" && (withX || !name.startsWith("x-")));
  const matches = ([name, field]: [string, FieldValue]): boolean => {
    const header = headers.get(name);
    if (header === undefined) return false;
    return field.type === "V" || (field.type === header.type && canonical(field) === canonical(header));
  };
  return mode.startsWith("all") ? wanted.every(matches) : wanted.some(matches);
}
