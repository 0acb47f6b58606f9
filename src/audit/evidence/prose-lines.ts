import { blankComments } from "./blank-comments.js";

/** The lines of a Markdown text that a reader reads as its author's word: without comments and code blocks, which are left empty. */
export function proseLines(markdown: string): readonly string[] {
  let fence: string | undefined;
  return blankComments(markdown)
    .split("\n")
    .map((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      const isFenced = fence !== undefined;
      if (fence === undefined) fence = mark;
      else if (mark?.startsWith(fence)) fence = undefined;
      return isFenced || mark !== undefined ? "" : line;
    });
}
