import { isDeepStrictEqual } from "node:util";
import { isMap, isPair, isSeq, type Node, parseDocument } from "yaml";
import { phrase, ReasonError } from "../../errors/detail.js";
import { inlineText, jsonText, layoutOf } from "./json-layout.js";
import { type Insertion, indentAt, insertAll } from "./text-insertion.js";

/** A value to be put into a JSON document: under a new key of an object, or at the end of a list. */
export interface JsonAddition {
  /** Keys and indexes of the object or list. Objects on the way that are missing are made. */
  readonly into: readonly (string | number)[];
  /** Absent for a list. */
  readonly key?: string;
  readonly value: unknown;
}

/**
 * Adds values to a JSON text, leaving every other byte as it was.
 * @returns the new text
 * @throws Error when the text is not JSON, a key is there already, or something on the way is no object or list
 */
export function addToJson(text: string, additions: readonly JsonAddition[]): string {
  return additions.reduce(addOne, text);
}

function addOne(text: string, addition: JsonAddition): string {
  const before: unknown = JSON.parse(text);
  const expected = structuredClone(before);
  const wanted = withMissingParents(before, addition);
  applyTo(expected, wanted);
  const result = insertAll(text, [insertionOf(text, wanted)]);
  if (!isDeepStrictEqual(JSON.parse(result), expected)) throw new ReasonError(phrase("edit-unreadable"));
  return result;
}

/** The same addition, made to the deepest object that is there: what is missing below becomes part of the value. */
function withMissingParents(document: unknown, { into, key, value }: JsonAddition): JsonAddition {
  let holder: unknown = document;
  for (const [depth, step] of into.entries()) {
    const next = isHolder(holder) ? (holder as Record<string | number, unknown>)[step] : undefined;
    if (next === undefined) {
      const leaf = key === undefined ? [value] : { [key]: value };
      const nested = into.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), leaf);
      return { into: into.slice(0, depth), key: String(step), value: nested };
    }
    holder = next;
  }
  return { into, ...(key !== undefined && { key }), value };
}

function applyTo(document: unknown, { into, key, value }: JsonAddition): void {
  const holder = into.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], document);
  if (key === undefined) {
    if (!Array.isArray(holder)) throw new ReasonError(phrase("edit-not-a-list", { key: into.join(".") }));
    holder.push(value);
    return;
  }
  if (!isHolder(holder) || Array.isArray(holder))
    throw new ReasonError(phrase("edit-not-an-object", { key: into.join(".") }));
  const object = holder as Record<string, unknown>;
  if (Object.hasOwn(object, key))
    throw new ReasonError(phrase("edit-there-already", { key: [...into, key].join(".") }));
  object[key] = value;
}

/** JSON is YAML, so the YAML parser tells where each value begins and ends. */
function insertionOf(text: string, { into, key, value }: JsonAddition): Insertion {
  const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
  const holder = (into.length === 0 ? document.contents : document.getIn(into, true)) as Node | null;
  if ((!isMap(holder) && !isSeq(holder)) || !holder.range)
    throw new ReasonError(phrase("edit-not-there", { key: into.join(".") }));
  const [start, end] = holder.range;
  const last = holder.items.at(-1);
  const lastNode = (isPair(last) ? last.value : last) as Node | null | undefined;
  const head = key === undefined ? "" : `${JSON.stringify(key)}: `;
  if (lastNode?.range && !text.slice(start, lastNode.range[1]).includes("\n")) {
    return { at: lastNode.range[1], text: `, ${head}${inlineText(value)}` };
  }
  const layout = layoutOf(text);
  const outer = indentAt(text, start);
  const inner = outer + layout.indent;
  const added = `\n${inner}${head}${jsonText(value, layout, inner, inner.length + head.length)}`;
  if (lastNode?.range) return { at: lastNode.range[1], text: `,${added}` };
  // Empty: what white space there is stays between the bracket and what is added.
  return { at: end - 1, text: `${added}\n${outer}` };
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
