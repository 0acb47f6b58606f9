import { type JsonSchema, typesOf } from "./json-schema.js";

const byFormat: Readonly<Record<string, string>> = {
  uuid: "3f0c9f5e-7f0b-4c0a-9a43-0d6a3b6c2f11",
  "date-time": "2030-01-02T03:04:05.678Z",
  date: "2030-01-02",
  time: "03:04:05Z",
  email: "ada@example.com",
  uri: "https://example.com/a",
  "uri-reference": "/a",
};

/** A value that fits a schema without references: its own example where it has one, else the plainest there is. */
export function sampleOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  const [example] = schema.examples ?? (schema.example === undefined ? [] : [schema.example]);
  if (example !== undefined) return example;
  if (schema.enum) return schema.enum[0];
  const [alternative] = schema.oneOf ?? schema.anyOf ?? [];
  if (alternative) return sampleOf(alternative);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(sampleOf));
  const [type] = typesOf(schema);
  if (type === "object") {
    const properties = Object.entries(schema.properties ?? {});
    return Object.fromEntries(properties.map(([name, property]) => [name, sampleOf(property)]));
  }
  if (type === "array") return [sampleOf(schema.items ?? {})];
  if (type === "integer") return 1;
  if (type === "number") return 1.5;
  if (type === "boolean") return true;
  if (type === "null") return null;
  return byFormat[schema.format ?? ""] ?? "text";
}

/** An example as a reader of the schema sees it: what the schema does not name is left out, what it asks for filled in. */
export function asRead(schema: JsonSchema, example: unknown): unknown {
  if (Array.isArray(example)) return example.map((item: unknown) => asRead(schema.items ?? {}, item));
  if (typeof example !== "object" || example === null || !schema.properties) return example;
  const given = new Map<string, unknown>(Object.entries(example));
  const entries = Object.entries(schema.properties).flatMap(([name, property]): [string, unknown][] => {
    if (given.has(name)) return [[name, asRead(property, given.get(name))]];
    return schema.required?.includes(name) ? [[name, sampleOf(property)]] : [];
  });
  return Object.fromEntries(entries);
}

/** A value of another type than the schema asks for. */
export function wrongSample(schema: JsonSchema): unknown {
  const [type] = typesOf(schema);
  return type === "string" ? 42 : "no such value";
}
