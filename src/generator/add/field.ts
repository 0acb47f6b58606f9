import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import type { JsonSchema } from "./json-schema.js";

/** A field as the command line gives it (`reason:string`, `tags:string[]?`). */
export interface Field {
  /** camelCase. */
  readonly name: string;
  readonly optional: boolean;
  readonly schema: JsonSchema;
}

const types: Readonly<Record<string, JsonSchema>> = {
  string: { type: "string" },
  integer: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  uuid: { type: "string", format: "uuid" },
  "date-time": { type: "string", format: "date-time" },
  date: { type: "string", format: "date" },
  email: { type: "string", format: "email" },
  uri: { type: "string", format: "uri" },
};

const allowed = phrase("field-shape", { types: Object.keys(types).join("|") });

/**
 * Reads fields in the order given.
 * @param option the flag, for the error
 * @throws MsxError OPTION_INVALID for an unknown type, a name that is no identifier or appears twice
 */
export function parseFields(option: string, texts: readonly string[]): readonly Field[] {
  const fields = texts.map((text) => parseField(option, text));
  const twice = fields.find(({ name }, index) => fields.findIndex((other) => other.name === name) !== index);
  if (twice)
    throw new MsxError("OPTION_INVALID", { option, value: twice.name, allowed: phrase("each-name-once") });
  return fields;
}

function parseField(option: string, text: string): Field {
  const [, name = "", type = "", list, optional] =
    /^([a-z][A-Za-z0-9]{0,39}):([a-z-]+)(\[\])?(\?)?$/.exec(text) ?? [];
  const schema = Object.hasOwn(types, type) ? types[type] : undefined;
  // Such names would change what an object is, not what it holds.
  if (!schema || ["constructor", "prototype"].includes(name)) {
    throw new MsxError("OPTION_INVALID", { option, value: text, allowed });
  }
  return { name, optional: optional === "?", schema: list ? { type: "array", items: schema } : schema };
}

/** The fields as the schema of an object that has nothing else. */
export function objectSchema(
  fields: readonly Field[],
  spelling: (name: string) => string = (name) => name,
): JsonSchema {
  return {
    type: "object",
    additionalProperties: false,
    required: fields.filter(({ optional }) => !optional).map(({ name }) => spelling(name)),
    properties: Object.fromEntries(fields.map(({ name, schema }) => [spelling(name), schema])),
  };
}
