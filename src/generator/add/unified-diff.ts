/** A file before and after; `before` is undefined for a new one. */
export interface FileChange {
  /** Slash-separated, relative to where the diff is to be applied. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

type Line = { readonly mark: " " | "-" | "+"; readonly text: string };

const contextLines = 3;

/** The changes in unified form, as `git apply` takes it; empty when there is none. */
export function unifiedDiff(changes: readonly FileChange[]): string {
  return changes
    .filter(({ before, after }) => before !== after)
    .map(({ path, before, after }) => {
      const head = before === undefined ? `--- /dev/null\n+++ b/${path}\n` : `--- a/${path}\n+++ b/${path}\n`;
      const git = `diff --git a/${path} b/${path}\n${before === undefined ? "new file mode 100644\n" : ""}`;
      return git + head + hunks(compare(linesOf(before ?? ""), linesOf(after)));
    })
    .join("");
}

/** Lines with their ends; the last one may lack it. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Common head and tail are set aside; what is between is compared by its longest common subsequence. */
function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail += 1;
  const same = (text: string): Line => ({ mark: " ", text });
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ];
}

function compareMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, next] = [before[row], after[column]];
    if (old !== undefined && old === next) {
      lines.push({ mark: " ", text: old });
      row += 1;
      column += 1;
    } else if (old !== undefined && (next === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ mark: "-", text: old });
      row += 1;
    } else {
      lines.push({ mark: "+", text: next ?? "" });
      column += 1;
    }
  }
  return lines;
}

function hunks(lines: readonly Line[]): string {
  const changed = lines.flatMap(({ mark }, index) => (mark === " " ? [] : [index]));
  const ranges: { from: number; to: number }[] = [];
  for (const index of changed) {
    const from = Math.max(0, index - contextLines);
    const to = Math.min(lines.length, index + contextLines + 1);
    const last = ranges.at(-1);
    if (last && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  }
  return ranges.map(({ from, to }) => hunk(lines, from, to)).join("");
}

function hunk(lines: readonly Line[], from: number, to: number): string {
  const count = (part: readonly Line[], mark: "-" | "+"): number =>
    part.filter((line) => line.mark !== mark).length;
  const part = lines.slice(from, to);
  const [oldCount, newCount] = [count(part, "+"), count(part, "-")];
  const before = lines.slice(0, from);
  // An empty side starts at the line before it (POSIX diff -u).
  const start = (mark: "-" | "+", length: number): number => count(before, mark) + (length === 0 ? 0 : 1);
  const range = `@@ -${start("+", oldCount)},${oldCount} +${start("-", newCount)},${newCount} @@\n`;
  const body = part.map(({ mark, text }) =>
    text.endsWith("\n") ? mark + text : `${mark}${text}\n\\ No newline at end of file\n`,
  );
  return range + body.join("");
}
