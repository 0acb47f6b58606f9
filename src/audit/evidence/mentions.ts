import { isSpaceUnit, isWordUnit } from "./units.js";

/** More mentions of a name are not collected: a name so often used is in use. */
const enough = 40;

/** Offsets in blanked code at which a name stands as a word of its own (`#name` is another name than `name`); at most 40. */
export function mentionsOf(code: string, name: string): readonly number[] {
  const found: number[] = [];
  for (
    let at = code.indexOf(name);
    at >= 0 && found.length < enough;
    at = code.indexOf(name, at + name.length)
  ) {
    if (!isWord(code, at - 1) && code[at - 1] !== "#" && !isWord(code, at + name.length)) found.push(at);
  }
  return found;
}

/** A name of `[\w$]` as a regular expression has it. */
export function inPattern(name: string): string {
  return name.replaceAll("$", "\\$");
}

function isWord(code: string, at: number): boolean {
  return at >= 0 && at < code.length && isWordUnit(code.charCodeAt(at));
}

/** How a name is looked for. */
export interface Use {
  /** What may stand behind it and white space. */
  readonly before: string;
  /** Whether the end of a line may, too; that of the text always may. */
  readonly lineEnd: boolean;
  /** Whether `#name` is the same name. */
  readonly hash: boolean;
}

/** A name in code, with the white space behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Where a name stands as a word of its own before something that says that it is used. The same as a pattern made of the name,
 * which to make costs more than to look through many files.
 */
export function usesIn(code: string, name: string, use: Use): readonly Span[] {
  const found: Span[] = [];
  let at = name === "" ? -1 : code.indexOf(name);
  while (at >= 0) {
    const end =
      isWord(code, at - 1) || isWord(code, at + name.length) ? -1 : useEnd(code, at + name.length, use);
    if (end >= 0) {
      const hashed = use.hash && code[at - 1] === "#" && !isWord(code, at - 2);
      found.push({ start: hashed ? at - 1 : at, end });
    }
    at = code.indexOf(name, end >= 0 ? end : at + 1);
  }
  return found;
}

/** Where the white space behind a name ends, if what follows says that the name is used; -1 otherwise. */
function useEnd(code: string, from: number, { before, lineEnd }: Use): number {
  let at = from;
  while (isSpaceUnit(code.charCodeAt(at))) at += 1;
  if (at === code.length || before.includes(code.charAt(at))) return at;
  if (!lineEnd) return -1;
  for (let end = at - 1; end >= from; end -= 1) if (isLineEnd(code.charCodeAt(end))) return end;
  return -1;
}

/** LineTerminator of ECMA-262 12.3. */
function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13 || unit === 0x2028 || unit === 0x2029;
}
