import { type JsonSchema, typesOf } from "./json-schema.js";

/** How records are written, and what JSON they stand for. */
export interface CsharpStyle {
  /** `camel`: JSON has the names in camelCase, as HTTP bodies do; `declared`: as they stand in the record, as events do. */
  readonly names: "camel" | "declared";
  /** Whether formats are types of their own (Guid, DateTimeOffset), or text as they came. */
  readonly formats: boolean;
  /** Read strictly: what must be there is asked for. */
  readonly required: boolean;
  /** What may be absent comes last, and has null as its default. */
  readonly defaults: boolean;
}

/** Of a request or an answer that this service's own contract describes. */
export const ownBody: CsharpStyle = { names: "camel", formats: true, required: false, defaults: true };
export const ownEvent: CsharpStyle = { names: "declared", formats: true, required: false, defaults: false };
/** Of others: names and types only, since formats are for the one who publishes. */
export const sentToOthers: CsharpStyle = { names: "camel", formats: false, required: false, defaults: true };
export const answerOfOthers: CsharpStyle = {
  names: "camel",
  formats: false,
  required: true,
  defaults: false,
};
export const eventOfOthers: CsharpStyle = {
  names: "declared",
  formats: false,
  required: true,
  defaults: false,
};

export interface CsharpType {
  /** As it is written where it is used; without the `?` of what may be absent. */
  readonly text: string;
  readonly nullable: boolean;
  /** The records it is made of, itself first where it is one. */
  readonly records: readonly string[];
}

/** A property of a record, and how it goes over the wire. */
export interface CsharpProperty {
  readonly name: string;
  readonly type: CsharpType;
  /** Whether it may be absent or null. */
  readonly optional: boolean;
}

/** What a schema is in C#. @param name of the record, where it is one */
export function csharpType(schema: JsonSchema, name: string, style: CsharpStyle): CsharpType {
  const values = schema.const === undefined ? schema.enum : [schema.const];
  if (values) return plain(typeOfValues(values), values.includes(null));
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return alternative(alternatives, name, style);
  if (schema.allOf) return csharpType(merged(schema.allOf), name, style);
  const types = typesOf(schema).filter((type) => type !== "null");
  const nullable = typesOf(schema).includes("null");
  if (types.length === 2 && types.includes("integer") && types.includes("number"))
    return plain("decimal", nullable);
  const [type] = types;
  return types.length === 1 && type
    ? { ...single(schema, type, name, style), nullable }
    : plain(anything, nullable);
}

/** The properties of an object's record, in the order of its parameters. */
export function csharpProperties(
  schema: JsonSchema,
  record: string,
  style: CsharpStyle,
): readonly (CsharpProperty & { readonly wire: string })[] {
  const taken = new Set([record, ...recordMembers]);
  const all = Object.entries(schema.properties ?? {}).map(([wire, property]) => {
    const name = free(pascalOf(wire), taken);
    const type = csharpType(property, `${record}${name}`, style);
    return { wire, name, type, optional: type.nullable || !schema.required?.includes(wire) };
  });
  if (!style.defaults) return all;
  return [...all.filter(({ optional }) => !optional), ...all.filter(({ optional }) => optional)];
}

const anything = "JsonElement";

/** What every record has already. */
export const recordMembers: ReadonlySet<string> = new Set(
  "Clone Deconstruct EqualityContract Equals Finalize GetHashCode GetType MemberwiseClone PrintMembers ReferenceEquals ToInput ToString".split(
    " ",
  ),
);

function plain(text: string, nullable = false): CsharpType {
  return { text, nullable, records: [] };
}

function typeOfValues(values: readonly unknown[]): string {
  const given = values.filter((value) => value !== null);
  if (given.length === 0) return anything;
  if (given.every((value) => typeof value === "string")) return "string";
  if (given.every((value) => typeof value === "boolean")) return "bool";
  if (given.every((value) => Number.isInteger(value))) return "long";
  return given.every((value) => typeof value === "number") ? "decimal" : anything;
}

/** One type or another is one of C#'s only when they are the same, or one of them says that there may be nothing. */
function alternative(schemas: readonly JsonSchema[], name: string, style: CsharpStyle): CsharpType {
  const isNull = (schema: JsonSchema): boolean => typesOf(schema).join() === "null";
  const types = schemas.filter((schema) => !isNull(schema)).map((schema) => csharpType(schema, name, style));
  const [first] = types;
  const same =
    first &&
    (types.length === 1 || types.every((type) => type.records.length === 0 && type.text === first.text));
  const nullable = schemas.some(isNull) || types.some((type) => type.nullable);
  return same ? { ...first, nullable } : plain(anything, nullable);
}

/** All of several objects is one that has the properties of each. */
function merged(schemas: readonly JsonSchema[]): JsonSchema {
  const [first = {}] = schemas;
  if (schemas.length === 1) return first;
  const flat = schemas.map((schema) => (schema.allOf ? merged(schema.allOf) : schema));
  if (!flat.every((schema) => schema.properties)) return {};
  return {
    type: "object",
    required: flat.flatMap(({ required = [] }) => required),
    properties: Object.assign({}, ...flat.map(({ properties }) => properties)) as Record<string, JsonSchema>,
  };
}

function single(schema: JsonSchema, type: string, name: string, style: CsharpStyle): CsharpType {
  if (type === "integer") return plain("long");
  if (type === "number") return plain("decimal");
  if (type === "boolean") return plain("bool");
  if (type === "string") return plain((style.formats && byFormat[schema.format ?? ""]) || "string");
  if (type === "array") {
    const item = csharpType(schema.items ?? {}, `${name}Item`, style);
    return { ...item, text: `IReadOnlyList<${item.text}${item.nullable ? "?" : ""}>` };
  }
  if (type !== "object") return plain(anything);
  if (schema.properties && Object.keys(schema.properties).length > 0) return record(schema, name, style);
  if (typeof schema.additionalProperties !== "object") return plain(anything);
  const value = csharpType(schema.additionalProperties, `${name}Value`, style);
  return { ...value, text: `IReadOnlyDictionary<string, ${value.text}${value.nullable ? "?" : ""}>` };
}

const byFormat: Readonly<Record<string, string>> = {
  uuid: "Guid",
  "date-time": "DateTimeOffset",
  date: "DateOnly",
};

function record(schema: JsonSchema, name: string, style: CsharpStyle): CsharpType {
  const properties = csharpProperties(schema, name, style);
  const parameters = properties.map((property) => {
    const { type, optional } = property;
    const fallback = optional && style.defaults ? " = null" : "";
    return `${attributes(property, style)}${type.text}${optional ? "?" : ""} ${property.name}${fallback}`;
  });
  const line = `public sealed record ${name}(${parameters.join(", ")});`;
  const broken = `public sealed record ${name}(\n${parameters.map((one) => `    ${one}`).join(",\n")});`;
  const nested = properties.flatMap(({ type }) => type.records);
  return { text: name, nullable: false, records: [line.length > 110 ? broken : line, ...nested] };
}

function attributes(
  { name, wire, optional }: CsharpProperty & { readonly wire: string },
  { names, required }: CsharpStyle,
): string {
  const expected = names === "camel" ? camelOf(name) : name;
  const list = [
    ...(expected === wire ? [] : [`JsonPropertyName(${JSON.stringify(wire)})`]),
    ...(required && !optional ? ["JsonRequired"] : []),
  ];
  return list.length === 0 ? "" : `[property: ${list.join(", ")}] `;
}

/** `reason`, `created_at`, `Idempotency-Key` → `Reason`, `CreatedAt`, `IdempotencyKey`. */
export function pascalOf(wire: string): string {
  const joined = wire
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  return /^[A-Z]/.test(joined) ? joined : `P${joined}`;
}

/** As System.Text.Json spells it: capitals at the start go, but the last before a small letter. */
function camelOf(pascal: string): string {
  return pascal.replace(/^[A-Z]+(?=[A-Z]|$)|^[A-Z]/, (start) => start.toLowerCase());
}

function free(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let turn = 2; taken.has(name); turn += 1) name = `${wanted}${turn}`;
  taken.add(name);
  return name;
}

/** Whether there always is a value of it. */
export function isValueType(text: string): boolean {
  return ["JsonElement", "bool", "decimal", "long"].includes(text);
}

/** Names the namespaces that the text of types uses. */
export function usingsOf(text: string): readonly string[] {
  return [
    ...(/\bJsonElement\b/.test(text) ? ["System.Text.Json"] : []),
    ...(/\bJson(?:Required|PropertyName)\b/.test(text) ? ["System.Text.Json.Serialization"] : []),
  ];
}

/** A name as a parameter: C#'s keywords may be one with an @ before them. */
export function parameterName(name: string): string {
  return keywords.has(name) ? `@${name}` : name;
}

const keywords = new Set(
  "abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long namespace new null object operator out override params private protected public readonly ref return sbyte sealed short sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using virtual void volatile while".split(
    " ",
  ),
);

/** JSON as a literal of C#: raw where it can be. */
export function jsonText(value: unknown): string {
  const json = JSON.stringify(value);
  return /^[{[]/.test(json) ? `"""${json}"""` : JSON.stringify(json);
}
