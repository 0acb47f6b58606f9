/** Thrown where a text leaves the plain subset; whoever started reading catches it. */
export const notPlain = Symbol("not plain");

export type Key = string | number;

/** Where a node stands, and where what it contains does. */
export interface Place {
  /** Line (from 1): of a scalar its own, of a collection below a key that of the key. */
  readonly line: number;
  readonly inner?: Places;
}

/** Of what a mapping or a sequence contains. */
export type Places = ReadonlyMap<string, Place> | readonly Place[];

/** Where the value at a key or an index stands. */
export function placeWithin(places: Places | undefined, key: Key): Place | undefined {
  if (!places) return undefined;
  if ("get" in places) return typeof key === "string" ? places.get(key) : undefined;
  return typeof key === "number" ? places[key] : undefined;
}

/** A value with the places of what it contains. */
export interface PlainNode {
  readonly data: unknown;
  readonly inner?: Places;
  /** Where its first token stands. */
  readonly line: number;
}

/** Collections within each other: more is nobody's configuration, and the reader recurses. */
export const maxDepth = 60;
/** A key on one line ends within 1,024 characters (YAML 1.2.2, section 7.4.2). */
const maxKeyChars = 1_000;

const quotedKey = String.raw`"([^"\\]*)"|'([^']*)'`;
/** Braces only mean something else where a flow collection is around. */
const blockKey = new RegExp(`(?:([A-Za-z_$/][\\w$./{}-]*(?: [\\w$./{}-]+)*)|${quotedKey}) *:(?= |$)`, "y");
const flowKey = new RegExp(`(?:([A-Za-z_$/][\\w$./-]*(?: [\\w$./-]+)*)|${quotedKey}) *:(?= |$)`, "y");
const quoted = /"((?:[^"\\]|\\[\\"ntr/])*)"|'((?:[^']|'')*)'/y;
const flowPlain = /(?:[\w./$+~]|-(?=[\w.]))[^,[\]{}:#]*(?=[,\]}])/y;
const afterValue = / *(?: #.*)?$/y;
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

export interface PlainKey {
  readonly name: string;
  /** Where its value may begin. */
  readonly end: number;
}

/** Whether a key of a block mapping stands at a column of a line. */
export function hasKeyAt(text: string, column: number): boolean {
  if (usualKeyAt(text, column) !== undefined) return true;
  blockKey.lastIndex = column;
  return blockKey.test(text);
}

/** The key at a column of a line, which is to be new in its block mapping. @throws notPlain */
export function blockKeyAt(text: string, column: number, known: ReadonlyMap<string, Place>): PlainKey {
  const usual = usualKeyAt(text, column);
  if (usual !== undefined && !known.has(usual)) return { name: usual, end: column + usual.length + 1 };
  const key = newKeyAt(blockKey, text, column, known);
  const isBare = key.end === column + key.name.length + 1;
  if (isBare && usualKeys.size < maxUsualKeys) usualKeys.set(key.name, key.name);
  return key;
}

/** Keys that have been read, bare and with their colon right behind them: most come again. */
const usualKeys = new Map<string, string>();
const maxUsualKeys = 2_000;

/** The key at a column of a line, if it is one of those: as it was read first, and so known to V8 as a name. */
function usualKeyAt(text: string, column: number): string | undefined {
  const colon = text.indexOf(":", column);
  if (colon < 0 || (colon + 1 < text.length && text.charCodeAt(colon + 1) !== 32)) return undefined;
  return usualKeys.get(text.slice(column, colon));
}

function newKeyAt(
  pattern: RegExp,
  text: string,
  column: number,
  known: ReadonlyMap<string, Place>,
): PlainKey {
  pattern.lastIndex = column;
  const match = pattern.exec(text);
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  const end = pattern.lastIndex;
  if (name === undefined || end - column > maxKeyChars || known.has(name)) throw notPlain;
  // The one would change the object, the other is no text.
  if (name === "__proto__" || (name.length === 4 && name.toLowerCase() === "null")) throw notPlain;
  return { name, end };
}

/** The place of a value; one without anything within is that of a scalar. */
export function placeOf(line: number, inner: Places | undefined): Place {
  return inner ? { line, inner } : { line };
}

/** The value that begins at a column of a line and ends on it, with nothing behind it but a comment. @throws notPlain */
export function valueOnLine(text: string, column: number, line: number): PlainNode {
  if (!flowIndicators.includes(text.charAt(column))) return { data: blockPlain(text, column), line };
  const reader = new FlowReader(text, column, line);
  const node = reader.value();
  afterValue.lastIndex = reader.end;
  if (!afterValue.test(text)) throw notPlain;
  return node;
}

const flowIndicators = "\"'[{";
/** What begins something else than a scalar without quotes (YAML 1.2.2, section 5.3). */
const indicators = ",]}&*!|>%@`#?:";

/** A scalar without quotes, up to the end of the line or a comment. */
function blockPlain(line: string, column: number): unknown {
  const comment = line.indexOf(" #", column);
  const text = line.slice(column, comment < 0 ? undefined : comment).trimEnd();
  if (indicators.includes(text.charAt(0)) || text === "-" || text.startsWith("- ")) throw notPlain;
  if (text.includes(":") && (text.includes(": ") || text.endsWith(":"))) throw notPlain;
  return resolved(text);
}

/** Reads quoted scalars and flow collections (`[…]`, `{…}`) of one line. */
class FlowReader {
  readonly #text: string;
  readonly #line: number;
  #at: number;
  #depth = 0;

  constructor(text: string, at: number, line: number) {
    this.#text = text;
    this.#at = at;
    this.#line = line;
  }

  /** Where what was read ends. */
  get end(): number {
    return this.#at;
  }

  value(): PlainNode {
    const first = this.#text[this.#at];
    if (first === "[") return this.#list();
    if (first === "{") return this.#map();
    const data =
      first === '"' || first === "'" ? this.#quoted() : resolved(this.#take(flowPlain)[0].trimEnd());
    return { data, line: this.#line };
  }

  #quoted(): string {
    const [, double, single] = this.#take(quoted);
    if (double === undefined) return (single ?? "").replaceAll("''", "'");
    return double.replace(/\\(.)/g, (_, char: string) => escapes[char] ?? char);
  }

  #take(pattern: RegExp): RegExpExecArray {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (!match) throw notPlain;
    this.#at = pattern.lastIndex;
    return match;
  }

  #list(): PlainNode {
    const data: unknown[] = [];
    const inner: Place[] = [];
    this.#entries("]", () => {
      const value = this.value();
      inner.push(placeOf(value.line, value.inner));
      data.push(value.data);
    });
    return { data, inner, line: this.#line };
  }

  #map(): PlainNode {
    const data: Record<string, unknown> = {};
    const inner = new Map<string, Place>();
    this.#entries("}", () => {
      const { name, end } = newKeyAt(flowKey, this.#text, this.#at, inner);
      this.#at = end;
      this.#space();
      const value = this.value();
      inner.set(name, placeOf(value.line, value.inner));
      data[name] = value.data;
    });
    return { data, inner, line: this.#line };
  }

  /** Reads what stands between two brackets, separated by commas. */
  #entries(close: "]" | "}", read: () => void): void {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw notPlain;
    this.#at += 1;
    for (this.#space(); this.#text[this.#at] !== close; this.#space()) {
      read();
      this.#space();
      if (this.#text[this.#at] === ",") this.#at += 1;
      else if (this.#text[this.#at] !== close) throw notPlain;
    }
    this.#at += 1;
    this.#depth -= 1;
  }

  #space(): void {
    while (this.#text[this.#at] === " ") this.#at += 1;
  }
}

const words = new Map<string, unknown>([
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
  ...["~", "null", "Null", "NULL"].map((word) => [word, null] as const),
]);

/** The core schema's reading of a plain scalar (YAML 1.2.2, section 10.3.2); what it has rare spellings for is not plain. */
function resolved(text: string): unknown {
  const first = text.charCodeAt(0);
  const mayBeNumber = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46; // 0-9 - + .
  if (mayBeNumber) {
    if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
    if (/^[-+]?(?:0[xo]|\.(?:inf|nan))/i.test(text)) throw notPlain;
    return text;
  }
  return text.length <= 5 && words.has(text) ? words.get(text) : text;
}
