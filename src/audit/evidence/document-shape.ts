import { type Detail, phrase } from "../../errors/detail.js";
import type { ParsedDocument } from "./parsed-document.js";

type Key = string | number;

/** Something wrong with a contract, and where. */
export interface ShapeProblem {
  readonly path: readonly Key[];
  readonly detail: Detail;
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
  const walk = new Walk((path, detail) => {
    if (problems.length < maxProblems) problems.push({ path, detail });
  });
  const check = (value: unknown, name: string): void => {
    const shape = shapes[name];
    if (!shape || walk.depth > maxDepth || problems.length >= maxProblems) return;
    if (shape.kind === "text") {
      if (typeof value !== "string") walk.report(phrase("must-be-text", { type: typeOf(value) }));
      else if (shape.pattern && !shape.pattern.test(value))
        walk.report(phrase("does-not-match", { value: value.slice(0, 60), pattern: shape.pattern.source }));
    } else if (shape.kind === "boolean") {
      if (typeof value !== "boolean") walk.report(phrase("must-be-boolean", { type: typeOf(value) }));
    } else if (shape.kind === "oneOf") {
      if (!shape.values.includes(String(value)))
        walk.report(phrase("must-be-one-of", { values: shape.values.join(", ") }));
    } else if (shape.kind === "list") {
      if (!Array.isArray(value)) return walk.report(phrase("must-be-list-is", { type: typeOf(value) }));
      if (value.length < (shape.min ?? 0)) walk.report(phrase("must-not-be-empty"));
      for (let index = 0; index < value.length; index += 1) {
        walk.enter(index);
        check(value[index], shape.of);
        walk.leave();
      }
    } else if (shape.kind === "schema") {
      checkSchema(value, walk);
    } else if (shape.kind === "map" || shape.kind === "fields") {
      if (isObject(value)) checkObject(value, shape);
      else walk.report(phrase("must-be-object-is", { type: typeOf(value) }));
    }
  };
  const checkObject = (
    value: Readonly<Record<string, unknown>>,
    shape: Extract<Shape, { kind: "map" | "fields" }>,
  ): void => {
    const keys = Object.keys(value);
    if (shape.kind === "map") {
      if (keys.length < (shape.min ?? 0)) walk.report(phrase("must-not-be-empty"));
      for (const key of keys) {
        if (key.startsWith("x-")) continue;
        walk.enter(key);
        if (shape.key && !shape.key.test(key))
          walk.report(phrase("does-not-match", { value: key, pattern: shape.key.source }));
        check(value[key], shape.of);
        walk.leave();
      }
      return;
    }
    if (shape.reference && "$ref" in value) return;
    for (const key of shape.required ?? []) if (!(key in value)) walk.report(phrase("key-missing", { key }));
    for (const key of keys) {
      const inner = shape.fields[key];
      if (!inner && key.startsWith("x-")) continue;
      walk.enter(key);
      if (inner) check(value[key], inner);
      else walk.report(phrase("not-a-field", { key }));
      walk.leave();
    }
  };
  check(document.data, root);
  checkReferences(document, walk);
  return problems;
}

/** Where in a document one is: one path for all steps, which is copied only for what is reported. */
class Walk {
  readonly #path: Key[] = [];
  readonly #report: (path: readonly Key[], detail: Detail) => void;

  constructor(report: (path: readonly Key[], detail: Detail) => void) {
    this.#report = report;
  }

  get depth(): number {
    return this.#path.length;
  }

  into(key: Key, act: () => void): void {
    this.enter(key);
    act();
    this.leave();
  }

  /** As `into`, for the loops over all there is: a function for each of its steps costs more than the step. */
  enter(key: Key): void {
    this.#path.push(key);
  }

  leave(): void {
    this.#path.pop();
  }

  report(detail: Detail): void {
    this.#report([...this.#path], detail);
  }
}

/** A JSON Schema object, as far as mistakes in one are common. */
function checkSchema(value: unknown, walk: Walk): void {
  if (typeof value === "boolean") return;
  if (!isObject(value)) return walk.report(phrase("must-be-schema", { type: typeOf(value) }));
  if (walk.depth > maxDepth) return;
  const { type, properties, items, required } = value;
  for (const name of Array.isArray(type) ? type : type === undefined ? [] : [type]) {
    if (!schemaTypes.has(String(name)))
      walk.into("type", () => walk.report(phrase("not-a-type", { name: String(name) })));
  }
  if (required !== undefined && !Array.isArray(required))
    walk.into("required", () => walk.report(phrase("must-be-list")));
  if (properties !== undefined)
    walk.into("properties", () => {
      if (!isObject(properties)) return walk.report(phrase("must-be-object"));
      for (const key of Object.keys(properties)) {
        walk.enter(key);
        checkSchema(properties[key], walk);
        walk.leave();
      }
    });
  if (items !== undefined && !Array.isArray(items)) walk.into("items", () => checkSchema(items, walk));
  for (const key of ["allOf", "anyOf", "oneOf"]) {
    const parts = value[key];
    if (parts === undefined) continue;
    walk.into(key, () => {
      if (!Array.isArray(parts) || parts.length === 0) return walk.report(phrase("must-be-filled-list"));
      parts.forEach((inner: unknown, index) => {
        walk.into(index, () => checkSchema(inner, walk));
      });
    });
  }
}

/** Whose content may be anything. */
const freeFields = new Set(["example", "examples", "default", "const", "enum"]);

function checkReferences(document: ParsedDocument, walk: Walk): void {
  const known = new Map<string, boolean>();
  const leads = (reference: string): boolean => {
    const found = known.get(reference) ?? resolvePointer(document, reference) !== undefined;
    known.set(reference, found);
    return found;
  };
  const step = (key: Key, value: object): void => {
    walk.enter(key);
    visit(value);
    walk.leave();
  };
  const visit = (value: object): void => {
    if (walk.depth > maxDepth) return;
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      for (let index = 0; index < items.length; index += 1) {
        const item = items[index];
        if (typeof item === "object" && item !== null) step(index, item);
      }
      return;
    }
    for (const key of Object.keys(value)) {
      const inner = (value as Readonly<Record<string, unknown>>)[key];
      if (typeof inner === "object") {
        if (inner !== null && !freeFields.has(key)) step(key, inner);
      } else if (key === "$ref" && typeof inner === "string" && inner.startsWith("#/") && !leads(inner))
        walk.into(key, () => walk.report(phrase("refers-to-nothing", { reference: inner })));
    }
  };
  if (typeof document.data === "object" && document.data !== null) visit(document.data);
}

/** What a local reference (`#/components/schemas/User`, RFC 6901) means; undefined when nothing. */
export function resolvePointer(document: ParsedDocument, reference: string): unknown {
  const keys = reference.slice(2).split("/");
  const isPlain = !reference.includes("%") && !reference.includes("~");
  return document.at(isPlain ? keys : keys.map(decode));
}

function decode(key: string): string {
  return withoutPercents(key).replaceAll("~1", "/").replaceAll("~0", "~");
}

function withoutPercents(text: string): string {
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
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}
