import { isList, isObject, type Json } from "../../../cloudformation/json.js";
import type { ConfigNode } from "./config-node.js";

/** What an expression can come to, in any stage: the literals it may be, and whether it may be something else too. */
export interface Possible {
  readonly values: readonly Json[];
  readonly unknown: boolean;
}

const unknown: Possible = { values: [], unknown: true };
const maxDepth = 20;

/** Works out what a place in a template or serverless.yml may come to. `null` is "not set" (`AWS::NoValue`). */
export function possibleValues(node: ConfigNode, root: ConfigNode): Possible {
  return of(node, root, 0);
}

/** As numbers; what is no number is left out. */
export function possibleNumbers(node: ConfigNode, root: ConfigNode): readonly number[] {
  return possibleValues(node, root)
    .values.map((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value))
    .filter((value): value is number => typeof value === "number" && Number.isFinite(value));
}

/** Whether something else says what stands at a place: a function of CloudFormation, or a variable in a text. */
export function isComputed(node: ConfigNode): boolean {
  const isFunction = node.entries().some(([key]) => key === "Ref" || key.startsWith("Fn::"));
  return isFunction || node.text?.includes("${") === true;
}

/** What a condition (`Fn::If`) chooses between, however deep; what is no condition is the only choice. */
export function choicesOf(node: ConfigNode, depth = 0): readonly ConfigNode[] {
  const condition = node.get("Fn::If");
  if (!condition || depth > maxDepth) return [node];
  return [1, 2].flatMap((index) => condition.get(index) ?? []).flatMap((one) => choicesOf(one, depth + 1));
}

/** All texts that a place may come to; of a text with variables its pattern (see `namePattern`). */
export function possibleTexts(node: ConfigNode, root: ConfigNode): readonly string[] {
  const { values } = possibleValues(node, root);
  const pattern = namePattern(node.value);
  const texts = values.filter((value) => typeof value === "string");
  return pattern === undefined || texts.length > 0 ? texts : [pattern];
}

function of(node: ConfigNode, root: ConfigNode, depth: number): Possible {
  const { value } = node;
  // what leads back to itself has no value
  if (depth > maxDepth) return { values: [], unknown: false };
  if (typeof value === "string") return ofText(value, root, depth);
  if (!isExpression(value)) return { values: [value], unknown: false };
  const [name = ""] = Object.keys(value);
  const argument = node.get(name);
  if (!argument) return unknown;
  if (name === "Ref") return ofReference(argument, root);
  if (name === "Fn::If" && isList(argument.value))
    return union([1, 2].map((index) => part(argument, index, root, depth)));
  if (name === "Fn::Sub") return ofSubstitution(argument, root, depth);
  if (name === "Fn::FindInMap" && isList(argument.value)) return ofMap(argument, root, depth);
  return unknown;
}

/** A list, or a map that is no intrinsic function, is itself: no deployment makes another value of it. */
function isExpression(value: Json): value is Readonly<Record<string, Json>> {
  const [name = "", ...more] = isObject(value) ? Object.keys(value) : [];
  return more.length === 0 && (name === "Ref" || name.startsWith("Fn::"));
}

function part(list: ConfigNode, index: number, root: ConfigNode, depth: number): Possible {
  const node = list.get(index);
  return node ? of(node, root, depth + 1) : { values: [null], unknown: false };
}

function ofReference(argument: ConfigNode, root: ConfigNode): Possible {
  const name = argument.text ?? "";
  if (name === "AWS::NoValue") return { values: [null], unknown: false };
  const parameter = root.get("Parameters", name);
  return parameter ? ofParameter(parameter) : unknown;
}

function ofParameter(parameter: ConfigNode): Possible {
  const preset = parameter.get("Default");
  const allowed = parameter.get("AllowedValues")?.items() ?? [];
  if (!preset) return { values: allowed.map(({ value }) => value), unknown: allowed.length === 0 };
  return { values: [preset.value, ...allowed.map(({ value }) => value)], unknown: false };
}

/** More combinations of what variables may be tell nothing new. */
const maxTexts = 16;

/** `!Sub "nodejs${Major}.x"`, with a map of its own variables or without. */
function ofSubstitution(argument: ConfigNode, root: ConfigNode, depth: number): Possible {
  const text = argument.text ?? argument.get(0)?.text;
  if (text === undefined) return unknown;
  let texts = [""];
  for (const [index, part] of text.split(/\$\{([^}]*)\}/).entries()) {
    const own = index % 2 === 1 ? argument.get(1, part) : undefined;
    const filled = own ? of(own, root, depth + 1) : ofVariable(part, root);
    const values = index % 2 === 0 ? [part] : filled.values;
    if (index % 2 === 1 && (filled.unknown || values.length === 0)) return unknown;
    texts = texts.flatMap((before) => values.map((value) => `${before}${String(value)}`)).slice(0, maxTexts);
  }
  return { values: texts, unknown: false };
}

/** A variable in a text: a parameter; `${!Literal}` is a text that begins with `${`. */
function ofVariable(name: string, root: ConfigNode): Possible {
  if (name.startsWith("!")) return { values: [`\${${name.slice(1)}}`], unknown: false };
  const parameter = root.get("Parameters", name);
  return parameter ? ofParameter(parameter) : unknown;
}

function ofMap(argument: ConfigNode, root: ConfigNode, depth: number): Possible {
  const [map, first, second] = [0, 1, 2].map((index) => argument.get(index)?.text);
  const rows = root.get("Mappings", map ?? "")?.entries() ?? [];
  const found = rows
    .filter(([key]) => first === undefined || key === first)
    .flatMap(([, row]) =>
      second === undefined ? row.entries().map(([, cell]) => cell) : (row.get(second) ?? []),
    );
  return found.length === 0 ? unknown : union(found.map((cell) => of(cell, root, depth + 1)));
}

/** A text of serverless.yml that is one variable as a whole; any other text is itself. */
function ofText(text: string, root: ConfigNode, depth: number): Possible {
  const inside = /^\$\{([\s\S]*)\}$/.exec(text.trim())?.[1];
  if (!text.includes("${")) return { values: [text], unknown: false };
  if (inside === undefined || root.get("Resources") !== undefined) return unknown;
  const alternatives = splitOutside(inside);
  const parts: Possible[] = [];
  for (const alternative of alternatives) {
    const found = alternativeOf(alternative.trim(), root, depth);
    parts.push(found.possible);
    if (found.certain) break;
  }
  return union(parts);
}

/** `certain`: it has a value in every stage, so that what comes after it is never asked. */
function alternativeOf(
  text: string,
  root: ConfigNode,
  depth: number,
): { readonly possible: Possible; readonly certain: boolean } {
  const literal = literalOf(text);
  if (literal !== undefined) return { possible: { values: [literal], unknown: false }, certain: true };
  const [, source, address = ""] = /^(\w+):([\s\S]*)$/.exec(text) ?? [];
  if (source === "param") {
    const stages = root.get("params")?.entries() ?? [];
    const found = stages.flatMap(([, stage]) => stage.get(address) ?? []);
    const certain = root.get("params", "default", address) !== undefined;
    if (found.length > 0) return { possible: union(found.map((one) => of(one, root, depth + 1))), certain };
  }
  if (source === "self") {
    const found = nodesAt(root, splitPath(address));
    const certain = found.length > 0 && !address.includes("${");
    if (found.length > 0) return { possible: union(found.map((one) => of(one, root, depth + 1))), certain };
    return { possible: { values: [], unknown: false }, certain: false };
  }
  return { possible: unknown, certain: false };
}

function literalOf(text: string): Json | undefined {
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(text);
  if (quoted) return quoted[1] ?? quoted[2] ?? "";
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The places a path leads to; a part that is a variable itself (`${sls:stage}`) leads to all. */
function nodesAt(root: ConfigNode, path: readonly string[]): readonly ConfigNode[] {
  return path.reduce<readonly ConfigNode[]>(
    (nodes, key) =>
      nodes.flatMap((node) =>
        key.includes("${") ? node.entries().map(([, inner]) => inner) : (node.get(key) ?? []),
      ),
    [root],
  );
}

function splitPath(address: string): readonly string[] {
  return splitOutside(address, ".");
}

/** Splits at a separator that stands in neither quotes nor `${…}`. */
function splitOutside(text: string, separator = ","): readonly string[] {
  const parts = [""];
  let depth = 0;
  let quote = "";
  for (const character of text) {
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === "{" || character === "(") depth += 1;
    else if (character === "}" || character === ")") depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push("");
      continue;
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}

function union(all: readonly Possible[]): Possible {
  return {
    values: [...new Set(all.flatMap(({ values }) => values))],
    unknown: all.some((one) => one.unknown),
  };
}

/** The logical ids that a value names, wherever in it. */
export function referredIds(value: Json, found = new Set<string>(), depth = 0): ReadonlySet<string> {
  if (depth > maxDepth) return found;
  if (isList(value)) for (const item of value) referredIds(item, found, depth + 1);
  if (isObject(value)) {
    const { Ref: ref, "Fn::GetAtt": attribute, "Fn::Sub": sub } = value;
    if (typeof ref === "string") found.add(ref);
    const [owner] = isList(attribute) ? attribute : [];
    if (typeof owner === "string") found.add(owner);
    const text = isList(sub) ? sub[0] : sub;
    if (typeof text === "string")
      // a name of the expression's own stands for a value beside it
      for (const [, id = ""] of text.matchAll(/\$\{(\w+)(?:\.\w+)*\}/g))
        if (!isList(sub) || !isObject(sub[1]) || !Object.hasOwn(sub[1], id)) found.add(id);
    for (const member of Object.values(value)) referredIds(member, found, depth + 1);
  }
  return found;
}

/** Whether a value may be the address of something: an ARN, a URL, a mail address, or an expression that is not "not set". */
export function leadsSomewhere(value: Json): boolean {
  if (typeof value === "string") return /^arn:|\$\{|:\/\/|@/.test(value);
  if (!isObject(value)) return false;
  return isExpression(value) && value.Ref !== "AWS::NoValue";
}

/**
 * A name, comparable: variables as `{}`, so that `user-service-${Stage}` and `user-service-${sls:stage}` are one. Undefined where
 * the value is no text.
 */
export function namePattern(value: Json | undefined): string | undefined {
  if (typeof value === "string") return withHoles(value);
  if (!isObject(value)) return undefined;
  const { "Fn::Sub": sub, "Fn::Join": join } = value;
  if (isList(sub) && typeof sub[0] === "string") return withHoles(filled(sub[0], sub[1]));
  if (typeof sub === "string") return withHoles(sub);
  if (!isList(join) || !isList(join[1])) return undefined;
  return join[1].map((part) => namePattern(part) ?? "{}").join(String(join[0] ?? ""));
}

/** A text with its own variables, those of `!Sub [text, variables]`, filled in as far as they are text. */
function filled(text: string, variables: Json | undefined): string {
  return isObject(variables)
    ? text.replace(/\$\{(\w+)\}/g, (whole, name: string) => namePattern(variables[name]) ?? whole)
    : text;
}

function withHoles(text: string): string {
  let result = "";
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith("${", at)) {
      if (depth === 0) result += "{}";
      depth += 1;
      at += 1;
    } else if (text[at] === "}" && depth > 0) depth -= 1;
    else if (depth === 0) result += text[at];
  }
  return result;
}
