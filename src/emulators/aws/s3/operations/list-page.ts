import { compareKeys, type OrderedKeys } from "../state/ordered-keys.js";

export interface PageQuery {
  readonly prefix: string;
  /** Empty where keys are not to be gathered. */
  readonly delimiter: string;
  /** A key or common prefix: what comes behind it is listed. */
  readonly after: string;
  readonly most: number;
}

/** What a page lists, in order: keys, and the prefixes in which others are gathered. */
export interface Page {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** The last key or prefix of the page, where there is more. */
  readonly next?: string;
}

/** A page of a bucket's keys (API reference, ListObjectsV2). */
export function listPage(all: OrderedKeys, { prefix, delimiter, after, most }: PageQuery): Page {
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last = "";
  let from = after !== "" && compareKeys(after, prefix) > 0 ? after : prefix;
  for (;;) {
    let skipTo: string | undefined;
    for (const key of all.from(from)) {
      if (!key.startsWith(prefix)) return { keys, commonPrefixes };
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      const shown = end === -1 ? key : key.slice(0, end + delimiter.length);
      // A page may end with a prefix, and what it gathers is over then; it may begin inside of one, too.
      const isOver = shown === after || (end !== -1 && commonPrefixes.at(-1) === shown);
      const isBehind = !isOver && (after === "" || compareKeys(key, after) > 0);
      if (isBehind) {
        if (keys.length + commonPrefixes.length >= most) {
          return { keys, commonPrefixes, ...(most > 0 && { next: last }) };
        }
        last = shown;
        if (end === -1) keys.push(key);
        else commonPrefixes.push(shown);
      }
      if (end === -1 || (!isBehind && shown !== after)) continue;
      // What else begins with it is gathered: the rest is looked for at once. A few may still begin with it there.
      const rest = `${shown}\u{10ffff}`;
      if (compareKeys(key, rest) >= 0) continue;
      skipTo = rest;
      break;
    }
    if (skipTo === undefined) return { keys, commonPrefixes };
    from = skipTo;
  }
}
