import path from "node:path";
import { structuredPatch } from "diff";
import type { FileEdit } from "./edit-files.js";

/** A file before and after; undefined where it is not there. */
export interface FileChange {
  /** Slash-separated, relative to where the diff is to be applied. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** An edit as it is shown from a folder above its file. */
export function changeOf({ file, before, after }: FileEdit, folder: string): FileChange {
  const text = (bytes: Uint8Array | undefined): string | undefined =>
    bytes && new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return {
    path: path.relative(folder, file).split(path.sep).join("/"),
    before: text(before),
    after: text(after),
  };
}

/** The changes in unified form, as `git apply` takes it; empty when there is none. */
export function unifiedDiff(changes: readonly FileChange[]): string {
  return changes
    .filter(({ before, after }) => before !== after)
    .map((change) => headOf(change) + hunksOf(change))
    .join("");
}

/** Git's extended header (git-diff-tree(1), "Generating patch text"): without it an empty file could not be told. */
function headOf({ path: file, before, after }: FileChange): string {
  const git = `diff --git a/${file} b/${file}\n`;
  if (before === undefined) return `${git}new file mode 100644\n--- /dev/null\n+++ b/${file}\n`;
  if (after === undefined) return `${git}deleted file mode 100644\n--- a/${file}\n+++ /dev/null\n`;
  return `${git}--- a/${file}\n+++ b/${file}\n`;
}

function hunksOf({ path: file, before = "", after = "" }: FileChange): string {
  const { hunks } = structuredPatch(file, file, before, after, "", "", { context: 3 });
  return hunks
    .map(({ oldStart, oldLines, newStart, newLines, lines }) => {
      // An empty side starts at the line before it (POSIX diff -u).
      const range = `@@ -${start(oldStart, oldLines)},${oldLines} +${start(newStart, newLines)},${newLines} @@`;
      return [range, ...lines, ""].join("\n");
    })
    .join("");
}

function start(line: number, count: number): number {
  return count === 0 ? Math.max(0, line - 1) : line;
}
