import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { type ComparedGuideline, compareGuideline } from "./compare-guideline.js";
import { markdownLists } from "./markdown-lists.js";

/** More than any guideline asks for; a hostile file costs no more than this. */
const maxItems = 2_000;

/**
 * A guideline's Markdown as the audit understands it.
 * @param file what to call it in an error
 * @throws MsxError GUIDELINE_UNUSABLE when it has no checklist, or two items of one id and different words
 */
export function readGuideline(file: string, markdown: string): ComparedGuideline {
  const sections = markdownLists(markdown);
  const count = sections.reduce((sum, { entries }) => sum + entries.length, 0);
  if (count > maxItems) {
    throw new MsxError("GUIDELINE_UNUSABLE", {
      file,
      detail: phrase("too-many-entries", { most: maxItems }),
    });
  }
  const guideline = compareGuideline(sections);
  if (guideline.lists.length === 0) {
    throw new MsxError("GUIDELINE_UNUSABLE", { file, detail: phrase("no-checklist") });
  }
  assertDistinct(file, guideline);
  return guideline;
}

function assertDistinct(file: string, { lists }: ComparedGuideline): void {
  const first = new Map<string, { text: string; line: number }>();
  for (const { id, text, line, standing } of lists.flatMap(({ items }) => items)) {
    const before = first.get(id);
    if (before && before.text !== text && standing === "own") {
      const detail = phrase("marked-twice", { one: before.line, other: line, id });
      throw new MsxError("GUIDELINE_UNUSABLE", { file, detail });
    }
    if (!before) first.set(id, { text, line });
  }
}
