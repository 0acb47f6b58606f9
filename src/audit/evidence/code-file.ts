import { blankCsharp } from "./blank-csharp.js";
import { blankTypescript } from "./blank-typescript.js";
import type { BlankedCode, Literal } from "./blanked-code.js";
import {
  type Bracket,
  bracketsOf,
  calleeOf,
  enclosing,
  functionsOf,
  type NamedFunction,
} from "./brackets.js";
import { isDeadCsharp } from "./dead-csharp.js";
import { isDeadTypescript } from "./dead-typescript.js";

export type Language = "typescript" | "csharp";

/** A place in live code: not a comment, not a string, not in a branch that never runs. */
export interface Hit {
  readonly file: CodeFile;
  readonly offset: number;
  readonly line: number;
  /** The matched code. */
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
}

/** A source file, read through the evidence tiers: each is computed when first asked for, and kept. */
export class CodeFile {
  readonly path: string;
  readonly language: Language;
  /** The source as it is. */
  readonly raw: string;
  readonly #defined: ReadonlySet<string>;
  #blanked: BlankedCode | undefined;
  #brackets: readonly Bracket[] | undefined;
  #functions: readonly NamedFunction[] | undefined;
  #lineStarts: readonly number[] | undefined;
  readonly #dead = new Map<number, boolean>();

  constructor(path: string, raw: string, language: Language, defined: ReadonlySet<string> = new Set()) {
    this.path = path;
    this.raw = raw;
    this.language = language;
    this.#defined = defined;
  }

  /** The code with comments, string contents and switched-off branches blanked; offsets are those of `raw`. */
  get code(): string {
    return this.#blank().code;
  }

  get literals(): readonly Literal[] {
    return this.#blank().literals;
  }

  get brackets(): readonly Bracket[] {
    this.#brackets ??= bracketsOf(this.code);
    return this.#brackets;
  }

  get functions(): readonly NamedFunction[] {
    this.#functions ??= functionsOf(this.code, this.brackets);
    return this.#functions;
  }

  /** Every live match of a pattern in the code (global flag required). */
  find(pattern: RegExp): readonly Hit[] {
    return [...this.code.matchAll(pattern)]
      .filter((match) => !this.isDead(match.index))
      .map((match) => this.hit(match.index, match[0], match.slice(1)));
  }

  /** Whether a live match exists. */
  has(pattern: RegExp): boolean {
    for (const match of this.code.matchAll(pattern)) if (!this.isDead(match.index)) return true;
    return false;
  }

  /** Every live string literal whose content matches. */
  findLiterals(pattern: RegExp): readonly Hit[] {
    return this.literals
      .filter((literal) => pattern.test(literal.text) && !this.isDead(literal.start))
      .map((literal) => this.hit(literal.start, literal.text, pattern.exec(literal.text)?.slice(1) ?? []));
  }

  /** The literal that starts at an offset (whitespace before it skipped). */
  literalAt(offset: number): Literal | undefined {
    const start = offset + (/^\s*/.exec(this.code.slice(offset, offset + 200))?.[0].length ?? 0);
    return this.literals.find((literal) => literal.start === start);
  }

  hit(offset: number, text: string, groups: readonly (string | undefined)[] = []): Hit {
    return { file: this, offset, line: this.lineAt(offset), text, groups };
  }

  /** Line (from 1) of an offset. */
  lineAt(offset: number): number {
    this.#lineStarts ??= [0, ...[...this.raw.matchAll(/\n/g)].map((match) => match.index + 1)];
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** The arguments of the call whose `(` is the first one at or after `offset`: their span in the code. */
  argumentsAfter(offset: number): { readonly start: number; readonly end: number } | undefined {
    const open = this.code.indexOf("(", offset);
    const paren = this.brackets.find((bracket) => bracket.open === open);
    return paren && { start: paren.open + 1, end: paren.close };
  }

  /** The calls an offset stands in the arguments of, innermost first. */
  callsAround(offset: number): readonly { readonly callee: string; readonly at: number }[] {
    return enclosing(this.brackets, offset)
      .filter(({ kind }) => kind === "(")
      .map((paren) => ({ callee: calleeOf(this.code, paren), at: paren.open }));
  }

  /** The innermost named function an offset stands in. */
  functionAround(offset: number): NamedFunction | undefined {
    return this.functions.filter(({ start, end }) => start <= offset && offset < end).at(-1);
  }

  /** Whether an offset lies where execution can never come: the third evidence tier. */
  isDead(offset: number): boolean {
    const known = this.#dead.get(offset);
    if (known !== undefined) return known;
    const dead = this.language === "csharp" ? isDeadCsharp(this, offset) : isDeadTypescript(this, offset);
    this.#dead.set(offset, dead);
    return dead;
  }

  #blank(): BlankedCode {
    this.#blanked ??=
      this.language === "csharp" ? blankCsharp(this.raw, this.#defined) : blankTypescript(this.raw);
    return this.#blanked;
  }
}
