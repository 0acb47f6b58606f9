import { createHash } from "node:crypto";

/** An entry of a list: `- [ ] text`, `* text`, `1. text`. */
export interface ListEntry {
  /** Its first paragraph on one line, without emphasis, links and code marks. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
  /** Whether it has a box: `[ ]` or `[x]`. */
  readonly box: boolean;
  /** What `<!-- msx: ID sha256:… -->` behind it says. */
  readonly mark?: { readonly id: string; readonly hash?: string };
}

/** The lists below one heading. */
export interface ListSection {
  /** The headings it stands under, outermost first; empty before the first heading. */
  readonly headings: readonly string[];
  readonly line: number;
  readonly entries: readonly ListEntry[];
}

/** Longer lines are cut before anything looks at them: no honest list has one. */
const maxLine = 2_000;
const fenceStart = /^\s*(`{3,}|~{3,})/;
const bullet = /^( *)(?:[-*+]|\d{1,9}[.)]) +(?:\[([ xX])\](?: +|$))?(.*)$/;
const markComment = /<!--\s*msx:\s*([A-Za-z][\w-]{0,59})(?:\s+sha256:([0-9a-f]{8}))?\s*-->/;

/**
 * Reads headings and lists of a Markdown document (CommonMark: ATX and setext headings, block quotes, nested and
 * continued entries). What stands in code fences, indented code, front matter and comments is none. Never throws.
 */
export function markdownLists(markdown: string): readonly ListSection[] {
  const reader = new ListReader();
  for (const [index, line] of contentLines(markdown)) reader.read(line, index + 1);
  return reader.sections;
}

/** Every heading of a document, in its order. */
export function markdownHeadings(markdown: string): readonly string[] {
  return markdownLists(markdown).flatMap(({ headings }) => headings.at(-1) ?? []);
}

/** A text as it is compared: without what is not its wording (emphasis, spaces, case, a final stop). */
export function wording(text: string): string {
  return plain(text)
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.;:,]+$/, "")
    .toLowerCase();
}

/** Eight hex digits that change with the wording. */
export function wordingHash(text: string): string {
  return createHash("sha256").update(wording(text)).digest("hex").slice(0, 8);
}

/** The lines of a document outside front matter, fences and comments, each with its index; the latter blanked. */
function* contentLines(markdown: string): Generator<readonly [number, string]> {
  const lines = markdown.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  let fence: string | undefined;
  let inComment = false;
  for (let index = frontMatterEnd(lines); index < lines.length; index += 1) {
    let line = unquoted(expanded((lines[index] ?? "").slice(0, maxLine)));
    if (fence !== undefined) {
      const closing = fenceStart.exec(line)?.[1];
      if (closing?.startsWith(fence) && line.trim() === closing) fence = undefined;
      continue;
    }
    if (inComment) {
      const end = line.indexOf("-->");
      if (end < 0) continue;
      inComment = false;
      line = line.slice(end + 3);
    }
    const opening = fenceStart.exec(line);
    if (opening?.[1] && !(opening[1][0] === "`" && line.slice(opening[0].length).includes("`"))) {
      fence = opening[1];
      yield [index, ""];
      continue;
    }
    const open = openComment(line);
    if (open !== undefined) {
      inComment = true;
      line = line.slice(0, open);
    }
    yield [index, line];
  }
}

/** Where a comment starts that does not end in the line. */
function openComment(line: string): number | undefined {
  for (let start = line.indexOf("<!--"); start >= 0; ) {
    const end = line.indexOf("-->", start);
    if (end < 0) return start;
    start = line.indexOf("<!--", end);
  }
  return undefined;
}

function withoutComments(line: string): string {
  let text = "";
  let at = 0;
  for (let start = line.indexOf("<!--"); start >= 0; start = line.indexOf("<!--", at)) {
    text += `${line.slice(at, start)} `;
    at = line.indexOf("-->", start) + 3;
  }
  return text + line.slice(at);
}

function frontMatterEnd(lines: readonly string[]): number {
  if (lines[0]?.trimEnd() !== "---") return 0;
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)\s*$/.test(line));
  return end < 0 ? 0 : end + 1;
}

/** Without tabs and hard spaces, and without control characters, which a terminal would obey. */
function expanded(line: string): string {
  return line.replaceAll("\t", "    ").replace(/[\u00a0\p{Cc}]/gu, " ");
}

function unquoted(line: string): string {
  let rest = line;
  while (/^ {0,3}>/.test(rest)) rest = rest.replace(/^ {0,3}> ?/, "");
  return rest;
}

class ListReader {
  readonly sections: { headings: readonly string[]; line: number; entries: ListEntry[] }[] = [];
  readonly #headings: { level: number; text: string }[] = [];
  /** Whether the entry may go on in the next line. */
  #open = false;
  /** Whether a list goes on: what is indented below it belongs to it and is not code. */
  #inList = false;
  #paragraph = "";

  read(line: string, number: number): void {
    if (line.trim() === "") {
      this.#open = false;
      this.#paragraph = "";
      return;
    }
    const heading = atxHeading(line) ?? this.#setextHeading(line);
    if (heading) {
      this.#startSection(heading.level, heading.text, number);
      return;
    }
    const entry = bullet.exec(line);
    if (entry && (this.#inList || (entry[1]?.length ?? 0) < 4)) {
      this.#add(entry[3] ?? "", number, entry[2] !== undefined);
      return;
    }
    if (this.#open) {
      this.#continue(line);
      return;
    }
    if (!line.startsWith(" ")) this.#inList = false;
    this.#paragraph = line.trim();
  }

  #setextHeading(line: string): { level: number; text: string } | undefined {
    if (this.#paragraph === "" || !/^ {0,3}(?:=+|-+) *$/.test(line)) return undefined;
    return { level: line.trim().startsWith("=") ? 1 : 2, text: this.#paragraph };
  }

  #startSection(level: number, text: string, line: number): void {
    while ((this.#headings.at(-1)?.level ?? 0) >= level) this.#headings.pop();
    this.#headings.push({ level, text: plain(withoutComments(text)) });
    this.sections.push({ headings: this.#headings.map((one) => one.text), line, entries: [] });
    this.#open = false;
    this.#inList = false;
    this.#paragraph = "";
  }

  #add(text: string, line: number, box: boolean): void {
    if (this.sections.length === 0) this.sections.push({ headings: [], line: 1, entries: [] });
    this.sections.at(-1)?.entries.push(entryOf({ text: "", line, box }, text));
    this.#open = true;
    this.#inList = true;
    this.#paragraph = "";
  }

  #continue(line: string): void {
    const entries = this.sections.at(-1)?.entries;
    const last = entries?.pop();
    if (last) entries?.push(entryOf(last, line));
  }
}

/** An entry with a line more. */
function entryOf(before: ListEntry, line: string): ListEntry {
  const found = markComment.exec(line);
  const text = plain(withoutComments(line));
  const mark = found?.[1] ? { id: found[1], ...(found[2] && { hash: found[2] }) } : before.mark;
  return { ...before, text: `${before.text} ${text}`.trim().slice(0, maxLine), ...(mark && { mark }) };
}

function atxHeading(line: string): { level: number; text: string } | undefined {
  const found = /^ {0,3}(#{1,6})(?: |$)/.exec(line);
  if (!found?.[1]) return undefined;
  let text = line.slice(found[0].length).trim();
  const bare = text.replace(/#+$/, "");
  if (bare === "" || bare.endsWith(" ")) text = bare.trim();
  return { level: found[1].length, text };
}

/** Text without the marks of inline Markdown. */
function plain(text: string): string {
  return text
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/\*\*|__|`|~~/g, "")
    .replace(/(^|[^\p{L}\p{N}])[*_]([^*_]+)[*_](?![\p{L}\p{N}])/gu, "$1$2")
    .replace(/\s+/g, " ")
    .trim();
}
