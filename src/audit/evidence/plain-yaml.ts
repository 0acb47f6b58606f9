import {
  blockKeyAt,
  hasKeyAt,
  maxDepth,
  notPlain,
  type Place,
  type PlainNode,
  placeOf,
  valueOnLine,
} from "./plain-yaml-values.js";

export interface PlainDocument {
  readonly data: unknown;
  readonly place: Place;
}

/** Control characters and every other space or line break than those two: YAML and JavaScript disagree on some. */
const strange =
  /[^\n -~\u00a1-\u167f\u1681-\u1fff\u200b-\u2027\u2030-\u205e\u2060-\u2fff\u3001-\ufefe\uff00-\uffff]/;

/**
 * Reads YAML 1.2 (core schema) of the plain kind that configuration is written in: block mappings and sequences, scalars
 * on one line, literal and folded blocks, flow collections on one line, comments, documents behind `---`. Undefined for
 * anything else (anchors, tags, scalars over several lines, tabs, …) and for whatever is wrong: the parser for all of YAML
 * then decides. Ten times faster than that one, whose answers it must not differ from
 * (docs/decisions/0012-plain-yaml.md; a test compares them). Its time grows with the text and with nothing else.
 */
export function readPlainYaml(text: string): readonly PlainDocument[] | undefined {
  if (strange.test(text)) return undefined;
  const lines = text.split("\n");
  try {
    return documentRanges(lines).map(([from, to]) => new BlockReader(lines, from, to).document());
  } catch (reason) {
    if (reason === notPlain) return undefined;
    throw reason;
  }
}

/** The lines between `---`; what stands before the first one may be comments only. @throws notPlain for directives and `...` */
function documentRanges(lines: readonly string[]): readonly (readonly [from: number, to: number])[] {
  const ranges: [number, number][] = [];
  let from = 0;
  let marked = false;
  // not `entries()`: this is the one loop over every line
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const first = line.charCodeAt(0);
    if (first !== 37 && first !== 46 && first !== 45) continue; // % . -
    if (/^(?:%|\.\.\.|---.)/.test(line)) throw notPlain;
    if (line !== "---") continue;
    if (marked || lines.slice(from, at).some(hasContent)) ranges.push([from, at]);
    from = at + 1;
    marked = true;
  }
  return [...ranges, [from, lines.length]];
}

function hasContent(line: string): boolean {
  return /^ *[^ #]/.test(line);
}

/** Reads the block collections of one document. */
class BlockReader {
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
      if (column === text.length || text.charCodeAt(column) === 35) continue; // #
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
  #block(): PlainNode {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw notPlain;
    const node = this.#isEntry() ? this.#sequence() : this.#mapping();
    this.#depth -= 1;
    return node;
  }

  #isEntry(): boolean {
    const text = this.#text;
    const column = this.#column;
    return (
      text.charCodeAt(column) === 45 && (column + 1 === text.length || text.charCodeAt(column + 1) === 32)
    );
  }

  #mapping(): PlainNode {
    const indent = this.#column;
    const line = this.#line + 1;
    const data: Record<string, unknown> = {};
    const inner = new Map<string, Place>();
    do {
      const { name, end } = blockKeyAt(this.#text, this.#column, inner);
      const keyLine = this.#line + 1;
      const value = this.#value(end, indent, true);
      data[name] = value.data;
      inner.set(name, placeOf(value.inner ? keyLine : value.line, value.inner));
    } while (this.#continues(indent));
    return { data, inner, line };
  }

  #sequence(): PlainNode {
    const indent = this.#column;
    const line = this.#line + 1;
    const data: unknown[] = [];
    const inner: Place[] = [];
    do {
      const value = this.#entry(indent);
      inner.push(placeOf(value.line, value.inner));
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
  #entry(indent: number): PlainNode {
    const text = this.#text;
    let column = this.#column + 1;
    while (text.charCodeAt(column) === 32) column += 1;
    if (!hasKeyAt(text, column)) return this.#value(this.#column + 1, indent, false);
    this.#column = column;
    return this.#block();
  }

  /** The value behind a key or a dash, on its line or below. Ends at the next line with content. */
  #value(from: number, indent: number, ofKey: boolean): PlainNode {
    const text = this.#text;
    const line = this.#line + 1;
    let start = from;
    while (text.charCodeAt(start) === 32) start += 1;
    const first = text.charCodeAt(start);
    if (start === text.length || (first === 35 && start > from)) {
      const next = this.#toContent(this.#line + 1);
      // the entries of a sequence may stand right below their key
      if (next > indent || (next === indent && ofKey && this.#isEntry())) return this.#block();
      return { data: null, line };
    }
    if (first === 124 || first === 62) return { data: this.#scalarBlock(text.slice(start), indent), line };
    const node = valueOnLine(text, start, line);
    if (this.#toContent(this.#line + 1) > indent) throw notPlain; // it goes on, over lines
    return node;
  }

  /** A literal (`|`) or folded (`>`) block, with its last line break or (`-`) without. */
  #scalarBlock(header: string, indent: number): string {
    if (!/^[|>]-?$/.test(header)) throw notPlain;
    const content = this.#indentedLines(indent, header.startsWith(">"));
    const ending = header.endsWith("-") ? "" : "\n";
    return `${header.startsWith(">") ? fold(content) : content.join("\n")}${ending}`;
  }

  /** The lines below that are indented more, without their indentation. Each may be indented more in a literal block. */
  #indentedLines(indent: number, even: boolean): readonly string[] {
    const content: string[] = [];
    let margin = -1;
    let at = this.#line + 1;
    for (; at < this.#end; at += 1) {
      const text = this.#lines[at] ?? "";
      const column = text.search(/[^ ]/);
      if (column < 0 && margin < 0 && text !== "") throw notPlain;
      if (column >= 0 && column <= indent) break;
      if (column >= 0 && margin < 0) margin = column;
      if (column >= 0 && (column < margin || (even && column > margin))) throw notPlain;
      content.push(margin < 0 ? "" : text.slice(margin));
    }
    this.#toContent(at);
    while (content.at(-1) === "") content.pop();
    if (margin < 0 || content.at(-1)?.trim() === "") throw notPlain;
    return content;
  }
}

/** One line break is a space; of several the first is none. */
function fold(lines: readonly string[]): string {
  if (lines[0] === "" || lines.some((line) => line !== "" && line.trim() === "")) throw notPlain;
  return lines.join("\n").replace(/\n+/g, (breaks) => (breaks.length === 1 ? " " : breaks.slice(1)));
}
