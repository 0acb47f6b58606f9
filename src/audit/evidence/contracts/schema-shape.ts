import type { ParsedDocument } from "../parsed-document.js";

export type Key = string | number;

/** A value of a document, and where it stands. */
export interface Place {
  readonly value: unknown;
  readonly path: readonly Key[];
}

type Fields = Readonly<Record<string, unknown>>;

/** A JSON Schema as far as contracts are compared by it: its references followed, the parts of `allOf` put together. */
export interface SchemaShape {
  readonly path: readonly Key[];
  /** Without "null"; undefined: of any type. */
  readonly types: ReadonlySet<string> | undefined;
  readonly nullable: boolean;
  /** `enum` and `const`, as JSON. */
  readonly values: ReadonlySet<string> | undefined;
  readonly format: string | undefined;
  readonly pattern: string | undefined;
  readonly limits: ReadonlyMap<string, number>;
  readonly properties: ReadonlyMap<string, Place>;
  readonly required: ReadonlySet<string>;
  /** Whether no other properties are allowed. */
  readonly closed: boolean;
  /** What other properties must be, where that is said. */
  readonly others: Place | undefined;
  readonly items: Place | undefined;
  /** Of `oneOf` and `anyOf`, null left out; none where there is only one. */
  readonly alternatives: readonly Place[];
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** Whether a part of it lies in another document, which is not followed. */
  readonly elsewhere: boolean;
  /** Whether `allOf` goes deeper than is looked at. */
  readonly tooDeep: boolean;
}

/** A chain of references longer than this was made to be one. */
const maxHops = 32;
const maxParts = 200;

/** Follows local references. A reference to nothing, or around in a circle, is a value that is undefined. */
export function followed(document: ParsedDocument, place: Place): Place & { readonly elsewhere?: true } {
  let at = place;
  for (let hops = 0; hops < maxHops; hops += 1) {
    const reference = isFields(at.value) ? at.value.$ref : undefined;
    if (typeof reference !== "string") return at;
    if (!/^#(?:\/|$)/.test(reference)) return { ...at, elsewhere: true };
    const path = pathOf(reference);
    at = { value: document.at(path), path };
  }
  return { value: undefined, path: place.path };
}

/** The keys of a JSON pointer in a URI fragment (RFC 6901, section 6). */
function pathOf(reference: string): readonly Key[] {
  if (reference === "#") return [];
  return reference
    .slice(2)
    .split("/")
    .map((key) => decoded(key).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands below a key of a place. */
export function below(place: Place, ...keys: readonly Key[]): Place {
  let { value } = place;
  for (const key of keys) {
    const holds = typeof value === "object" && value !== null && Object.hasOwn(value, key);
    value = holds ? (value as Record<Key, unknown>)[key] : undefined;
  }
  return { value, path: [...place.path, ...keys] };
}

/** The entries of an object, each with its place; none of anything else. */
export function entriesOf(place: Place): readonly (readonly [string, Place])[] {
  if (!isFields(place.value)) return [];
  return Object.entries(place.value).map(([key, value]) => [key, { value, path: [...place.path, key] }]);
}

/** The entries of a list, each with its place; none of anything else. */
export function listOf(place: Place): readonly Place[] {
  if (!Array.isArray(place.value)) return [];
  return place.value.map((value: unknown, index) => ({ value, path: [...place.path, index] }));
}

const shapes = new WeakMap<ParsedDocument, WeakMap<object, SchemaShape>>();

/** The shape of a schema, put together once for each object of a document. */
export function shapeOf(document: ParsedDocument, schema: Place): SchemaShape {
  const known = shapes.get(document) ?? new WeakMap<object, SchemaShape>();
  shapes.set(document, known);
  const key = isFields(schema.value) ? schema.value : undefined;
  const before = key && known.get(key);
  if (before) return before;
  const shape = new ShapeBuilder(document, schema.path).of(schema);
  if (key) known.set(key, shape);
  return shape;
}

/** One of the forms that fit a schema, and the name of the component that describes it, if one does. */
export interface Form {
  readonly shape: SchemaShape;
  readonly name: string | undefined;
}

const forms = new WeakMap<SchemaShape, readonly Form[]>();

/** The alternatives of a schema, each with what the schema asks of all; the schema itself where it has none. */
export function formsOf(document: ParsedDocument, shape: SchemaShape): readonly Form[] {
  const known = forms.get(shape);
  if (known) return known;
  const found =
    shape.alternatives.length === 0
      ? [{ shape, name: undefined }]
      : shape.alternatives.map((alternative) => {
          const name = followed(document, alternative).path.at(-1);
          const form = formOf(shape, shapeOf(document, alternative));
          return { shape: form, name: typeof name === "string" ? name : undefined };
        });
  forms.set(shape, found);
  return found;
}

function formOf(whole: SchemaShape, form: SchemaShape): SchemaShape {
  return {
    path: form.path,
    types: form.types ?? whole.types,
    nullable: whole.types ? whole.nullable && form.nullable : whole.nullable || form.nullable,
    values: form.values ?? whole.values,
    format: form.format ?? whole.format,
    pattern: form.pattern ?? whole.pattern,
    limits: new Map([...whole.limits, ...form.limits]),
    properties: new Map([...whole.properties, ...form.properties]),
    required: new Set([...whole.required, ...form.required]),
    closed: whole.closed || form.closed,
    others: form.others ?? whole.others,
    items: form.items ?? whole.items,
    alternatives: form.alternatives,
    readOnly: whole.readOnly || form.readOnly,
    writeOnly: whole.writeOnly || form.writeOnly,
    elsewhere: whole.elsewhere || form.elsewhere,
    tooDeep: whole.tooDeep || form.tooDeep,
  };
}

const limitNames = [
  ...["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"],
  ...["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"],
];

class ShapeBuilder {
  readonly #document: ParsedDocument;
  readonly #seen = new Set<unknown>();
  readonly #path: readonly Key[];
  readonly #limits = new Map<string, number>();
  readonly #properties = new Map<string, Place>();
  readonly #required = new Set<string>();
  readonly #alternatives: Place[] = [];
  readonly #texts = new Map<string, string>();
  readonly #flags = new Set<string>();
  #types: Set<string> | undefined;
  #values: Set<string> | undefined;
  #others: Place | undefined;
  #items: Place | undefined;

  constructor(document: ParsedDocument, path: readonly Key[]) {
    this.#document = document;
    this.#path = path;
  }

  of(schema: Place): SchemaShape {
    this.#add(schema);
    this.#inferType();
    const types = this.#types;
    const isAny = types === undefined && this.#alternatives.length === 0 && !this.#flags.has("union");
    const nullable = isAny || types?.has("null") === true || this.#flags.has("nullable");
    types?.delete("null");
    return {
      path: this.#path,
      types,
      nullable: nullable && !(this.#values && !this.#values.has("null")),
      values: this.#values,
      format: this.#texts.get("format"),
      pattern: this.#texts.get("pattern"),
      limits: this.#limits,
      properties: this.#properties,
      required: this.#required,
      closed: this.#flags.has("closed"),
      others: this.#others,
      items: this.#items,
      alternatives: this.#alternatives,
      readOnly: this.#flags.has("readOnly"),
      writeOnly: this.#flags.has("writeOnly"),
      elsewhere: this.#flags.has("elsewhere"),
      tooDeep: this.#seen.size >= maxParts,
    };
  }

  /** Takes in a schema and, through references and `allOf`, what it is made of. One after the other: no recursion to exhaust. */
  #add(schema: Place): void {
    const left = [schema];
    for (let next = left.pop(); next && this.#seen.size < maxParts; next = left.pop()) {
      const { value } = next;
      if (value === false) this.#types = new Set();
      if (!isFields(value) || this.#seen.has(value)) continue;
      this.#seen.add(value);
      for (const part of this.#takeIn(value, next)) left.push(part);
    }
  }

  /** @returns the other schemas that are part of it */
  #takeIn(schema: Fields, place: Place): readonly Place[] {
    const parts: Place[] = [...listOf(below(place, "allOf"))];
    if (typeof schema.$ref === "string") {
      const target = followed(this.#document, place);
      if (target.elsewhere === undefined) parts.push(target);
      else this.#flags.add("elsewhere");
    }
    parts.push(...this.#takeAlternatives(place));
    const { type, required, additionalProperties } = schema;
    if (type !== undefined) this.#restrict(Array.isArray(type) ? type.map(String) : [String(type)]);
    for (const flag of ["nullable", "readOnly", "writeOnly"])
      if (schema[flag] === true) this.#flags.add(flag);
    for (const name of ["format", "pattern"]) {
      const text = schema[name];
      if (typeof text === "string" && !this.#texts.has(name)) this.#texts.set(name, text);
    }
    for (const name of limitNames) {
      const limit = schema[name];
      if (typeof limit === "number" && !this.#limits.has(name)) this.#limits.set(name, limit);
    }
    if (Array.isArray(schema.enum)) this.#values ??= new Set(schema.enum.map(jsonOf));
    if (Object.hasOwn(schema, "const")) this.#values ??= new Set([jsonOf(schema.const)]);
    for (const [name, property] of entriesOf(below(place, "properties")))
      if (!this.#properties.has(name)) this.#properties.set(name, property);
    if (Array.isArray(required))
      for (const name of required) if (typeof name === "string") this.#required.add(name);
    if (additionalProperties === false || schema.unevaluatedProperties === false) this.#flags.add("closed");
    if (isFields(additionalProperties)) this.#others ??= below(place, "additionalProperties");
    if (schema.items !== undefined && !Array.isArray(schema.items)) this.#items ??= below(place, "items");
    return parts;
  }

  /** `oneOf` and `anyOf`: null and one schema is that schema, or null. @returns a part that has no alternative */
  #takeAlternatives(place: Place): readonly Place[] {
    return ["oneOf", "anyOf"].flatMap((word) => {
      const all = listOf(below(place, word));
      const others = all.filter((one) => !isNull(followed(this.#document, one).value));
      if (others.length < all.length) this.#flags.add("nullable");
      if (others.length === 1) return others;
      if (others.length > 1) this.#flags.add("union");
      for (const one of others) this.#alternatives.push(one);
      return [];
    });
  }

  #restrict(types: readonly string[]): void {
    const before = this.#types;
    const stays = (type: string) => before?.has(type) || (type === "integer" && before?.has("number"));
    this.#types = new Set(before ? types.filter(stays) : types);
  }

  /** Of a schema that names no type but speaks of properties or of items. */
  #inferType(): void {
    if (this.#types || this.#alternatives.length > 0 || this.#flags.has("elsewhere")) return;
    if (this.#properties.size > 0) this.#types = new Set(["object"]);
    else if (this.#items) this.#types = new Set(["array"]);
    else if (this.#values) this.#types = new Set([...this.#values].map(typeOfJson));
  }
}

function isNull(value: unknown): boolean {
  return isFields(value) && (value.type === "null" || ("const" in value && value.const === null));
}

function typeOfJson(json: string): string {
  if (json === "null") return "null";
  if (json === "true" || json === "false") return "boolean";
  if (json.startsWith('"')) return "string";
  if (json.startsWith("{")) return "object";
  if (json.startsWith("[")) return "array";
  return /^-?\d+$/.test(json) ? "integer" : "number";
}

/** A value of an enumeration, to be compared: what nests too deep to be written is like any other such. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "{…}";
  }
}
