import ignore, { type Ignore } from "ignore";

/** An ignore file of an honest repository stays far below; a pattern costs as often as there are files. */
const limits = { patterns: 1_000, patternChars: 500 };

export interface IgnoreRules {
  readonly rules: Ignore;
  /** Whether a pattern was dropped because matching it could take for ever. */
  readonly dropped: boolean;
}

/** The services of a workspace have the same few files; an `Ignore` also remembers what it said of the same paths. */
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
  let dropped = false;
  for (const text of texts) {
    const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
    const usable = patterns.slice(0, limits.patterns).filter(isCheap);
    if (usable.length < patterns.length) dropped = true;
    rules.add(usable);
  }
  return { rules, dropped };
}

/** Patterns become regular expressions: many stars in one name backtrack for ever on a name made for it. */
function isCheap(pattern: string): boolean {
  return (
    pattern.length <= limits.patternChars &&
    pattern.split("/").every((segment) => segment === "**" || (segment.match(/\*/g) ?? []).length <= 3)
  );
}
