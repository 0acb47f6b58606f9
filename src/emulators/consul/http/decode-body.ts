import { ConsulError } from "./consul-error.js";
import { parseGoDuration } from "./go-duration.js";

/** What a field may hold; a record is an object with these fields, a list one of records or texts. */
export type FieldKind =
  | "text"
  /** Base64; decoded to a Buffer. */
  | "bytes"
  | "integer"
  | "flag"
  /** Go's text ("10s") or nanoseconds; decoded to nanoseconds. */
  | "duration"
  | "texts"
  | "textMap"
  /** Taken as it is. */
  | "any"
  | { readonly record: Fields }
  | { readonly list: Fields };

export type Fields = Readonly<Record<string, FieldKind>>;

/** Field → value, under the fields' own names. */
export type Decoded = Readonly<Record<string, unknown>>;

export interface DecodeOptions {
  /** In front of Go's reason. Default: "Request decode failed: ". */
  readonly prefix?: string;
  /** What becomes of fields that nobody knows. Default: "refused". */
  readonly unknown?: "refused" | "ignored";
}

interface Decoding {
  readonly refuse: (why: string) => ConsulError;
  readonly ignoreUnknown: boolean;
}

/**
 * Decodes a JSON body as Consul's agent does: names in any case and with or without underscores; unknown fields, and
 * values of another kind, are refused. Throws {@link ConsulError} 400.
 */
export function decodeBody(body: Buffer, fields: Fields, options: DecodeOptions = {}): Decoded {
  const { prefix = "Request decode failed: ", unknown = "refused" } = options;
  const refuse = (why: string): ConsulError => new ConsulError(400, `${prefix}${why}`);
  return decodeRecord(parseJson(body, refuse), fields, { refuse, ignoreUnknown: unknown === "ignored" });
}

/** Decodes a JSON body that is a list of records, likewise. */
export function decodeList(body: Buffer, fields: Fields, { prefix = "" }: DecodeOptions): Decoded[] {
  const refuse = (why: string): ConsulError => new ConsulError(400, `${prefix}${why}`);
  const value = parseJson(body, refuse);
  if (!Array.isArray(value))
    throw refuse(`json: cannot unmarshal ${jsonKind(value)} into Go value of type slice`);
  return value.map((item) => decodeRecord(item, fields, { refuse, ignoreUnknown: false }));
}

/** The JSON of a body; an empty one is Go's "EOF". */
function parseJson(body: Buffer, refuse: (why: string) => ConsulError): unknown {
  if (body.length === 0) throw refuse("EOF");
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

function decodeRecord(value: unknown, fields: Fields, decoding: Decoding): Decoded {
  const { refuse, ignoreUnknown } = decoding;
  if (value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw refuse(`json: cannot unmarshal ${jsonKind(value)} into Go value of type struct`);
  }
  const known = new Map(Object.keys(fields).map((name) => [fold(name), name]));
  const decoded: Record<string, unknown> = {};
  for (const [key, given] of Object.entries(value)) {
    const name = known.get(fold(key));
    const kind = name === undefined ? undefined : fields[name];
    if (name === undefined || kind === undefined) {
      if (ignoreUnknown) continue;
      throw refuse(`json: unknown field "${key}"`);
    }
    if (given !== null) decoded[name] = decodeValue(given, kind, name, decoding);
  }
  return decoded;
}

function decodeValue(value: unknown, kind: FieldKind, name: string, decoding: Decoding): unknown {
  const { refuse } = decoding;
  const expected = (type: string, wrong: unknown = value): ConsulError =>
    refuse(`json: cannot unmarshal ${jsonKind(wrong)} into Go struct field .${name} of type ${type}`);
  if (typeof kind === "object") {
    if ("record" in kind) return decodeRecord(value, kind.record, decoding);
    if (!Array.isArray(value)) throw expected("slice");
    return value.map((item) => decodeRecord(item, kind.list, decoding));
  }
  if (kind === "any") return value;
  if (kind === "duration") return decodeDuration(value, refuse);
  if (kind === "texts") {
    if (!Array.isArray(value)) throw expected("[]string");
    for (const item of value) if (typeof item !== "string") throw expected("string", item);
    return value;
  }
  if (kind === "textMap") {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw expected("map[string]string");
    for (const item of Object.values(value)) if (typeof item !== "string") throw expected("string", item);
    return value;
  }
  if (kind === "bytes") return decodeBytes(value, expected, refuse);
  if (kind === "text" && typeof value !== "string") throw expected("string");
  if (kind === "flag" && typeof value !== "boolean") throw expected("bool");
  if (kind === "integer" && !Number.isInteger(value)) throw expected("int");
  return value;
}

function decodeBytes(
  value: unknown,
  expected: (type: string) => ConsulError,
  refuse: Decoding["refuse"],
): Buffer {
  if (typeof value !== "string") throw expected("[]uint8");
  const wrong = value.search(/[^A-Za-z0-9+/=]/);
  if (wrong >= 0) throw refuse(`illegal base64 data at input byte ${wrong}`);
  return Buffer.from(value, "base64");
}

function decodeDuration(value: unknown, refuse: Decoding["refuse"]): number {
  if (typeof value === "number") return value;
  const parsed = typeof value === "string" ? parseGoDuration(value) : undefined;
  if (value === "") return 0;
  if (parsed === undefined) throw refuse(`time: invalid duration ${JSON.stringify(value)}`);
  return parsed;
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function fold(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
