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
  opening,
} from "./brackets.js";
import type { BuildSymbols } from "./build-symbols.js";
import { isDeadCsharp } from "./dead-csharp.js";
import { isDeadTypescript } from "./dead-typescript.js";
import { type ForeignConstants, keyOf } from "./foreign-names.js";
import { mayMatch } from "./marked-pattern.js";
import { type Span, type Use, usesIn } from "./mentions.js";

export type Language = "typescript" | "csharp";

/** A live match of a pattern, wherever the text is kept. */
export interface Match {
  readonly offset: number;
  readonly text: string;
  readonly groups: readonly (string | undefined)[];
}

/** More live matches of one pattern in one file tell nothing new; only a file made to cost has them. */
const maxMatches = 1_000;
const none: readonly Match[] = [];
const noGroups: Match["groups"] = [];

let nextId = 0;

/** Patterns made from names in other files would pile up in a text that many services share. */
const maxPatterns = 400;

class ByPattern<Found> {
  readonly #known = new Map<string, { readonly pattern: RegExp; readonly found: Found }>();

  get(pattern: RegExp): Found | undefined {
    const known = this.#known.get(pattern.source);
    // To read the flags costs more than the rest.
    if (known === undefined || (known.pattern !== pattern && known.pattern.flags !== pattern.flags))
      return undefined;
    return known.found;
  }

  set(pattern: RegExp, found: Found): Found {
    if (this.#known.size >= maxPatterns) this.#known.clear();
    this.#known.set(pattern.source, { pattern, found });
    return found;
  }
}

/**
 * The text of a source file, read through the evidence tiers: each is computed when first asked for, and kept. Knows
 * nothing of where the file lies, so files of the same content share one (see `codeText`).
 */
export class CodeText {
  readonly language: Language;
  /** The source as it is. */
  readonly raw: string;
  /** Whether it may hold JSX. */
  readonly jsx: boolean;
  /** Symbols of the C# projects. */
  readonly build: BuildSymbols;
  /** What names of other files stand for. */
  readonly foreign: ForeignConstants;
  readonly #matches = new ByPattern<readonly Match[]>();
  readonly #literalMatches = new ByPattern<readonly Match[]>();
  readonly #has = new ByPattern<boolean>();
  readonly #gates = new Map<RegExp, boolean>();
  readonly #facts = new Map<unknown, unknown>();
  readonly #dead = new Map<number, boolean>();
  readonly #uses = new Map<Use, Map<string, readonly Span[]>>();
  /** Tells it from every other. */
  readonly id: number;
  /** Whether several files have this content, so that what is found out about it pays. */
  readonly isShared: boolean;
  #names: ReadonlySet<string> | undefined;
  #blanked: BlankedCode | undefined;
  #brackets: readonly Bracket[] | undefined;
  #functions: readonly NamedFunction[] | undefined;
  #lineStarts: readonly number[] | undefined;

  constructor(
    raw: string,
    language: Language,
    jsx: boolean,
    build: BuildSymbols,
    foreign: ForeignConstants,
    isShared: boolean,
  ) {
    this.raw = raw;
    this.language = language;
    this.jsx = jsx;
    this.build = build;
    this.foreign = foreign;
    this.isShared = isShared;
    this.id = nextId;
    nextId += 1;
  }

  get code(): string {
    return this.#blank().code;
  }

  get literals(): readonly Literal[] {
    return this.#blank().literals;
  }

  get brackets(): readonly Bracket[] {
    if (!this.#brackets) {
      const { code, brackets } = this.#blank();
      this.#brackets = bracketsOf(code, brackets);
    }
    return this.#brackets;
  }

  get functions(): readonly NamedFunction[] {
    this.#functions ??= functionsOf(this.code, this.brackets);
    return this.#functions;
  }

  find(pattern: RegExp): readonly Match[] {
    return this.#matches.get(pattern) ?? this.#matches.set(pattern, this.#find(pattern));
  }

  #find(pattern: RegExp): readonly Match[] {
    const found = this.findAmong(pattern, () => true);
    return found.length === 0 ? none : found;
  }

  /** The live matches that are as wanted, which is asked first. Not remembered. */
  findAmong(pattern: RegExp, wanted: (match: Match) => boolean): readonly Match[] {
    const found: Match[] = [];
    this.#scan(pattern, (match) => wanted(match) && this.#isLive(match) && found.push(match) >= maxMatches);
    return found;
  }

  /** Whether a live match exists: none is looked for behind the first. */
  has(pattern: RegExp): boolean {
    const matches = this.#matches.get(pattern);
    if (matches) return matches.length > 0;
    return this.#has.get(pattern) ?? this.#has.set(pattern, this.first(pattern, () => true) !== undefined);
  }

  /** The first live match that is as wanted, which is asked first: none is looked for behind it. Not remembered. */
  first(pattern: RegExp, wanted: (match: Match) => boolean): Match | undefined {
    return this.#scan(pattern, (match) => wanted(match) && this.#isLive(match));
  }

  /** The first match, live or not, that `isLast`. */
  #scan(pattern: RegExp, isLast: (match: Match) => boolean): Match | undefined {
    if (!pattern.global) throw new TypeError(`${pattern} needs the global flag`);
    const { code } = this;
    if (!mayMatch(pattern, code)) return undefined;
    // `matchAll` would make a pattern of its own for each text, which costs more than most searches.
    for (let at = 0; at <= code.length; ) {
      pattern.lastIndex = at;
      const found = pattern.exec(code);
      at = Math.max(pattern.lastIndex, (found?.index ?? code.length) + 1);
      pattern.lastIndex = 0; // `isLast` may look for the same pattern
      if (!found) continue;
      const match = {
        offset: found.index,
        text: found[0],
        groups: found.length === 1 ? noGroups : found.slice(1),
      };
      if (isLast(match)) return match;
    }
    return undefined;
  }

  findLiterals(pattern: RegExp): readonly Match[] {
    return (
      this.#literalMatches.get(pattern) ?? this.#literalMatches.set(pattern, this.#findLiterals(pattern))
    );
  }

  #findLiterals(pattern: RegExp): readonly Match[] {
    let found: Match[] | undefined;
    for (const { start, text } of this.literals) {
      const match = pattern.exec(text);
      if (!match || this.isDead(start)) continue;
      found ??= [];
      found.push({ offset: start, text, groups: match.slice(1) });
      if (found.length >= maxMatches) break;
    }
    return found ?? none;
  }

  /**
   * Whether a pattern matches the source as it is: the first evidence tier, once for all files of this content.
   * @param pattern a constant of its module: it is remembered as the object that it is; without the global flag
   */
  mayHold(pattern: RegExp): boolean {
    let holds = this.#gates.get(pattern);
    if (holds === undefined) {
      holds = pattern.test(this.raw);
      this.#gates.set(pattern, holds);
    }
    return holds;
  }

  /**
   * The live uses of a name of `[\w$]` that are as wanted, which is asked first: most uses are imports and declarations.
   * @param use a constant of its module
   */
  usesOf(name: string, use: Use, wanted: (match: Match) => boolean): readonly Match[] {
    const found: Match[] = [];
    this.#eachUse(
      name,
      use,
      (match) => wanted(match) && this.#isLive(match) && found.push(match) >= maxMatches,
    );
    return found;
  }

  /** Whether there is one: none is looked for behind the first. */
  hasUse(name: string, use: Use, wanted: (match: Match) => boolean): boolean {
    return this.#eachUse(name, use, (match) => wanted(match) && this.#isLive(match));
  }

  /** Until `isLast` says so; whether it did. */
  #eachUse(name: string, use: Use, isLast: (match: Match) => boolean): boolean {
    const { code } = this;
    return this.#spansOf(name, use).some(({ start, end }) =>
      isLast({ offset: start, text: code.slice(start, end), groups: noGroups }),
    );
  }

  #isLive({ offset }: Match): boolean {
    return !this.isDead(offset);
  }

  #spansOf(name: string, use: Use): readonly Span[] {
    if (!this.mayName(name)) return [];
    const known = this.#uses.get(use) ?? new Map<string, readonly Span[]>();
    this.#uses.set(use, known);
    let found = known.get(name);
    if (!found) {
      found = usesIn(this.code, name, use);
      if (known.size >= maxPatterns) known.clear();
      known.set(name, found);
    }
    return found;
  }

  /** Whether the code may have a name of `[\w$]` as a word of its own. Errs towards yes. */
  mayName(name: string): boolean {
    return this.isShared ? this.names.has(name) : this.raw.includes(name);
  }

  /** Every word of `[\w$]` in the code. */
  get names(): ReadonlySet<string> {
    this.#names ??= new Set(this.code.match(/[\w$]+/g));
    return this.#names;
  }

  /** Something derived from this text alone, computed once however many files and rules ask. */
  fact<T>(derive: (text: CodeText) => T): T {
    const known = this.#facts.get(derive);
    if (known !== undefined || this.#facts.has(derive)) return known as T;
    const found = derive(this);
    this.#facts.set(derive, found);
    return found;
  }

  /** The literal that starts at an offset. */
  literalFrom(offset: number): Literal | undefined {
    const { literals } = this;
    let low = 0;
    let high = literals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((literals[middle]?.start ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    const found = literals[low];
    return found?.start === offset ? found : undefined;
  }

  /** The literal that starts at an offset (whitespace before it skipped). */
  literalAt(offset: number): Literal | undefined {
    let start = offset;
    while (start < offset + 200 && this.code.charCodeAt(start) <= 32) start += 1;
    return this.literalFrom(start);
  }

  lineAt(offset: number): number {
    this.#lineStarts ??= lineStartsOf(this.raw);
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** The calls an offset stands in the arguments of, innermost first. */
  callsAround(offset: number): readonly { readonly callee: string; readonly at: number }[] {
    return enclosing(this.brackets, offset)
      .filter(({ kind }) => kind === "(")
      .map((paren) => ({ callee: calleeOf(this.code, paren), at: paren.open }));
  }

  /** The arguments of the call whose `(` is the first one at or after `offset`: their span in the code. */
  argumentsAfter(offset: number): { readonly start: number; readonly end: number } | undefined {
    const open = this.code.indexOf("(", offset);
    const paren = open < 0 ? undefined : opening(this.brackets, open);
    return paren && { start: paren.open + 1, end: paren.close };
  }

  isDead(offset: number): boolean {
    const known = this.#dead.get(offset);
    if (known !== undefined) return known;
    const dead = this.language === "csharp" ? isDeadCsharp(this, offset) : isDeadTypescript(this, offset);
    this.#dead.set(offset, dead);
    return dead;
  }

  #blank(): BlankedCode {
    this.#blanked ??=
      this.language === "csharp" ? blankCsharp(this.raw, this.build) : blankTypescript(this.raw);
    return this.#blanked;
  }
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** How many characters of source are kept for files that may come again. */
const keptChars = 2_000_000;

/** The texts of one kind: how a source is read depends on more than what it says. */
interface Kept {
  /** Those that came twice, with all that was found out about them; the least recently used first. */
  readonly texts: Map<string, CodeText>;
  /** Those that came once: most never come again, and what is found out about them is let go with their service. */
  readonly once: Set<string>;
}

const kept = new Map<string, Kept>();
let keptNow = 0;
let onceNow = 0;

/** Lets go of every text: what was being computed of one may have been ended in its middle. */
export function forgetCodeTexts(): void {
  kept.clear();
  keptNow = 0;
  onceNow = 0;
}

/**
 * The text of a file, shared with files of the same content: the services of a workspace are generated alike, and most
 * of their files are read once or twice however many they are.
 */
export function codeText(
  raw: string,
  language: Language,
  jsx: boolean,
  build: BuildSymbols,
  foreign: ForeignConstants,
): CodeText {
  const kind = `${language} ${jsx} ${build.key} ${keyOf(foreign)}`;
  let ofKind = kept.get(kind);
  if (!ofKind) {
    ofKind = { texts: new Map<string, CodeText>(), once: new Set<string>() };
    kept.set(kind, ofKind);
  }
  const known = ofKind.texts.get(raw);
  if (known) {
    ofKind.texts.delete(raw);
    ofKind.texts.set(raw, known);
    return known;
  }
  const isShared = ofKind.once.delete(raw);
  const text = new CodeText(raw, language, jsx, build, foreign, isShared);
  if (isShared) {
    onceNow -= raw.length;
    keep(ofKind.texts, text);
  } else noteOnce(ofKind.once, raw);
  return text;
}

function keep(texts: Map<string, CodeText>, text: CodeText): void {
  texts.set(text.raw, text);
  keptNow += text.raw.length;
  for (const [oldest] of texts) {
    if (keptNow <= keptChars || oldest === text.raw) break;
    texts.delete(oldest);
    keptNow -= oldest.length;
  }
}

function noteOnce(once: Set<string>, raw: string): void {
  once.add(raw);
  onceNow += raw.length;
  if (onceNow <= keptChars) return;
  for (const { once: noted } of kept.values()) noted.clear();
  onceNow = 0;
}
