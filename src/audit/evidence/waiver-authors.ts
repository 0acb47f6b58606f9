import type { Authorship, Waiver } from "../engine/waivers.js";
import type { FileTree } from "./file-tree.js";
import type { GitHistory } from "./git-history.js";

/**
 * Who wrote the lines of a waiver: the authors and co-authors of every commit that touched them, an extension of its date
 * included. One that is not committed yet is of whoever would commit it.
 * @param history of the folder that `tree` is of; undefined when there is none
 */
export function waiverAuthors(
  waiver: Waiver,
  tree: FileTree,
  history: Pick<GitHistory, "lines" | "commitsOf" | "authorsOf" | "isCut" | "identity"> | undefined,
): Authorship {
  if (!history) return { names: [], unproven: "no-repository" };
  const { file, line, end } = waiver.place;
  try {
    const written = (tree.read(file) ?? "").split(/\r?\n/).slice(line - 1, end);
    const from = find(history.lines(file) ?? [], written, line - 1);
    if (from === undefined) {
      const identity = history.identity();
      return { names: identity === undefined ? [] : [identity], unproven: "uncommitted" };
    }
    const commits = history.commitsOf(file, from + 1, from + written.length);
    if (commits.length === 0) return { names: [], unproven: "unreadable" };
    const names = commits.flatMap((commit) => history.authorsOf(commit));
    return commits.some((commit) => history.isCut(commit)) ? { names: [], unproven: "shallow" } : { names };
  } catch {
    return { names: [], unproven: "unreadable" };
  }
}

/** Where these lines stand in a text, whatever their white space: the place nearest to `near`. */
function find(lines: readonly string[], wanted: readonly string[], near: number): number | undefined {
  const bare = (text: string): string => text.replace(/\s+/g, "");
  const [texts, needle] = [lines.map(bare), wanted.map(bare)];
  return texts
    .flatMap((_, start) => (needle.every((text, offset) => texts[start + offset] === text) ? [start] : []))
    .sort((one, other) => Math.abs(one - near) - Math.abs(other - near))[0];
}
