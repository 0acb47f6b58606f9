import { canonicalJson, isList, isObject, type Json } from "../json.js";
import { TemplateError, type TemplatePath, unsupported } from "../template-error.js";
import { later, noValue, type Scope } from "./scope.js";

interface Call {
  readonly scope: Scope;
  readonly path: TemplatePath;
  evaluateItem(value: Json, scope: Scope, path: TemplatePath): Json | typeof noValue;
}

type Fn = (argument: Json, call: Call) => Json | typeof noValue;

const functions: Readonly<Record<string, Fn>> = {
  Ref: refer,
  "Fn::GetAtt": getAttribute,
  "Fn::Sub": substitute,
  "Fn::Join": join,
  "Fn::Select": select,
  "Fn::Split": split,
  "Fn::If": choose,
  "Fn::FindInMap": findInMap,
  "Fn::Base64": base64,
  "Fn::ImportValue": importValue,
  "Fn::Length": length,
  "Fn::ToJsonString": toJsonString,
};
const refused = new Set(["Fn::GetAZs", "Fn::Cidr", "Fn::Transform", "Fn::ForEach"]);

export function isFunction(name: string): boolean {
  return Object.hasOwn(functions, name) || refused.has(name);
}

/** Runs a function of CloudFormation. @throws TemplateError */
export function callFunction(name: string, argument: Json, call: Call): Json | typeof noValue {
  const fn = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (fn === undefined) throw unsupported(name, call.path);
  return fn(argument, call);
}

/** Whether a value has a function left in it that waits for a resource. */
export function waits(value: Json): boolean {
  if (isList(value)) return value.some(waits);
  if (!isObject(value)) return false;
  const [name = "", ...more] = Object.keys(value);
  return (more.length === 0 && isFunction(name)) || Object.values(value).some(waits);
}

function wrong(text: string, { path }: Call): TemplateError {
  return new TemplateError(`Template error: ${text}`, path);
}

function inner(argument: Json, call: Call, ...keys: (string | number)[]): Json {
  const value = call.evaluateItem(argument, call.scope, [...call.path, ...keys]);
  return value === noValue ? "" : value;
}

function refer(name: Json, call: Call): Json | typeof noValue {
  if (typeof name !== "string") throw wrong("every Ref object must have a single String value.", call);
  if (name === "AWS::NoValue") return noValue;
  const value = call.scope.ref(name);
  if (value === undefined) throw unresolved(name, call);
  return value === later ? { Ref: name } : value;
}

function unresolved(name: string, { path }: Call): TemplateError {
  const block = path[0] === "Outputs" ? "Outputs" : "Resources";
  return new TemplateError(
    `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`,
    path,
  );
}

function getAttribute(argument: Json, call: Call): Json {
  const parts = typeof argument === "string" ? argument.split(/\.(.*)/s).slice(0, 2) : argument;
  if (!isList(parts) || parts.length !== 2 || typeof parts[0] !== "string") {
    throw wrong(
      "Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute",
      call,
    );
  }
  const [id] = parts;
  const attribute = inner(parts[1] ?? "", call, 1);
  if (typeof attribute !== "string") return { "Fn::GetAtt": [id, attribute] };
  const value = call.scope.attribute(id, attribute);
  if (value === undefined) throw wrong(`instance of Fn::GetAtt references undefined resource ${id}`, call);
  return value === later ? { "Fn::GetAtt": [id, attribute] } : value;
}

/** `${Name}`, `${Resource.Attribute}`, `${!Literal}`; what has no value yet becomes a `Fn::Join`. */
function substitute(argument: Json, call: Call): Json {
  const [text, given] = isList(argument) ? argument : [argument, {}];
  if (typeof text !== "string" || !isObject(given ?? {})) {
    throw wrong(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
      call,
    );
  }
  const variables = given as Readonly<Record<string, Json>>;
  const parts = text.split(/\$\{([^}]*)\}/).map((part, index): Json => {
    if (index % 2 === 0) return part;
    if (part.startsWith("!")) return `\${${part.slice(1)}}`;
    const name = part.trim();
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (variable !== undefined) return inner(variable, call, 1, name);
    if (name.includes(".")) return getAttribute(name, call);
    const value = refer(name, call);
    return value === noValue ? "" : value;
  });
  return joined("", parts, call);
}

/** Neighbouring texts become one; a part that waits keeps the whole waiting. */
function joined(delimiter: string, parts: readonly Json[], call: Call): Json {
  const texts = parts.map((part) => {
    if (waits(part)) return part;
    if (isList(part) || isObject(part))
      throw wrong("every value of a Fn::Join or Fn::Sub must be a string.", call);
    return part === null ? "" : String(part);
  });
  if (texts.every((part) => typeof part === "string")) return texts.join(delimiter);
  const shown = delimiter === "" ? merged(texts) : texts;
  return shown.length === 1 && shown[0] !== undefined ? shown[0] : { "Fn::Join": [delimiter, shown] };
}

function merged(parts: readonly Json[]): readonly Json[] {
  const texts: Json[] = [];
  for (const part of parts) {
    const last = texts.at(-1);
    if (typeof last === "string" && typeof part === "string") texts[texts.length - 1] = last + part;
    else if (part !== "") texts.push(part);
  }
  return texts;
}

function join(argument: Json, call: Call): Json {
  if (!isList(argument) || argument.length !== 2 || typeof argument[0] !== "string") {
    throw wrong(
      "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
      call,
    );
  }
  const [delimiter, given] = argument;
  const parts = inner(given ?? null, call, 1);
  if (isList(parts)) return joined(delimiter, parts, call);
  if (waits(parts)) return { "Fn::Join": [delimiter, parts] };
  throw wrong("every Fn::Join object requires two parameters, the second of which is a list.", call);
}

function select(argument: Json, call: Call): Json {
  if (!isList(argument) || argument.length !== 2) {
    throw wrong("Fn::Select requires a list argument with two elements: an integer index and a list", call);
  }
  const index = inner(argument[0] ?? null, call, 0);
  const list = inner(argument[1] ?? null, call, 1);
  if (waits(index) || (!isList(list) && waits(list))) return { "Fn::Select": [index, list] };
  const number = Number(index);
  if (!isList(list) || !Number.isInteger(number)) {
    throw wrong("Fn::Select requires a list argument with two elements: an integer index and a list", call);
  }
  const value = list[number];
  if (value === undefined || value === null) {
    throw wrong(`Fn::Select cannot select nonexistent value at index ${number}`, call);
  }
  return value;
}

function split(argument: Json, call: Call): Json {
  const [delimiter, given] = isList(argument) ? argument : [];
  if (typeof delimiter !== "string" || delimiter === "" || given === undefined) {
    throw wrong(
      "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.",
      call,
    );
  }
  const text = inner(given, call, 1);
  if (waits(text)) return { "Fn::Split": [delimiter, text] };
  return String(text).split(delimiter);
}

function choose(argument: Json, call: Call): Json | typeof noValue {
  if (!isList(argument) || argument.length !== 3 || typeof argument[0] !== "string") {
    throw wrong(
      "Fn::If requires a list argument with three elements, with the first being a condition name",
      call,
    );
  }
  const [name, yes = null, no = null] = argument;
  const holds = call.scope.condition(name as string);
  if (holds === undefined) {
    throw new TemplateError(
      `Template format error: Unresolved condition dependency ${name} in the Resources block of the template`,
      call.path,
    );
  }
  const index = holds ? 1 : 2;
  return call.evaluateItem(holds ? yes : no, call.scope, [...call.path, index]);
}

function findInMap(argument: Json, call: Call): Json {
  const keys = isList(argument) ? argument.slice(0, 3).map((key, index) => inner(key, call, index)) : [];
  if (!isList(argument) || keys.length < 3 || argument.length > 4) {
    throw wrong(
      "Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value",
      call,
    );
  }
  if (keys.some(waits)) throw wrong("Fn::FindInMap cannot depend on a resource", call);
  const [map = "", first = "", second = ""] = keys.map(String);
  const value = call.scope.mapped(map, first, second);
  if (value !== undefined) return value;
  // The default of AWS::LanguageExtensions.
  const fallback = argument[3];
  if (isObject(fallback) && fallback.DefaultValue !== undefined) return inner(fallback.DefaultValue, call, 3);
  throw wrong(`Unable to get mapping for ${map}::${first}::${second}`, call);
}

function base64(argument: Json, call: Call): Json {
  const text = inner(argument, call);
  return waits(text) ? { "Fn::Base64": text } : Buffer.from(String(text), "utf8").toString("base64");
}

function importValue(argument: Json, call: Call): Json {
  const name = inner(argument, call);
  if (waits(name)) throw wrong("Fn::ImportValue cannot depend on a resource", call);
  const value = call.scope.imported(String(name));
  if (value === undefined) throw new TemplateError(`No export named ${name} found.`, call.path);
  return value;
}

/** Of AWS::LanguageExtensions. */
function length(argument: Json, call: Call): Json {
  const list = inner(argument, call);
  if (!isList(list)) throw wrong("Fn::Length requires a list", call);
  return list.length;
}

/** Of AWS::LanguageExtensions. */
function toJsonString(argument: Json, call: Call): Json {
  const value = inner(argument, call);
  if (!waits(value)) return JSON.stringify(value);
  return { "Fn::ToJsonString": JSON.parse(canonicalJson(value)) as Json };
}
