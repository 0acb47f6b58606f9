import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, type Node, parse, parseDocument, type YAMLMap } from "yaml";
import { phrase, ReasonError } from "../../errors/detail.js";
import { type Insertion, indentAt, insertAll } from "./text-insertion.js";

type Entry = Readonly<Record<string, string>>;

/**
 * Appends an entry to a top-level list of a YAML file, in the notation the files of msx have: `- { a: b, c: d }`.
 * Comments, order and layout of everything else stay; an empty `[]` gives way to the entry.
 * @returns the new text
 * @throws Error when the file has no such list and none can be added
 */
export function appendToYamlList(text: string, key: string, entry: Entry): string {
  const before = parse(text) as Record<string, unknown>;
  const list = before[key] ?? [];
  if (!Array.isArray(list)) throw new ReasonError(phrase("edit-not-a-list", { key }));
  const result = appended(text, key, `{ ${pairs(entry)} }`);
  const expected = { ...before, [key]: [...(list as unknown[]), { ...entry }] };
  if (!isDeepStrictEqual(parse(result), expected))
    throw new ReasonError(phrase("edit-key-unreadable", { key }));
  return result;
}

function appended(text: string, key: string, entry: string): string {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) throw new ReasonError(phrase("edit-not-a-map"));
  const pair = (contents as YAMLMap<Node, Node | null>).items.find(
    ({ key: name }) => isScalar(name) && name.value === key,
  );
  if (!pair) {
    const gap = text === "" || text.endsWith("\n") ? "" : "\n";
    return insertAll(text, [{ at: text.length, text: `${gap}${key}:\n  - ${entry}\n` }]);
  }
  const { value } = pair;
  if (isSeq(value) && value.range) {
    const [start, end] = value.range;
    const last = value.items.at(-1) as Node | undefined;
    if (!value.flow && last?.range)
      return insertAll(text, [afterBlockItem(text, start, last.range[1], entry)]);
    if (last?.range) return insertAll(text, [{ at: last.range[1], text: `, ${entry}` }]);
    const head = text.slice(0, start).trimEnd();
    return insertAll(head + text.slice(end), [{ at: head.length, text: `\n  - ${entry}` }]);
  }
  const at = endOfLine(text, pair.key.range?.[1] ?? text.length);
  return insertAll(text, [{ at, text: `\n  - ${entry}` }]);
}

/** After the last item of a block list and a comment behind it, indented as the items are. */
function afterBlockItem(text: string, start: number, end: number, entry: string): Insertion {
  const lastCharacter = text.slice(0, end).trimEnd().length;
  return { at: endOfLine(text, lastCharacter), text: `\n${indentAt(text, start)}- ${entry}` };
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

function pairs(entry: Entry): string {
  return Object.entries(entry)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
}
