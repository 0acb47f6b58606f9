import { type Bracket, opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { constantTruth } from "./constant-condition.js";

type Known = ReadonlyMap<string, boolean>;

/** A statement of a block: where it lies, and whether execution never comes to it. */
interface Statement {
  readonly start: number;
  readonly end: number;
  readonly unreached: boolean;
}

const outlines = new WeakMap<CodeText, Map<number, readonly Statement[]>>();
const maxDepth = 50;

const simpleJump =
  /^(?:return|throw|break|continue|goto)\b|^yield\s+break\b|^(?:System\s*\.\s*)?Environment\s*\.\s*(?:Exit|FailFast)\s*\(/;
const label = /^\s*(?:(?:case\b[^:;{}]*|default\s*):(?!:)|(?!default\b)[A-Za-z_]\w*\s*:(?!:)(?=[^;]*[;{]))/;
const localFunction =
  /^\s*(?:(?:static|async|unsafe)\s+)*(?!(?:return|throw|new|await|else|yield|goto)\b)[\w<>[\],.?]+\s+\w+\s*(?:<[\w, ]*>)?\s*\([^()]*\)\s*(?:\{|=>)/;

/**
 * Whether an offset stands behind a statement of a block (of the file without one) that never lets execution on:
 * `return`, `throw`, an endless loop, an `if` both of whose ways leave.
 */
export function behindJump(
  file: CodeText,
  block: Bracket | undefined,
  offset: number,
  known: Known,
): boolean {
  const byBlock = outlines.get(file) ?? new Map<number, readonly Statement[]>();
  outlines.set(file, byBlock);
  const from = block ? block.open + 1 : 0;
  let statements = byBlock.get(from);
  if (!statements) {
    statements = new Reader(file, known).outline(from, block?.close ?? file.code.length, 0).statements;
    byBlock.set(from, statements);
  }
  const at = statements.find(({ start, end }) => start <= offset && offset < end);
  return (
    at?.unreached === true && !localFunction.test(file.code.slice(at.start, Math.min(at.end, at.start + 400)))
  );
}

interface Outline {
  readonly statements: readonly Statement[];
  /** Whether execution never comes to its end. */
  readonly jumps: boolean;
}

interface Read {
  readonly end: number;
  readonly jumps: boolean;
}

class Reader {
  readonly #code: string;
  readonly #file: CodeText;
  readonly #known: Known;

  constructor(file: CodeText, known: Known) {
    this.#code = file.code;
    this.#file = file;
    this.#known = known;
  }

  outline(from: number, to: number, depth: number): Outline {
    const found: Statement[] = [];
    let jumped = false;
    for (let at = from; at < to; ) {
      const labelled = label.exec(this.#code.slice(at, Math.min(to, at + 200)));
      // a label is where execution comes in again
      if (labelled) jumped = false;
      const start = at + (labelled?.[0].length ?? 0);
      const read = this.#statement(start, to, depth);
      const end = Math.max(read.end, start + 1);
      found.push({ start: at, end, unreached: jumped });
      jumped ||= read.jumps;
      at = end;
    }
    return { statements: found, jumps: jumped };
  }

  #statement(from: number, to: number, depth: number): Read {
    const start = this.#skip(from);
    const head = this.#code.slice(start, start + 60);
    const word = /^\w+/.exec(head)?.[0] ?? "";
    if (depth > maxDepth || start >= to) return { end: to, jumps: false };
    if (head.startsWith("{")) return this.#block(start, to, depth);
    if (word === "if") return this.#if(start, to, depth);
    if (word === "while" || word === "for") return this.#loop(start, to, depth);
    if (word === "do") return this.#doWhile(start, to, depth);
    if (word === "try") return this.#try(start, to, depth);
    return this.#simple(start, to, head);
  }

  #block(open: number, to: number, depth: number): Read {
    const pair = opening(this.#file.brackets, open);
    if (!pair) return { end: to, jumps: false };
    const { jumps } = this.outline(open + 1, pair.close, depth + 1);
    return { end: pair.close + 1, jumps };
  }

  #if(start: number, to: number, depth: number): Read {
    const head = this.#head(start);
    if (!head) return { end: to, jumps: false };
    const then = this.#statement(head.close + 1, to, depth + 1);
    const next = this.#skip(then.end);
    const other = /^else\b/.test(this.#code.slice(next, next + 5))
      ? this.#statement(next + 4, to, depth + 1)
      : undefined;
    const truth = this.#truth(head.text);
    const end = other?.end ?? then.end;
    if (truth !== undefined) return { end, jumps: truth ? then.jumps : (other?.jumps ?? false) };
    return { end, jumps: then.jumps && (other?.jumps ?? false) };
  }

  #loop(start: number, to: number, depth: number): Read {
    const head = this.#head(start);
    if (!head) return { end: to, jumps: false };
    const { end } = this.#statement(head.close + 1, to, depth + 1);
    const condition = head.text.includes(";") ? (head.text.split(";")[1] ?? "") : head.text;
    const forever = condition.trim() === "" || this.#truth(condition) === true;
    return { end, jumps: forever && !this.#leaves(head.close, end) };
  }

  #doWhile(start: number, to: number, depth: number): Read {
    const body = this.#statement(start + 2, to, depth + 1);
    const next = this.#skip(body.end);
    const head = this.#head(next);
    if (!head) return { end: to, jumps: false };
    return {
      end: head.close + 1,
      jumps: this.#truth(head.text) === true && !this.#leaves(start, body.end),
    };
  }

  #try(start: number, to: number, depth: number): Read {
    let part = this.#statement(start + 3, to, depth + 1);
    let { jumps } = part;
    for (;;) {
      const next = this.#skip(part.end);
      const word = /^(?:catch|finally)\b/.exec(this.#code.slice(next, next + 8))?.[0];
      if (!word) return { end: part.end, jumps };
      const open = this.#code.indexOf("{", next);
      if (open < 0 || open >= to) return { end: to, jumps: false };
      part = this.#block(open, to, depth + 1);
      jumps = word === "finally" ? jumps || part.jumps : jumps && part.jumps;
    }
  }

  /** To its `;`, or to the end of the block it has: a declaration, a loop over things, a switch. */
  #simple(start: number, to: number, head: string): Read {
    const jumps = simpleJump.test(head);
    for (let at = start; at < to; at += 1) {
      const char = this.#code[at];
      if (char === ";") return { end: at + 1, jumps };
      if (char !== "(" && char !== "[" && char !== "{") continue;
      const pair = opening(this.#file.brackets, at);
      if (!pair) continue;
      at = pair.close;
      if (char === "{" && !jumps) return { end: at + 1, jumps: false };
    }
    return { end: to, jumps };
  }

  /** Whether a loop may be left but by leaving the method: a `break` of its own, or a `goto`. */
  #leaves(from: number, to: number): boolean {
    return /\b(?:break|goto)\b/.test(this.#code.slice(from, to));
  }

  #head(start: number): { readonly close: number; readonly text: string } | undefined {
    const open = this.#code.indexOf("(", start);
    const pair = open < 0 ? undefined : opening(this.#file.brackets, open);
    return pair && { close: pair.close, text: this.#code.slice(pair.open + 1, pair.close) };
  }

  #truth(condition: string): boolean | undefined {
    return constantTruth(condition, this.#known);
  }

  #skip(from: number): number {
    let at = from;
    while (at < this.#code.length && this.#code.charCodeAt(at) <= 32) at += 1;
    return at;
  }
}
