import * as z from "zod";
import { phrase, ReasonError } from "../../errors/detail.js";

/** The part of JSON Schema 2020-12 that contracts use and that code is made from; the rest is carried along unread. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly nullable?: boolean;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly example?: unknown;
  readonly default?: unknown;
}

const looseObject = z.record(z.string(), z.unknown());

/** What a JSON pointer (`#/components/schemas/User`) leads to. @throws Error when it leads nowhere, or elsewhere. */
export function atPointer(document: unknown, pointer: string): unknown {
  if (!pointer.startsWith("#/")) throw new ReasonError(phrase("pointer-elsewhere", { pointer }));
  return pointer
    .slice(2)
    .split("/")
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, part) => {
      const next =
        looseObject.safeParse(at).data?.[part] ?? (Array.isArray(at) ? at[Number(part)] : undefined);
      if (next === undefined) throw new ReasonError(phrase("pointer-nowhere", { pointer }));
      return next;
    }, document);
}

/** An object of a contract, its own `$ref` followed. @throws Error */
export function followed(document: unknown, value: unknown): Readonly<Record<string, unknown>> {
  let current = value;
  for (let step = 0; step < 20; step += 1) {
    const object = looseObject.parse(current);
    if (typeof object.$ref !== "string") return object;
    current = atPointer(document, object.$ref);
  }
  throw new ReasonError(phrase("pointer-circle"));
}

/**
 * A schema with every reference in it replaced by what it stands for.
 * @throws Error for a schema that contains itself, or a reference that leads nowhere
 */
export function dereferenced(document: unknown, schema: unknown, open: readonly string[] = []): JsonSchema {
  if (Array.isArray(schema)) return schema.map((item) => dereferenced(document, item, open)) as JsonSchema;
  const object = looseObject.safeParse(schema).data;
  if (!object) return schema as JsonSchema;
  if (typeof object.$ref === "string") {
    if (open.includes(object.$ref)) throw new ReasonError(phrase("pointer-itself", { pointer: object.$ref }));
    return dereferenced(document, atPointer(document, object.$ref), [...open, object.$ref]);
  }
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      ["examples", "example", "default", "const", "enum"].includes(key)
        ? value
        : dereferenced(document, value, open),
    ]),
  ) as JsonSchema;
}

const readTolerantly = [
  "type",
  "format",
  "properties",
  "required",
  "items",
  "enum",
  "const",
  "oneOf",
  "anyOf",
  "allOf",
];

/**
 * What a consumer needs of a publisher's schema: names, types and what is always there. Limits and closed objects are
 * the publisher's business: a consumer that repeated them would fail on a change that is compatible.
 */
export function tolerant(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (key === "description" && typeof value === "string") return [[key, value]];
    if (!readTolerantly.includes(key)) return [];
    if (key === "properties") {
      const properties = Object.entries(value as Record<string, JsonSchema>);
      return [[key, Object.fromEntries(properties.map(([name, inner]) => [name, tolerant(inner)]))]];
    }
    if (key === "items") return [[key, tolerant(value as JsonSchema)]];
    if (["oneOf", "anyOf", "allOf"].includes(key)) return [[key, (value as JsonSchema[]).map(tolerant)]];
    return [[key, value]];
  });
  return Object.fromEntries(kept);
}

/** The types a schema allows, `null` among them; none when it does not say. */
export function typesOf(schema: JsonSchema): readonly string[] {
  const told = schema.type === undefined ? [] : [schema.type].flat();
  const implied = told.length === 0 && schema.properties ? ["object"] : told;
  return schema.nullable && implied.length > 0 ? [...implied, "null"] : implied;
}
