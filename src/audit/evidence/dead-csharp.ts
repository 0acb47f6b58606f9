import { enclosing } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { constantTruth } from "./constant-condition.js";
import { behindJump } from "./csharp-statements.js";

const constants = new WeakMap<CodeText, ReadonlyMap<string, boolean>>();

/**
 * Whether C# code at an offset can never run: a constant condition around it, a statement behind `return` or `throw`,
 * a private method that nobody names. Told from the brackets of the blanked code; a syntax tree is not needed for these.
 */
export function isDeadCsharp(file: CodeText, offset: number): boolean {
  const { code } = file;
  const known = constantsOf(file);
  if (deadExpression(code, statementStart(code, offset), offset, known)) return true;
  for (const brace of enclosing(file.brackets, offset)) {
    if (brace.kind !== "{") continue;
    const start = statementStart(code, brace.open);
    const head = code.slice(start, brace.open);
    if (deadHead(head, known) || deadExpression(code, start, brace.open, known)) return true;
    if (isUnusedType(code, head)) return true;
    if (/\belse\s*(?:if\s*\([\s\S]*\)\s*)?$/.test(head) && elseOfTrue(code, start, known)) return true;
    if (behindJump(file, brace, offset, known)) return true;
  }
  if (behindJump(file, undefined, offset, known)) return true;
  return uncalledPrivate(file, offset);
}

/** A type that only its file or its class may name, and that they do not. */
function isUnusedType(code: string, head: string): boolean {
  const name = /\b(?:private|file)\s+(?:\w+\s+)*(?:class|record|struct)\s+(\w+)/.exec(head)?.[1];
  return name !== undefined && [...code.matchAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, "g"))].length === 1;
}

/** The start of the statement an offset stands in: behind the last `;`, `{` or `}`. */
function statementStart(code: string, offset: number): number {
  for (let at = offset - 1; at >= 0; at -= 1) {
    const char = code[at];
    if (char === ";" && openParens(code, at, offset) === 0) return at + 1;
    if (char === "{" || char === "}") return at + 1;
  }
  return 0;
}

/** Parentheses left open between two offsets backwards; inside a `for (a; b; c)` head a `;` ends nothing. */
function openParens(code: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at += 1) {
    if (code[at] === "(") depth += 1;
    else if (code[at] === ")") depth -= 1;
  }
  return depth < 0 ? depth : 0;
}

function deadHead(head: string, known: ReadonlyMap<string, boolean>): boolean {
  const condition =
    /\b(?:if|while)\s*\(([\s\S]*)\)\s*$/.exec(head)?.[1] ??
    /\bfor\s*\([^;]*;([^;]*);[^;]*\)\s*$/.exec(head)?.[1];
  return condition !== undefined && constantTruth(condition, known) === false;
}

/** `if (false) call();`, `false && call()`, `true || call()`, `false ? call() : other()`. */
function deadExpression(
  code: string,
  start: number,
  offset: number,
  known: ReadonlyMap<string, boolean>,
): boolean {
  const before = code.slice(start, offset);
  const guarded = /^\s*(?:else\s+)?(?:if|while)\s*\(/.exec(before);
  if (guarded) {
    const open = start + guarded[0].length - 1;
    const close = matching(code, open);
    if (close < offset && constantTruth(code.slice(open + 1, close), known) === false) return true;
  }
  for (const match of before.matchAll(/([\w!]+)\s*(&&|\|\||\?(?![.?[]))/g)) {
    const truth = constantTruth(match[1] ?? "", known);
    if (truth === undefined || openParens(code, start + match.index, offset) < 0) continue;
    const rest = before.slice(match.index + match[0].length);
    if (match[2] === "&&" && truth === false && !rest.includes("||")) return true;
    if (match[2] === "||" && truth === true) return true;
    if (match[2] === "?" && truth === false && !rest.includes(":")) return true;
    if (match[2] === "?" && truth === true && rest.includes(":")) return true;
  }
  return false;
}

function matching(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === "(") depth += 1;
    else if (code[at] === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return code.length;
}

/** Whether the `if` whose block ends right before an `else` is always taken. */
function elseOfTrue(code: string, elseStart: number, known: ReadonlyMap<string, boolean>): boolean {
  let depth = 0;
  for (let at = elseStart - 1; at >= 0; at -= 1) {
    if (code[at] === "}") depth += 1;
    else if (code[at] === "{") depth -= 1;
    if (depth === 0 && code[at] === "{") {
      const condition = /\bif\s*\(([\s\S]*)\)\s*$/.exec(code.slice(statementStart(code, at), at))?.[1];
      return condition !== undefined && constantTruth(condition, known) === true;
    }
  }
  return false;
}

const asked = new WeakMap<CodeText, Set<string>>();
const reachable =
  /\b(?:public|internal|protected|override|virtual|abstract|partial|operator)\b|\]\s*(?:private\b|static\b|async\b|\s)*/;

/** A private method or local function that only itself, or dead code, names. */
function uncalledPrivate(file: CodeText, offset: number): boolean {
  const asking = asked.get(file) ?? new Set();
  asked.set(file, asking);
  for (const { name, nameAt, start, end } of file.functions) {
    if (offset < start || offset >= end || !isPrivate(file, name, nameAt)) continue;
    if (asking.has(name)) return true; // a circle of methods is alive only if something outside calls in
    asking.add(name);
    const mentions = [...file.code.matchAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, "g"))]
      .map(({ index }) => index)
      .filter((at) => Math.abs(at - nameAt) > 1 && !(start <= at && at < end));
    const unused = mentions.every((at) => file.isDead(at));
    asking.delete(name);
    if (unused) return true;
  }
  return false;
}

/**
 * Whether only the code around a method may call it. Members without a modifier are private, too, but who leaves it out (in a sketch,
 * in an example) may mean otherwise; other parts of a partial class are in other files.
 */
function isPrivate({ code, brackets }: CodeText, name: string, nameAt: number): boolean {
  const head = code.slice(statementStart(code, nameAt), nameAt);
  if (name === "Main" || reachable.test(head) || /\.\s*$/.test(head)) return false;
  const around = enclosing(brackets, nameAt).find(({ kind }) => kind === "{");
  const owner = around ? code.slice(statementStart(code, around.open), around.open) : "";
  if (/\bprivate\b/.test(head)) return !/\]\s*private/.test(head) && !/\bpartial\b/.test(owner);
  return localFunction.test(head) && !/\b(?:class|record|struct|interface)\b/.test(owner);
}

/** `void Go() { … }`, not `new A() { … }` or a lambda. */
const localFunction =
  /^\s*(?:(?:static|async|unsafe)\s+)*(?!(?:return|await|throw|new|else|yield|in|case)\b)[\w<>[\],.?]+\s+$/;

/** What reading tells of constants, and of booleans that are given one value and no other. */
function constantsOf(file: CodeText): ReadonlyMap<string, boolean> {
  const known = constants.get(file);
  if (known) return known;
  const found = new Map<string, boolean>();
  const declaration =
    /(?<=[;{}(]\s*|\]\s*|^\s*)((?:(?:public|internal|protected|private|static|readonly|const)\s+)*)(?:bool|var)\s+(\w+)\s*=\s*([^;,=]{1,80});/g;
  for (let round = 0, before = -1; round < 3 && found.size !== before; round += 1) {
    before = found.size;
    for (const [, modifiers = "", name = "", value = ""] of file.code.matchAll(declaration)) {
      const truth = constantTruth(value, found);
      if (truth === undefined || !/^[\s!()\w]*$/.test(value) || /^\s*-?\d/.test(value)) continue;
      const fixed = /\b(?:const|readonly)\b/.test(modifiers);
      if (!fixed && /\b(?:public|internal|protected)\b/.test(modifiers)) continue;
      if (isOnlyValue(file.code, name)) found.set(name, truth);
    }
  }
  constants.set(file, found);
  return found;
}

/** Whether a name is declared once in the file, and neither assigned again nor handed on to be. */
function isOnlyValue(code: string, name: string): boolean {
  const declared = [...code.matchAll(new RegExp(`\\b(?:bool\\??|var|out)\\s+${name}\\b`, "g"))];
  const assigned = [
    ...code.matchAll(new RegExp(`(?<![\\w])${name}\\s*(?:[-+*/%&|^]|\\?\\?)?=(?![=>])`, "g")),
  ];
  return (
    declared.length === 1 && assigned.length === 1 && !new RegExp(`\\b(?:ref|out)\\s+${name}\\b`).test(code)
  );
}
