import {
  type CollectionTag,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
} from "yaml";
import type { Json } from "../json.js";
import { TemplateError, type TemplatePath } from "../template-error.js";

/** A template or serverless.yml as data, which knows where everything stands. */
export interface SourceDocument {
  readonly file: string;
  readonly data: Json;
  /** From 1: the deepest place on the way to `path` that exists. */
  lineOf(path: TemplatePath): number;
}

const functions = [
  ...["And", "Base64", "Cidr", "Equals", "FindInMap", "GetAZs", "If", "ImportValue", "Join", "Not", "Or"],
  ...["Select", "Split", "Sub", "Transform", "GetAtt", "Length", "ToJsonString", "ForEach"],
];
const longForms = new Map([
  ...functions.map((name) => [`!${name}`, `Fn::${name}`] as const),
  ["!Ref", "Ref"],
  ["!Condition", "Condition"],
]);

/** Makes the parser take the functions' short forms; what they say is written out by `toJson`. */
const tags = [...longForms.keys()].flatMap((tag): (ScalarTag | CollectionTag)[] => [
  { tag, resolve: (text) => text },
  { tag, collection: "seq", resolve: (node) => node },
  { tag, collection: "map", resolve: (node) => node },
]);

/** More are an attempt to blow the parser up. */
const maxAliases = 100;

/**
 * Reads YAML or JSON, with CloudFormation's short forms (`!Ref`, `!Sub`, …) written out.
 * @param file for messages
 * @throws TemplateError, whose path is empty: the message names the line
 */
export function readDocument(text: string, file = "template"): SourceDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...{ customTags: tags, lineCounter: lines, version: "1.1", schema: "core" },
    ...{ prettyErrors: false, logLevel: "silent", uniqueKeys: true },
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new TemplateError(`Template format error: YAML not well-formed. (line ${line}, column ${col})`);
  }
  let aliases = 0;
  const toJson = (node: Node | null): Json => {
    if (node === null) return null;
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > maxAliases) throw new TemplateError("Template format error: too many YAML aliases");
      return toJson(node.resolve(document) ?? null);
    }
    const long = node.tag === undefined ? undefined : longForms.get(node.tag);
    if (long === undefined && node.tag?.startsWith("!") === true) {
      const { line } = lines.linePos(node.range?.[0] ?? 0);
      throw new TemplateError(`Template format error: unknown tag ${node.tag} (line ${line})`);
    }
    const value = plain(node);
    if (long === undefined) return value;
    // `!GetAtt Resource.Attribute`, whose attribute may have dots itself.
    if (long === "Fn::GetAtt" && typeof value === "string") {
      const dot = value.indexOf(".");
      return { [long]: dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
    }
    return { [long]: value };
  };
  const plain = (node: Node): Json => {
    if (isMap<Node, Node | null>(node)) {
      return Object.fromEntries(
        node.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), toJson(value)]),
      );
    }
    if (isSeq<Node>(node)) return node.items.map(toJson);
    return isScalar(node) ? scalar(node.value, node.source) : null;
  };
  const data = toJson(document.contents);
  return {
    ...{ file, data },
    lineOf(path) {
      for (let depth = path.length; depth > 0; depth -= 1) {
        const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
        const start = node?.range?.[0];
        if (start !== undefined) return lines.linePos(start).line;
      }
      return 1;
    },
  };
}

/** A date stays as it is written (`Version: 2012-10-17`). */
function scalar(value: unknown, source: string | undefined): Json {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  // An account such as 012345678901 is no number.
  const isNumber = typeof value === "number" && Number.isFinite(value) && !/^0\d/.test(source ?? "");
  if (isNumber) return value;
  return source ?? String(value);
}
