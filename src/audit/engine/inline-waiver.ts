import type { Waiver } from "./waivers.js";

/** A comment of any language that says `msx-waive`, with the words of the command behind it. */
const comment = /(?:\/\/|#|\/\*+|<!--|--|^\s*\*)\s*msx-waive\s+(?<words>\S.*?)\s*(?:\*\/|-->)?\s*$/;

const commentOnly = /^\s*(?:(?:\/\/|#|\/\*|\*|<!--|--).*)?$/;

/** How far above its place a waiver may stand, comments and blank lines between. */
const reach = 12;

/**
 * The waiver that a line of a file holds in a comment, written as the command is:
 * `msx-waive RULE --reason "…" --approved-by WHO --expires YYYY-MM-DD`. What is missing is left empty.
 */
export function waiverInLine(text: string, file: string, line: number): Waiver | undefined {
  const words = comment.exec(text)?.groups?.words;
  if (words === undefined) return undefined;
  const [rule = "", ...rest] = split(words);
  const value = (flag: string): string => {
    const at = rest.indexOf(flag);
    return at === -1 ? "" : (rest[at + 1] ?? "");
  };
  return {
    rule,
    reason: value("--reason"),
    approver: value("--approved-by"),
    expires: value("--expires"),
    place: { file, line, end: line, kind: "code" },
  };
}

/** Every waiver in the comments of a file. */
export function waiversInText(text: string, file: string): readonly Waiver[] {
  if (!text.includes("msx-waive")) return [];
  return text
    .split(/\r?\n/)
    .flatMap((line, index) => waiverInLine(line.slice(0, 2_000), file, index + 1) ?? []);
}

/** The waivers that stand at a line: on it, or in the comments right above it. */
export function waiversAt(lines: readonly string[], file: string, line: number): readonly Waiver[] {
  const own = waiverInLine((lines[line - 1] ?? "").slice(0, 2_000), file, line);
  const found = own ? [own] : [];
  for (let above = line - 1; above >= Math.max(1, line - reach); above -= 1) {
    const text = (lines[above - 1] ?? "").slice(0, 2_000);
    if (!isCommentOnly(text)) break;
    const waiver = waiverInLine(text, file, above);
    if (waiver) found.push(waiver);
  }
  return found;
}

/** Whether a line holds nothing but a comment, or nothing. */
export function isCommentOnly(text: string): boolean {
  return commentOnly.test(text);
}

/** Words as a shell splits them: quotes of either kind hold one together. */
function split(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}
