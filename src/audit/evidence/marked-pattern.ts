const marksByPattern = new Map<RegExp, readonly string[]>();

/** All of them, with their marks. */
export const markedPatterns: ReadonlyMap<RegExp, readonly string[]> = marksByPattern;

/**
 * A pattern with texts of which every match of it has at least one. To look for them first costs a fiftieth of trying the pattern
 * everywhere, and most files have none.
 * @param pattern a constant of its module, without the `i` flag: the marks are looked for as they are
 */
export function marked(marks: readonly string[], pattern: RegExp): RegExp {
  marksByPattern.set(pattern, marks);
  return pattern;
}

/** Whether a pattern may match somewhere in a text. Errs towards yes. */
export function mayMatch(pattern: RegExp, text: string): boolean {
  const marks = marksByPattern.get(pattern);
  if (!marks) return true;
  for (let at = 0; at < marks.length; at += 1) if (text.includes(marks[at] ?? "")) return true;
  return false;
}

/** All matches of a marked pattern, as `matchAll` gives them. */
export function matchesOf(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  return mayMatch(pattern, text) ? [...text.matchAll(pattern)] : [];
}
