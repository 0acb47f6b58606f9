import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
} from "yaml";
import { type Detail, phrase, type Reason } from "../../errors/detail.js";
import { jsonPlace, type KnownMembers } from "./json-place.js";
import { type PlainDocument, readPlainYaml } from "./plain-yaml.js";
import { placeWithin } from "./plain-yaml-values.js";

type Key = string | number;

/** One YAML or JSON document: its data, and the line of any place in it. */
export interface ParsedDocument {
  readonly file: string;
  readonly data: unknown;
  /** Line (from 1) of the deepest existing node on the way to `path`. */
  line(path: readonly Key[]): number;
  /** The value at a path, undefined where the way breaks off. */
  at(path: readonly Key[]): unknown;
}

export interface ParsedFile {
  readonly documents: readonly ParsedDocument[];
  /** Why the file is not what its name says, with the line. */
  readonly problem?: { readonly line: number; readonly detail: Reason };
}

/** An alias bomb expands exponentially; a hundred expanded aliases are more than an honest file has. */
const maxAliases = 100;
const maxFlowDepth = 200;

/**
 * Parses YAML or JSON (which YAML contains) without throwing. JSON goes through JSON.parse, ten times faster, and
 * its lines are found only when somebody asks for one.
 */
export function parseFile(file: string, text: string): ParsedFile {
  if (file.endsWith(".json")) {
    try {
      return { documents: [jsonDocument(file, text, JSON.parse(text))] };
    } catch {
      // not JSON: the YAML parser below says where, and accepts comments
    }
  }
  return sharedYaml(file, text);
}

/** A manifest is read to find its service and again to judge it, and small ones are alike in many services. */
const shared = new Map<string, ParsedFile>();
const sharing = { chars: 1_000_000, charsOfFile: 4_000 };
let sharedChars = 0;

function sharedYaml(file: string, text: string): ParsedFile {
  if (text.length > sharing.charsOfFile) return parseYamlText(file, text);
  const known = shared.get(text) ?? keepShared(text, parseYamlText(file, text));
  return { ...known, documents: known.documents.map((document) => ({ ...document, file })) };
}

function keepShared(text: string, parsed: ParsedFile): ParsedFile {
  sharedChars += text.length;
  if (sharedChars > sharing.chars) {
    shared.clear();
    sharedChars = text.length;
  }
  shared.set(text, parsed);
  return parsed;
}

function jsonDocument(file: string, text: string, data: unknown): ParsedDocument {
  const known: KnownMembers = new Map();
  return {
    file,
    data,
    line: (path) => lineOf(text, jsonPlace(text, path, known)),
    at: (path) => valueAt(data, path),
  };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

function parseYamlText(file: string, text: string): ParsedFile {
  const documents = readPlainYaml(text)?.map((document) => plainDocument(file, document));
  return documents ? { documents } : parseAnyYaml(file, text);
}

function plainDocument(file: string, { data, place }: PlainDocument): ParsedDocument {
  const line = (path: readonly Key[]): number => {
    let found = place;
    for (const key of path) {
      const next = placeWithin(found.inner, key);
      if (!next) break;
      found = next;
    }
    return found.line;
  };
  return { file, data, line, at: (path) => valueAt(data, path) };
}

/** All of YAML 1.2, ten times slower. */
export function parseAnyYaml(file: string, text: string): ParsedFile {
  if (nestsTooDeep(text)) return broken(1, phrase("nested-too-deep", { most: maxFlowDepth }));
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { lineCounter: lines, logLevel: "silent", prettyErrors: false });
    const documents = Array.isArray(parsed) ? parsed : [];
    for (const document of documents) {
      const error = document.errors[0];
      if (error) return broken(lines.linePos(error.pos[0]).line, error.message);
      const problem = text.includes("*") ? aliasProblem(document) : undefined;
      if (problem !== undefined) return broken(1, problem);
    }
    return {
      documents: documents.map((document) => {
        const data: unknown = document.toJS({ maxAliasCount: maxAliases });
        const line = (path: readonly Key[]) => lines.linePos(offsetOf(document, path)).line;
        return { file, data, line, at: (path) => valueAt(data, path) };
      }),
    };
  } catch (error) {
    return broken(1, error instanceof Error ? error.message : String(error));
  }
}

/** Too many aliases, or one within what it stands for: data without an end. */
function aliasProblem(document: Document.Parsed): Detail | undefined {
  let aliases = 0;
  let problem: Detail | undefined;
  visit(document, {
    Alias(_key, { source }, ancestors) {
      aliases += 1;
      if (aliases > maxAliases) problem = phrase("too-many-aliases", { most: maxAliases });
      if (ancestors.some((node) => isCollection(node) && node.anchor === source))
        problem = phrase("alias-in-itself", { alias: `*${source}` });
      return problem === undefined ? undefined : visit.BREAK;
    },
  });
  return problem;
}

/** The parser's time grows with the square of the depth of flow collections. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    if (depth > maxFlowDepth) return true;
  }
  return false;
}

/** Offset of the deepest existing node on the way to `path`; of a collection below a key that of the key. */
function offsetOf({ contents }: Document.Parsed, path: readonly Key[]): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      : undefined;
    const value: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(step)] : undefined;
    const at = pair && (isCollection(value) || !isNode(value)) ? pair.key : value;
    if (!isNode(at) || !at.range) return offset;
    offset = at.range[0];
    node = value;
  }
  return offset;
}

function broken(line: number, detail: Reason): ParsedFile {
  return {
    documents: [],
    problem: { line, detail: typeof detail === "string" ? (detail.split("\n")[0] ?? detail) : detail },
  };
}

function valueAt(data: unknown, path: readonly Key[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<Key, unknown>)[key];
  }
  return value;
}
