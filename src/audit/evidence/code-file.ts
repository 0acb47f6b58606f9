import type { Literal } from "./blanked-code.js";
import type { Bracket, NamedFunction } from "./brackets.js";
import { BuildSymbols } from "./build-symbols.js";
import { type CodeText, codeText, type Language, type Match } from "./code-text.js";
import { type ForeignConstants, noForeign } from "./foreign-names.js";
import type { Use } from "./mentions.js";

export type { Language } from "./code-text.js";

/** A place in live code: not a comment, not a string, not in a branch that never runs. */
export interface Hit {
  readonly file: CodeFile;
  readonly offset: number;
  readonly line: number;
  /** The matched code. */
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
}

const none: readonly Hit[] = [];
const noSymbols = new BuildSymbols();

/** A source file of a service: its text, seen from where it lies. */
export class CodeFile {
  readonly path: string;
  readonly text: CodeText;

  constructor(
    path: string,
    raw: string,
    language: Language,
    build: BuildSymbols = noSymbols,
    foreign: ForeignConstants = noForeign,
  ) {
    this.path = path;
    this.text = codeText(raw, language, /\.[jt]sx$|\.[cm]?js$/.test(path), build, foreign);
  }

  /** The same file, where its conditions are read with constants of other files. */
  knowing(foreign: ForeignConstants): CodeFile {
    if (foreign.size === this.text.foreign.size) return this;
    return new CodeFile(this.path, this.raw, this.language, this.text.build, foreign);
  }

  get language(): Language {
    return this.text.language;
  }

  /** The source as it is. */
  get raw(): string {
    return this.text.raw;
  }

  /** The code with comments, string contents and switched-off branches blanked; offsets are those of `raw`. */
  get code(): string {
    return this.text.code;
  }

  get literals(): readonly Literal[] {
    return this.text.literals;
  }

  get brackets(): readonly Bracket[] {
    return this.text.brackets;
  }

  get functions(): readonly NamedFunction[] {
    return this.text.functions;
  }

  /** Whether a pattern, a constant of its module, matches the source as it is: what is cheap to ask first. */
  mayHold(pattern: RegExp): boolean {
    return this.text.mayHold(pattern);
  }

  /** Every live match of a pattern in the code (global flag required). */
  find(pattern: RegExp): readonly Hit[] {
    return this.#hits(this.text.find(pattern));
  }

  /** Whether a live match exists. */
  has(pattern: RegExp): boolean {
    return this.text.has(pattern);
  }

  /** The live uses of a name of `[\w$]` that are as wanted, which is asked first. @param use a constant of its module */
  usesOf(name: string, use: Use, wanted: (match: Match) => boolean): readonly Hit[] {
    return this.#hits(this.text.usesOf(name, use, wanted));
  }

  /** Every live string literal whose content matches. */
  findLiterals(pattern: RegExp): readonly Hit[] {
    return this.#hits(this.text.findLiterals(pattern));
  }

  /** The literal that starts at an offset (whitespace before it skipped). */
  literalAt(offset: number): Literal | undefined {
    return this.text.literalAt(offset);
  }

  /** Line (from 1) of an offset. */
  lineAt(offset: number): number {
    return this.text.lineAt(offset);
  }

  /** The arguments of the call whose `(` is the first one at or after `offset`: their span in the code. */
  argumentsAfter(offset: number): { readonly start: number; readonly end: number } | undefined {
    return this.text.argumentsAfter(offset);
  }

  /** The calls an offset stands in the arguments of, innermost first. */
  callsAround(offset: number): readonly { readonly callee: string; readonly at: number }[] {
    return this.text.callsAround(offset);
  }

  /** The innermost named function an offset stands in. */
  functionAround(offset: number): NamedFunction | undefined {
    return this.functions.findLast(({ start, end }) => start <= offset && offset < end);
  }

  /** Whether an offset lies where execution can never come: the third evidence tier. */
  isDead(offset: number): boolean {
    return this.text.isDead(offset);
  }

  /** What was found in the text, in this file. */
  hit({ offset, text, groups }: Match): Hit {
    return { file: this, offset, line: this.lineAt(offset), text, groups };
  }

  #hits(matches: readonly Match[]): readonly Hit[] {
    return matches.length === 0 ? none : matches.map((match) => this.hit(match));
  }
}
