import { type Bracket, enclosing, expressionEnd, opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { type Constant, type Expression, parseExpressions } from "./csharp-expressions.js";

/** Every member of an enum has a number; every other name the expression it is given. */
type Declared = Expression | Constant;

/** Types, or what stands where they could: words that no declaration begins with. */
const noType =
  /^(?:return|await|else|new|throw|in|is|case|not|and|or|goto|yield|using|class|struct|record|interface|enum|namespace|get|set|init|add|remove|where|when|select|async|partial|event|delegate|out|ref|do|from|let|by|on|equals|into|as|global|var\s*\()$/;
const declaration =
  /(?<![\w.$])((?:(?:public|internal|protected|private|static|readonly|const|volatile|new|sealed|required|virtual|override|abstract|extern|unsafe)\s+)*)([\w.]+(?:<[^<>;(){}=]*>)?(?:\[\])?\??)\s+(\w+)\s*(=(?![=>])|=>|\{|\(\s*\)\s*(?:=>|\{))/g;

/**
 * What reading tells of a name (`On`, `this.On`, `Flags.On`, `Mode.Off`) or of a method without parameters (`IsOn()`): the one value
 * it is ever given. Undefined of what the file declares twice, assigns again or lets others set.
 */
export function declaredValue(file: CodeText, path: string): Declared | undefined {
  const parts = path.replace(/^this\./, "").split(".");
  const name = parts.at(-1) ?? "";
  const owner = parts.at(-2);
  if (owner !== undefined) {
    const member = file.fact(enumMembers).get(`${owner}.${name}`);
    if (member !== undefined) return member;
    if (!file.fact(typeNames).has(owner)) return file.foreign.get(`${owner}.${name}`);
  }
  const found = file.fact(declarations).get(name);
  if (!found) return owner === undefined ? file.foreign.get(name) : undefined;
  found.only ??= found.times === 1 && (found.kind === "method" || isOnlyValue(file.code, name, found.kind));
  return found.only ? valueIn(file, found) : undefined;
}

interface Place {
  readonly from: number;
  readonly to: number;
  /** A `bool` that is given `new()` or `default` is false. */
  readonly isBool: boolean;
}

interface Declaration extends Place {
  readonly kind: "const" | "variable" | "property" | "method";
  times: number;
  /** Whether it is the only value of its name; unknown until asked. */
  only: boolean | undefined;
}

const nowhere: Place = { from: 0, to: 0, isBool: false };
const parsed = new WeakMap<Place, Expression | Constant>();

function valueIn(file: CodeText, place: Place): Declared | undefined {
  const known = parsed.get(place);
  if (known !== undefined) return known;
  const parts = parseExpressions(file, place.from, place.to);
  const [only] = parts;
  if (parts.length !== 1 || !only) return undefined;
  const isDefault =
    (only.kind === "new" && only.parts.length === 0) || (only.kind === "constant" && only.value === null);
  const value = place.isBool && isDefault ? false : only;
  parsed.set(place, value);
  return value;
}

/** Where the value of each name stands. */
function declarations(file: CodeText): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>();
  const add = (name: string, place: Place | undefined, kind: Declaration["kind"]) => {
    const before = found.get(name);
    if (before) before.times += 1;
    else if (place) found.set(name, { ...place, kind, times: 1, only: undefined });
    else if (kind === "method") found.set(name, { ...nowhere, kind, times: 2, only: undefined }); // the first that says more is not the only one
  };
  for (const match of file.code.matchAll(declaration)) {
    const [text, modifiers = "", type = "", name = "", mark = ""] = match;
    if (noType.test(type) || /\b(?:virtual|override|abstract|extern)\b/.test(modifiers)) continue;
    const at = match.index + text.length;
    const isBool = /^(?:(?:global::)?System\.)?(?:bool|Boolean)$/.test(type);
    const [around] = enclosing(file.brackets, match.index + text.indexOf(type));
    if (around && around.kind !== "{") continue; // a parameter
    if (mark === "=") {
      if (!/\b(?:const|readonly)\b/.test(modifiers) && /\b(?:public|internal|protected)\b/.test(modifiers))
        continue;
      addVariables(file, name, at, isBool, (one, place) =>
        add(one, place, /\bconst\b/.test(modifiers) ? "const" : "variable"),
      );
      continue;
    }
    const isMethod = mark.startsWith("("); // or a local function
    if (isMethod || (around && isTypeBody(file.code, around)))
      add(isMethod ? `${name}()` : name, bodyValue(file, mark, at, isBool), isMethod ? "method" : "property");
  }
  return found;
}

/** `const bool a = false, b = true;` */
function addVariables(
  file: CodeText,
  name: string,
  from: number,
  isBool: boolean,
  add: (name: string, place: Place) => void,
): void {
  for (let next: string | undefined = name, at = from; next !== undefined; ) {
    const to = expressionEnd(file.code, at, file.brackets);
    add(next, { from: at, to, isBool });
    const more: RegExpExecArray | null =
      file.code[to] === "," ? /^,\s*(\w+)\s*=(?![=>])/.exec(file.code.slice(to, to + 200)) : null;
    next = more?.[1];
    at = to + (more?.[0].length ?? 0);
  }
}

/** Of `=> value;`, `{ get; } = value;`, `{ get => value; }`, `{ return value; }`. */
function bodyValue(file: CodeText, mark: string, at: number, isBool: boolean): Place | undefined {
  const { code } = file;
  const to = (from: number) => expressionEnd(code, from, file.brackets);
  if (mark.endsWith("=>")) return { from: at, to: to(at), isBool };
  const pair = opening(file.brackets, at - 1);
  if (!pair) return undefined;
  const body = code.slice(pair.open + 1, pair.close);
  if (mark === "{") {
    const initializer = /^\s*=(?![=>])/.exec(code.slice(pair.close + 1, pair.close + 50));
    if (/^\s*get\s*;\s*$/.test(body) && initializer) {
      const from = pair.close + 1 + initializer[0].length;
      return { from, to: to(from), isBool };
    }
  }
  const returns = (mark === "{" ? /^\s*get\s*(?:=>|\{\s*return\b)/ : /^\s*return\b/).exec(body);
  if (!returns || (mark === "{" && /\b(?:set|init)\b/.test(body))) return undefined;
  const from = pair.open + 1 + returns[0].length;
  const end = to(from);
  return /^[;\s}]*$/.test(code.slice(end, pair.close)) ? { from, to: end, isBool } : undefined;
}

/** Whether the braces are those of a type, not of a method or an initializer. */
export function isTypeBody(code: string, { open }: Bracket): boolean {
  const before = code.slice(Math.max(0, open - 600), open);
  const head = before.slice(
    Math.max(before.lastIndexOf(";"), before.lastIndexOf("{"), before.lastIndexOf("}")) + 1,
  );
  return /\b(?:class|struct|record|interface)\s+\w/.test(head) && !/\bwhere\s*$/.test(head);
}

/** Whether a name is declared once in the file, and neither assigned again nor handed on to be. */
function isOnlyValue(code: string, name: string, kind: Declaration["kind"]): boolean {
  const declared = [
    ...code.matchAll(new RegExp(String.raw`(\w+|[>\]?])\s+${name}(?!\w)\s*(?=[;,){]|=(?!=)|\(|in\b)`, "g")),
  ].filter(([, type = ""]) => !noType.test(type));
  if (declared.length > 1) return false;
  if (kind === "const") return true;
  const assigned = [
    ...code.matchAll(new RegExp(String.raw`(?<!\w)${name}\s*(?:[-+*/%&|^]|\?\??|<<|>>)?=(?![=>])`, "g")),
  ];
  return (
    assigned.length === (kind === "variable" ? 1 : 0) &&
    !new RegExp(
      String.raw`\b(?:ref|out)\s+(?:\w+\s+)?${name}\b|(?:\+\+|--)\s*${name}\b|\b${name}\s*(?:\+\+|--)|\([^()=]*\b${name}\b[^()=]*\)\s*=(?![=>])`,
    ).test(code)
  );
}

function typeNames({ code }: CodeText): ReadonlySet<string> {
  return new Set(
    [...code.matchAll(/\b(?:class|struct|record|interface)\s+(\w+)/g)].map(([, name = ""]) => name),
  );
}

function enumMembers(file: CodeText): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const match of file.code.matchAll(/\benum\s+(\w+)[^{;]*\{/g)) {
    const body = opening(file.brackets, match.index + match[0].length - 1);
    let next = 0;
    for (const member of body ? file.code.slice(body.open + 1, body.close).split(",") : []) {
      const [, name, value] = /^\s*(?:\[[^\]]*\]\s*)*(\w+)\s*(?:=\s*(-?\d+)\s*)?$/.exec(member) ?? [];
      if (!name) break; // a value that would have to be computed
      next = value === undefined ? next : Number(value);
      found.set(`${match[1]}.${name}`, next);
      next += 1;
    }
  }
  return found;
}
