import ignore, { type Ignore } from "ignore";

/** An ignore file of an honest repository stays far below; a pattern costs as often as there are files. */
const limits = { patterns: 1_000, patternChars: 500 };

/** What ignore files say of a path: nothing of most. */
export type IgnoreVerdict = "ignored" | "readmitted" | undefined;

/** The ignore files of one folder. Paths are relative to it; that of a folder ends with `/`. */
export interface IgnoreRules {
  /** Whether a pattern was dropped because matching it could take for ever. */
  readonly dropped: boolean;
  test(path: string): IgnoreVerdict;
  /**
   * The same of an entry of a folder that is not ignored, nor let in again below one that is. Mostly by its name alone.
   * @param path its path from further outside
   * @param base where in `path` the one relative to the ignore files begins
   * @param name the last part of it, that of a folder with its `/`
   */
  testListed(path: string, base: number, name: string): IgnoreVerdict;
}

/** The services of a workspace have the same few files; what they said of the same names is remembered with them. */
const known = new Map<string, IgnoreRules>();
const maxKnown = 32;

/** Reads the texts of the ignore files of one folder, in order (gitignore's format). */
export function ignoreRules(texts: readonly string[]): IgnoreRules {
  const key = texts.join("\0");
  const found = known.get(key) ?? readRules(texts);
  if (known.size >= maxKnown) known.clear();
  known.set(key, found);
  return found;
}

function readRules(texts: readonly string[]): IgnoreRules {
  const rules = ignore();
  const usable: string[] = [];
  let dropped = false;
  for (const text of texts) {
    const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
    const cheap = patterns.slice(0, limits.patterns).filter(isCheap);
    if (cheap.length < patterns.length) dropped = true;
    rules.add(cheap);
    usable.push(...cheap);
  }
  const test = (path: string): IgnoreVerdict => verdict(rules, path);
  const heads = headsOf(usable);
  return { dropped, test, testListed: heads ? byName(test, heads) : (path, base) => test(path.slice(base)) };
}

function verdict(rules: Ignore, path: string): IgnoreVerdict {
  const { ignored, unignored } = rules.test(path);
  return ignored ? "ignored" : unignored ? "readmitted" : undefined;
}

/** Patterns become regular expressions: many stars in one name backtrack for ever on a name made for it. */
function isCheap(pattern: string): boolean {
  return (
    pattern.length <= limits.patternChars &&
    pattern.split("/").every((segment) => segment === "**" || (segment.match(/\*/g) ?? []).length <= 3)
  );
}

/**
 * The names, lower case, that begin every path of which more than the last name counts: `.msx` of `.msx/*`. Undefined where a pattern
 * does not say with which name that is, or lets a name in again wherever it stands.
 */
function headsOf(patterns: readonly string[]): ReadonlySet<string> | undefined {
  const heads = new Set<string>();
  for (const pattern of patterns) {
    const [, negated, rooted, head = "", rest = ""] = /^(!?)(\/?)([^/]*)(\/.*)?$/s.exec(pattern) ?? [];
    const named = !rooted && (rest === "" || rest === "/");
    if (named && !negated) continue;
    if (named || !/^[\w.-]+$/.test(head)) return undefined;
    heads.add(head.toLowerCase());
  }
  return heads;
}

const maxNames = 10_000;

/** Answers by an entry's name alone where only that counts, each name once. */
function byName(
  test: (path: string) => IgnoreVerdict,
  heads: ReadonlySet<string>,
): IgnoreRules["testListed"] {
  const said = new Map<string, IgnoreVerdict>();
  const initials = initialsOf(heads);
  const isHead = (path: string, from: number): boolean =>
    mayBegin(initials, path.charCodeAt(from)) && heads.has(headAt(path, from));
  return (path, base, name) => {
    if (isHead(name, 0) || isHead(path, base)) return test(path.slice(base));
    const kept = said.get(name);
    if (kept !== undefined || said.has(name)) return kept;
    if (said.size >= maxNames) said.clear();
    const found = test(name);
    said.set(name, found);
    return found;
  };
}

/** The codes of what names begin with, in either case. */
function initialsOf(names: ReadonlySet<string>): ReadonlySet<number> {
  return new Set([...names].flatMap((name) => [name.charCodeAt(0), name.toUpperCase().charCodeAt(0)]));
}

/** What is not ASCII may be an ASCII letter in lower case, as the sign for Kelvin is. */
function mayBegin(initials: ReadonlySet<number>, code: number): boolean {
  return code >= 128 || initials.has(code);
}

function headAt(path: string, base: number): string {
  const end = path.indexOf("/", base);
  return path.slice(base, end < 0 ? path.length : end).toLowerCase();
}
