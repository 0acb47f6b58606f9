import { isDeepStrictEqual } from "node:util";
import { isMap, isSeq, type Node, parse, parseDocument, stringify, type YAMLMap } from "yaml";
import { phrase, ReasonError } from "../errors/detail.js";
import { indentAt, insertAll } from "./add/text-insertion.js";

/** An entry of `policy.waivers`. */
export type WaiverEntry = Readonly<Record<"rule" | "reason" | "approver" | "expires", string>> & {
  readonly service?: string;
};

type Workspace = { readonly policy?: { readonly waivers?: readonly WaiverEntry[] } };

/**
 * The text of msx.yaml with a waiver in `policy.waivers`: in place of the one for the same rule and service, or as the last
 * one. Comments, order and layout of everything else stay where the file is laid out in blocks, as msx writes it.
 * @throws Error when the result would not be read as meant
 */
export function putWaiver(text: string, entry: WaiverEntry): string {
  const before = parse(text) as Workspace;
  const waivers = before.policy?.waivers ?? [];
  const at = waivers.findIndex(({ rule, service }) => rule === entry.rule && service === entry.service);
  const expected = {
    ...before,
    policy: {
      ...before.policy,
      waivers: at === -1 ? [...waivers, entry] : waivers.map((one, index) => (index === at ? entry : one)),
    },
  };
  const result = at === -1 ? appended(text, entry) : replaced(text, at, entry);
  if (!isDeepStrictEqual(parse(result), expected)) throw new ReasonError(phrase("waiver-unreadable"));
  return result;
}

function replaced(text: string, index: number, entry: WaiverEntry): string {
  const node = parseDocument(text).getIn(["policy", "waivers", index], true);
  if (!isMap(node) || !node.range) throw new ReasonError(phrase("waiver-no-map"));
  const [start, end] = node.range;
  const length = text.slice(start, end).trimEnd().length;
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const written = node.flow === true ? flow(entry) : block(entry, " ".repeat(column));
  return insertAll(text.slice(0, start) + text.slice(start + length), [{ at: start, text: written }]);
}

function appended(text: string, entry: WaiverEntry): string {
  const document = parseDocument(text);
  const list = document.getIn(["policy", "waivers"], true) as Node | undefined;
  if (isSeq(list) && list.range) {
    const [start, end] = list.range;
    const last = list.items.at(-1) as Node | undefined;
    if (!last?.range) return intoEmpty(text, start, end, entry);
    if (list.flow === true) return insertAll(text, [{ at: last.range[1], text: `, ${flow(entry)}` }]);
    const indent = indentAt(text, start);
    const behind = text.slice(0, last.range[1]).trimEnd().length;
    return insertAll(text, [{ at: endOfLine(text, behind), text: `\n${item(entry, indent)}` }]);
  }
  document.setIn(["policy", "waivers"], document.createNode([entry]));
  return document.toString({ lineWidth: 0 });
}

/** `waivers: []` gives way to a block list below the key. */
function intoEmpty(text: string, start: number, end: number, entry: WaiverEntry): string {
  const policy = parseDocument(text).get("policy", true) as YAMLMap | undefined;
  if (policy?.flow === true) return insertAll(text, [{ at: start + 1, text: flow(entry) }]);
  const indent = `${indentAt(text, start)}  `;
  const head = text.slice(0, start).trimEnd();
  return insertAll(head + text.slice(end), [{ at: head.length, text: `\n${item(entry, indent)}` }]);
}

function item(entry: WaiverEntry, indent: string): string {
  return `${indent}- ${block(entry, `${indent}  `)}`;
}

function block(entry: WaiverEntry, indent: string): string {
  return Object.entries(entry)
    .map(([key, value]) => `${key}: ${scalar(value)}`)
    .join(`\n${indent}`);
}

function flow(entry: WaiverEntry): string {
  const pairs = Object.entries(entry).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `{ ${pairs.join(", ")} }`;
}

function scalar(value: string): string {
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}
