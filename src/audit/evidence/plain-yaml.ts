type Key = string | number;

/** Where a node stands, and where what it contains does. */
export interface Place {
  /** Line (from 1): of a scalar its own, of a collection below a key that of the key. */
  readonly line: number;
  readonly inner?: ReadonlyMap<Key, Place>;
}

export interface PlainDocument {
  readonly data: unknown;
  readonly place: Place;
}

interface Node {
  readonly data: unknown;
  readonly inner?: ReadonlyMap<Key, Place>;
  /** Where its first token stands. */
  readonly line: number;
}

const notPlain = Symbol("not plain");
const maxDepth = 60;

const key = /(?:([A-Za-z_$/][\w$./-]*(?: [\w$./-]+)*)|"([^"\\]*)"|'([^']*)') *:(?= |$)/y;
const quoted = /"((?:[^"\\]|\\[\\"ntr/])*)"|'((?:[^']|'')*)'/y;
const flowPlain = /(?:[\w./$+~]|-(?=[\w.]))[^,[\]{}:#]*(?=[,\]}])/y;
const afterValue = / *(?: #.*)?$/y;

/**
 * Reads YAML 1.2 (core schema) of the plain kind that configuration is written in: block mappings and sequences, scalars
 * on one line, literal and folded blocks, flow collections on one line, comments, documents behind `---`. Undefined for
 * anything else (anchors, tags, scalars over several lines, tabs, …) and for whatever is wrong: the parser for all of YAML
 * then decides. Ten times faster than that one, whose answers it must not differ from
 * (docs/decisions/0011-plain-yaml.md; a test compares them).
 */
export function readPlainYaml(text: string): readonly PlainDocument[] | undefined {
  if (/[\t\r\u0085\u2028\u2029\ufeff]|^(?:%|\.\.\.|---.)/m.test(text)) return undefined;
  const lines = text.split("\n");
  try {
    return documentRanges(lines).map(([from, to]) => new PlainReader(lines, from, to).document());
  } catch (reason) {
    if (reason === notPlain) return undefined;
    throw reason;
  }
}

/** The lines between `---`; what stands before the first one may be comments only. */
function documentRanges(lines: readonly string[]): readonly (readonly [from: number, to: number])[] {
  const ranges: [number, number][] = [];
  let from = 0;
  for (let at = 0; at <= lines.length; at += 1) {
    if (at < lines.length && lines[at] !== "---") continue;
    if (ranges.length > 0 || at === lines.length || lines.slice(from, at).some(hasContent))
      ranges.push([from, at]);
    from = at + 1;
  }
  return ranges;
}

function hasContent(line: string): boolean {
  return /^ *[^ #]/.test(line);
}

class PlainReader {
  readonly #lines: readonly string[];
  readonly #end: number;
  #line: number;
  #column = 0;
  #depth = 0;

  constructor(lines: readonly string[], from: number, end: number) {
    this.#lines = lines;
    this.#line = from;
    this.#end = end;
  }

  document(): PlainDocument {
    if (this.#toContent(this.#line) !== 0) throw notPlain;
    const { data, inner, line } = this.#block();
    if (this.#line < this.#end) throw notPlain;
    return { data, place: placeOf(line, inner) };
  }

  /** Goes to the next line with content, at or behind `from`, and gives its indentation; -1 at the end. */
  #toContent(from: number): number {
    for (let at = from; at < this.#end; at += 1) {
      const text = this.#lines[at] ?? "";
      let column = 0;
      while (text.charCodeAt(column) === 32) column += 1;
      if (column === text.length || text[column] === "#") continue;
      this.#line = at;
      this.#column = column;
      return column;
    }
    this.#line = this.#end;
    this.#column = -1;
    return -1;
  }

  get #text(): string {
    return this.#lines[this.#line] ?? "";
  }

  /** Reads the collection that starts at the current place. */
  #block(): Node {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw notPlain;
    const node = this.#isEntry() ? this.#sequence() : this.#mapping();
    this.#depth -= 1;
    return node;
  }

  #isEntry(): boolean {
    return this.#text[this.#column] === "-" && /[ ]|^$/.test(this.#text[this.#column + 1] ?? "");
  }

  #mapping(): Node {
    const { indent, line } = { indent: this.#column, line: this.#line + 1 };
    const data: Record<string, unknown> = {};
    const inner = new Map<Key, Place>();
    do {
      key.lastIndex = this.#column;
      const match = key.exec(this.#text);
      const name = match?.[1] ?? match?.[2] ?? match?.[3];
      if (name === undefined || name === "__proto__" || inner.has(name) || /^null$/i.test(name))
        throw notPlain;
      const keyLine = this.#line + 1;
      const value = this.#value(key.lastIndex, indent, true);
      data[name] = value.data;
      inner.set(name, placeOf(value.inner ? keyLine : value.line, value.inner));
    } while (this.#continues(indent));
    return { data, inner, line };
  }

  #sequence(): Node {
    const { indent, line } = { indent: this.#column, line: this.#line + 1 };
    const data: unknown[] = [];
    const inner = new Map<Key, Place>();
    do {
      if (!this.#isEntry()) throw notPlain;
      const value = this.#entry(indent);
      inner.set(data.length, placeOf(value.line, value.inner));
      data.push(value.data);
    } while (this.#continues(indent) && this.#isEntry());
    return { data, inner, line };
  }

  /** Whether the collection of an indentation goes on at the current place. */
  #continues(indent: number): boolean {
    if (this.#column > indent) throw notPlain;
    return this.#column === indent;
  }

  /** What stands behind a dash: a mapping may begin on its line. */
  #entry(indent: number): Node {
    let column = this.#column + 1;
    while (this.#text[column] === " ") column += 1;
    key.lastIndex = column;
    if (key.test(this.#text)) {
      this.#column = column;
      return this.#block();
    }
    return this.#value(this.#column + 1, indent, false);
  }

  /** The value behind a key or a dash, on its line or below. Ends at the next line with content. */
  #value(from: number, indent: number, ofKey: boolean): Node {
    const text = this.#text;
    const line = this.#line + 1;
    let start = from;
    while (text[start] === " ") start += 1;
    if (start === text.length || (text[start] === "#" && start > from)) {
      const next = this.#toContent(this.#line + 1);
      if (next > indent || (next === indent && ofKey && this.#isEntry())) return this.#block();
      return { data: null, line };
    }
    const first = text[start] ?? "";
    if (first === "|" || first === ">") return { data: this.#scalarBlock(text.slice(start), indent), line };
    const flow = new PlainLine(text, start, line);
    const node = flow.value();
    if (this.#toContent(this.#line + 1) > indent) throw notPlain; // it goes on, over lines
    return node;
  }

  /** A literal (`|`) or folded (`>`) block; more may be indented in a literal one. */
  #scalarBlock(header: string, indent: number): string {
    if (!/^[|>]-?$/.test(header)) throw notPlain;
    const folded = header.startsWith(">");
    const content: string[] = [];
    let margin = -1;
    let at = this.#line + 1;
    for (; at < this.#end; at += 1) {
      const text = this.#lines[at] ?? "";
      const column = text.search(/[^ ]/);
      if (column < 0 && margin < 0 && text !== "") throw notPlain;
      if (column >= 0 && column <= indent) break;
      if (column >= 0 && margin < 0) margin = column;
      if (column >= 0 && (column < margin || (folded && column > margin))) throw notPlain;
      content.push(margin < 0 ? "" : text.slice(margin));
    }
    this.#toContent(at);
    while (content.at(-1) === "") content.pop();
    if (margin < 0 || content.at(-1)?.trim() === "") throw notPlain;
    const ending = header.endsWith("-") ? "" : "\n";
    return `${folded ? fold(content) : content.join("\n")}${ending}`;
  }
}

/** One line break is a space; of several the first is none. */
function fold(lines: readonly string[]): string {
  if (lines.some((line) => line !== "" && line.trim() === "") || lines[0] === "") throw notPlain;
  return lines.join("\n").replace(/\n+/g, (breaks) => (breaks.length === 1 ? " " : breaks.slice(1)));
}

/** Reads a value that begins and ends on one line. */
class PlainLine {
  readonly #text: string;
  readonly #line: number;
  #at: number;
  #depth = 0;

  constructor(text: string, at: number, line: number) {
    this.#text = text;
    this.#at = at;
    this.#line = line;
  }

  /** The value and nothing behind it but a comment. */
  value(): Node {
    const first = this.#text[this.#at] ?? "";
    if (!/["'[{]/.test(first)) return { data: this.#blockPlain(), line: this.#line };
    const node = this.#flow();
    afterValue.lastIndex = this.#at;
    if (!afterValue.test(this.#text)) throw notPlain;
    return node;
  }

  #blockPlain(): unknown {
    const comment = this.#text.indexOf(" #", this.#at);
    const text = this.#text.slice(this.#at, comment < 0 ? undefined : comment).trimEnd();
    if (/^(?:[,\]}&*!|>%@`#]|[?:]|-(?: |$))/.test(text) || /:(?: |$)/.test(text)) throw notPlain;
    return resolved(text);
  }

  #flow(): Node {
    const first = this.#text[this.#at];
    if (first === "[") return this.#collection("]");
    if (first === "{") return this.#collection("}");
    return { data: first === '"' || first === "'" ? this.#quoted() : this.#flowPlain(), line: this.#line };
  }

  #quoted(): string {
    quoted.lastIndex = this.#at;
    const match = quoted.exec(this.#text);
    if (!match) throw notPlain;
    this.#at = quoted.lastIndex;
    if (match[2] !== undefined) return match[2].replaceAll("''", "'");
    return match[1]?.includes("\\") ? (JSON.parse(match[0]) as string) : (match[1] ?? "");
  }

  #flowPlain(): unknown {
    flowPlain.lastIndex = this.#at;
    const match = flowPlain.exec(this.#text);
    if (!match) throw notPlain;
    this.#at = flowPlain.lastIndex;
    return resolved(match[0].trimEnd());
  }

  #collection(close: "]" | "}"): Node {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw notPlain;
    const list: unknown[] = [];
    const map: Record<string, unknown> = {};
    const inner = new Map<Key, Place>();
    this.#at += 1;
    for (this.#space(); this.#text[this.#at] !== close; this.#space()) {
      const name = close === "}" ? this.#flowKey(inner) : list.length;
      const { data, inner: within, line } = this.#flow();
      inner.set(name, placeOf(line, within));
      if (typeof name === "string") map[name] = data;
      else list.push(data);
      this.#space();
      if (this.#text[this.#at] === ",") this.#at += 1;
      else if (this.#text[this.#at] !== close) throw notPlain;
    }
    this.#at += 1;
    this.#depth -= 1;
    return { data: close === "}" ? map : list, inner, line: this.#line };
  }

  #flowKey(known: ReadonlyMap<Key, Place>): string {
    key.lastIndex = this.#at;
    const match = key.exec(this.#text);
    const name = match?.[1] ?? match?.[2] ?? match?.[3];
    if (name === undefined || name === "__proto__" || known.has(name) || /^null$/i.test(name)) throw notPlain;
    this.#at = key.lastIndex;
    this.#space();
    return name;
  }

  #space(): void {
    while (this.#text[this.#at] === " ") this.#at += 1;
  }
}

/** The core schema's reading of a plain scalar (YAML 1.2.2, section 10.3.2); what it has rare spellings for is not plain. */
function resolved(text: string): unknown {
  const first = text.charCodeAt(0);
  const mayBeNumber = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46;
  if (mayBeNumber) {
    if (/^[-+]?\d{1,15}$/.test(text)) return Number(text);
    if (/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text);
    if (/^[-+]?(?:0[xo]|\.(?:inf|nan))/i.test(text)) throw notPlain;
    return text;
  }
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  return /^(?:~|null|Null|NULL)$/.test(text) ? null : text;
}

function placeOf(line: number, inner: ReadonlyMap<Key, Place> | undefined): Place {
  return inner ? { line, inner } : { line };
}
