import { type Bracket, enclosing } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { leftOutMethods } from "./csharp-calls.js";
import { isTypeBody } from "./csharp-declarations.js";
import { conditionsOf, type Guard, isInLambda, statementAt } from "./csharp-statements.js";
import { isOtherCase } from "./csharp-switch.js";
import { assume, constantOf, type Facts } from "./csharp-values.js";

/**
 * Whether C# code at an offset can never run: a condition around it that does not hold, a statement behind `return` or `throw`, a
 * method, property or lambda that nobody names, a call that the compiler leaves out. Told from the blanked code, without a syntax tree.
 */
export function isDeadCsharp(file: CodeText, offset: number): boolean {
  const blocks = enclosing(file.brackets, offset).filter(({ kind }) => kind === "{");
  let guards: readonly Guard[] = [];
  let child = offset;
  for (const block of [...blocks, undefined]) {
    // the arms of a switch expression are read with the statement it is part of
    if (block && isSwitchExpression(file.code, block)) continue;
    const found = guardsAt(file, block, child);
    if (found === "never") return true;
    guards = [...found, ...guards];
    child = block?.open ?? child;
  }
  return (
    contradict(file, guards) ||
    blocks.some((block) => isUnusedType(file.code, headOf(file.code, block))) ||
    isLeftOut(file, offset) ||
    isUncalled(file, offset)
  );
}

function isSwitchExpression(code: string, { open }: Bracket): boolean {
  return /\bswitch\s*$/.test(code.slice(Math.max(0, open - 40), open));
}

const guardsByPlace = new WeakMap<CodeText, Map<number, readonly Guard[] | "never">>();

/** The same blocks stand around many offsets. */
function guardsAt(file: CodeText, block: Bracket | undefined, child: number): readonly Guard[] | "never" {
  const known = guardsByPlace.get(file) ?? new Map<number, readonly Guard[] | "never">();
  guardsByPlace.set(file, known);
  const key = ((block?.open ?? -1) + 1) * (file.code.length + 1) + child;
  let found = known.get(key);
  if (found === undefined) {
    const never =
      isUnusedValue(file, block, child) || (block !== undefined && isOtherCase(file, block, child));
    found = never ? "never" : conditionsOf(file, block, child);
    known.set(key, found);
  }
  return found;
}

/** Whether what must hold cannot: a constant that is otherwise, a condition and its opposite. */
function contradict(file: CodeText, guards: readonly Guard[]): boolean {
  let facts: Facts = new Map();
  for (const { condition, truth, facts: more } of guards) {
    const value = constantOf(file, condition, more ? new Map([...facts, ...more]) : facts);
    if (typeof value === "boolean" && value !== truth) return true;
    facts = assume(file, condition, truth, facts);
  }
  return false;
}

/** Whether an offset stands in a method whose calls are left out, or in what is handed to one. */
function isLeftOut(file: CodeText, offset: number): boolean {
  const names = file.fact(leftOutMethods);
  if (names.size === 0) return false;
  return (
    file.functions.some(({ name, start, end }) => start <= offset && offset < end && names.has(name)) ||
    file.callsAround(offset).some(({ callee }) => names.has(callee.slice(callee.lastIndexOf(".") + 1)))
  );
}

const member =
  /^\s*((?:(?:private|static|readonly|new|async|unsafe|volatile)\s+)+)(?!const\b)[\w.<>[\],?() ]+?\s+(\w+)\s*(=>|\{|=(?![=>]))/;
const local = /^\s*(?:var|[A-Z][\w.]*(?:<[^;={}]*>)?\??)\s+(\w+)\s*(=(?![=>]))/;
const lambda = /=>|\bdelegate\b/;

/** A private property, or a lambda that a private field or a local holds, whose name nothing live reads. */
function isUnusedValue(file: CodeText, block: Bracket | undefined, child: number): boolean {
  const inType = block !== undefined && isTypeBody(file.code, block);
  const statement = statementAt(file, block, child);
  if (!statement) return false;
  const head = file.code.slice(statement.start, child + 1);
  const [, modifiers = "", name = "", mark = ""] =
    (inType ? member.exec(head) : undefined) ??
    (inType ? [] : ["", "private", ...(local.exec(head)?.slice(1) ?? [])]);
  if (!name || !/\bprivate\b/.test(modifiers)) return false;
  if (mark === "=" && !(lambda.test(head) && isInLambda(file, statement, child))) return false;
  if (inType && /\bpartial\b/.test(headOf(file.code, block))) return false;
  return isUnnamed(file, name, statement.start, statement.end);
}

const asked = new WeakMap<CodeText, Set<string>>();

/** Whether only a stretch of code itself, or dead code, names something. */
function isUnnamed(file: CodeText, name: string, start: number, end: number): boolean {
  const asking = asked.get(file) ?? new Set();
  asked.set(file, asking);
  if (asking.has(name)) return true; // a circle is alive only if something outside calls in
  asking.add(name);
  const mentions = [...file.code.matchAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, "g"))]
    .map(({ index }) => index)
    .filter((at) => at < start || at >= end);
  const unused = mentions.every((at) => file.isDead(at));
  asking.delete(name);
  return unused;
}

/** A private method or local function that only itself, or dead code, names. */
function isUncalled(file: CodeText, offset: number): boolean {
  return file.functions.some(({ name, nameAt, start, end }) => {
    if (offset < start || offset >= end || !isPrivate(file, name, nameAt)) return false;
    return isUnnamed(file, name, nameAt, end);
  });
}

/** A type that only its file or its class may name, and that they do not. */
function isUnusedType(code: string, head: string): boolean {
  const name = /\b(?:private|file)\s+(?:\w+\s+)*(?:class|record|struct)\s+(\w+)/.exec(head)?.[1];
  return name !== undefined && [...code.matchAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, "g"))].length === 1;
}

const reachable =
  /\b(?:public|internal|protected|override|virtual|abstract|partial|operator)\b|\]\s*(?:private\b|static\b|async\b|\s)*/;

/**
 * Whether only the code around a method may call it. Members without a modifier are private, too, but who leaves it out (in a sketch,
 * in an example) may mean otherwise; other parts of a partial class are in other files.
 */
function isPrivate({ code, brackets }: CodeText, name: string, nameAt: number): boolean {
  const head = code.slice(statementStart(code, nameAt), nameAt);
  if (name === "Main" || reachable.test(head) || /\.\s*$/.test(head)) return false;
  const around = enclosing(brackets, nameAt).find(({ kind }) => kind === "{");
  const owner = around ? headOf(code, around) : "";
  if (/\bprivate\b/.test(head)) return !/\]\s*private/.test(head) && !/\bpartial\b/.test(owner);
  return localFunction.test(head) && !/\b(?:class|record|struct|interface)\b/.test(owner);
}

/** `void Go() { … }`, not `new A() { … }` or a lambda. */
const localFunction =
  /^\s*(?:(?:static|async|unsafe)\s+)*(?!(?:return|await|throw|new|else|yield|in|case|class|record|struct|interface)\b)[\w<>[\],.?]+\s+$/;

function headOf(code: string, { open }: Bracket): string {
  return code.slice(statementStart(code, open), open);
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
