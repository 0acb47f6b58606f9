/** Text put between two characters of a file; every other byte stays. */
export interface Insertion {
  /** Offset in the text as it was. */
  readonly at: number;
  readonly text: string;
}

/** The text with all insertions made; several at one place keep their order. Line ends follow the file's own. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  const ordered = insertions
    .map((insertion, order) => ({ ...insertion, order }))
    .sort((a, b) => b.at - a.at || b.order - a.order);
  const crlf = text.includes("\r\n");
  return ordered.reduce((result, { at, text: added }) => {
    const inserted = crlf ? added.replaceAll("\n", "\r\n") : added;
    return result.slice(0, at) + inserted + result.slice(at);
  }, text);
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
}
