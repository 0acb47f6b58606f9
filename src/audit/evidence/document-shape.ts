import type { ParsedDocument } from "./parsed-document.js";

type Key = string | number;

/** Something wrong with a contract, and where. */
export interface ShapeProblem {
  readonly path: readonly Key[];
  readonly detail: string;
}

/** What a place in a document must look like. Extensions (`x-…`) are allowed in every object with fixed fields. */
export type Shape =
  | { readonly kind: "text"; readonly pattern?: RegExp }
  | { readonly kind: "boolean" }
  | { readonly kind: "any" }
  | { readonly kind: "schema" }
  | { readonly kind: "oneOf"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: string; readonly min?: number }
  | { readonly kind: "map"; readonly of: string; readonly key?: RegExp; readonly min?: number }
  | {
      readonly kind: "fields";
      readonly required?: readonly string[];
      /** Field → name of its shape. A field that is not here is a mistake. */
      readonly fields: Readonly<Record<string, string>>;
      /** Whether `{ $ref }` may stand instead. */
      readonly reference?: boolean;
    };

/** A shape of fixed fields, written as `kind: "its field names"`. */
export function fields(
  kinds: Readonly<Record<string, string>>,
  required: readonly string[] = [],
  reference = false,
): Shape {
  const table: Record<string, string> = {};
  for (const [kind, names] of Object.entries(kinds)) for (const name of names.split(" ")) table[name] = kind;
  return { kind: "fields", fields: table, required, reference };
}

const schemaTypes = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);
/** More tell a reader nothing new. */
const maxProblems = 10;
const maxDepth = 60;

/**
 * Checks a document against a table of shapes, and every `#/…` reference in it for something to refer to.
 * Table-driven and small instead of the official JSON Schemas, which cost 0.1 to 0.6 MB of generated code or 0.4 s of
 * compilation each; references and unknown fields, which most real mistakes are, those schemas do not check or report badly.
 */
export function shapeProblems(
  document: ParsedDocument,
  shapes: Readonly<Record<string, Shape>>,
  root: string,
): readonly ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  const report = (path: readonly Key[], detail: string) => {
    if (problems.length < maxProblems) problems.push({ path, detail });
  };
  const check = (value: unknown, name: string, path: readonly Key[]): void => {
    const shape = shapes[name];
    if (!shape || path.length > maxDepth || problems.length >= maxProblems) return;
    if (shape.kind === "text") {
      if (typeof value !== "string") report(path, `must be text, is ${typeOf(value)}`);
      else if (shape.pattern && !shape.pattern.test(value))
        report(path, `"${value.slice(0, 60)}" does not match ${shape.pattern.source}`);
    } else if (shape.kind === "boolean") {
      if (typeof value !== "boolean") report(path, `must be true or false, is ${typeOf(value)}`);
    } else if (shape.kind === "oneOf") {
      if (!shape.values.includes(String(value))) report(path, `must be one of ${shape.values.join(", ")}`);
    } else if (shape.kind === "list") {
      if (!Array.isArray(value)) return report(path, `must be a list, is ${typeOf(value)}`);
      if (value.length < (shape.min ?? 0)) report(path, "must not be empty");
      for (const [index, entry] of value.entries()) check(entry, shape.of, [...path, index]);
    } else if (shape.kind === "schema") {
      checkSchema(value, path, report);
    } else if (shape.kind === "map" || shape.kind === "fields") {
      if (isObject(value)) checkObject(value, shape, path);
      else report(path, `must be an object, is ${typeOf(value)}`);
    }
  };
  const checkObject = (
    value: Readonly<Record<string, unknown>>,
    shape: Extract<Shape, { kind: "map" | "fields" }>,
    path: readonly Key[],
  ): void => {
    const keys = Object.keys(value);
    if (shape.kind === "map") {
      if (keys.length < (shape.min ?? 0)) report(path, "must not be empty");
      for (const key of keys) {
        if (key.startsWith("x-")) continue;
        if (shape.key && !shape.key.test(key))
          report([...path, key], `"${key}" does not match ${shape.key.source}`);
        check(value[key], shape.of, [...path, key]);
      }
      return;
    }
    if (shape.reference && "$ref" in value) return;
    for (const key of shape.required ?? []) if (!(key in value)) report(path, `"${key}" is missing`);
    for (const key of keys) {
      if (key.startsWith("x-")) continue;
      const inner = shape.fields[key];
      if (inner) check(value[key], inner, [...path, key]);
      else report([...path, key], `"${key}" is not a field of this object`);
    }
  };
  check(document.data, root, []);
  checkReferences(document, report);
  return problems;
}

/** A JSON Schema object, as far as mistakes in one are common. */
function checkSchema(
  value: unknown,
  path: readonly Key[],
  report: (path: readonly Key[], detail: string) => void,
): void {
  if (typeof value === "boolean") return;
  if (!isObject(value)) return report(path, `must be a schema, is ${typeOf(value)}`);
  if (path.length > maxDepth) return;
  const { type, properties, items, required } = value;
  for (const name of Array.isArray(type) ? type : type === undefined ? [] : [type]) {
    if (!schemaTypes.has(String(name))) report([...path, "type"], `"${String(name)}" is not a type`);
  }
  if (required !== undefined && !Array.isArray(required)) report([...path, "required"], "must be a list");
  if (properties !== undefined) {
    if (!isObject(properties)) report([...path, "properties"], "must be an object");
    else
      for (const [key, inner] of Object.entries(properties))
        checkSchema(inner, [...path, "properties", key], report);
  }
  if (items !== undefined && !Array.isArray(items)) checkSchema(items, [...path, "items"], report);
  for (const key of ["allOf", "anyOf", "oneOf"]) {
    const parts = value[key];
    if (parts === undefined) continue;
    if (!Array.isArray(parts) || parts.length === 0)
      report([...path, key], "must be a list that is not empty");
    else for (const [index, inner] of parts.entries()) checkSchema(inner, [...path, key, index], report);
  }
}

function checkReferences(
  document: ParsedDocument,
  report: (path: readonly Key[], detail: string) => void,
): void {
  const visit = (value: unknown, path: readonly Key[]): void => {
    if (path.length > maxDepth || typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const [index, entry] of value.entries()) visit(entry, [...path, index]);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (/^(?:example|examples|default|const|enum)$/.test(key)) continue;
      if (key === "$ref" && typeof inner === "string" && inner.startsWith("#/")) {
        if (resolvePointer(document, inner) === undefined)
          report([...path, key], `${inner} refers to nothing`);
      } else visit(inner, [...path, key]);
    }
  };
  visit(document.data, []);
}

/** What a local reference (`#/components/schemas/User`, RFC 6901) means; undefined when nothing. */
export function resolvePointer(document: ParsedDocument, reference: string): unknown {
  const keys = reference
    .slice(2)
    .split("/")
    .map((key) => decode(key).replaceAll("~1", "/").replaceAll("~0", "~"));
  return document.at(keys);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  return value === null ? "nothing" : Array.isArray(value) ? "a list" : typeof value;
}
