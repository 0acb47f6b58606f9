import { enclosing, opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { constantTruth } from "./constant-condition.js";

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
    if (/\belse\s*$/.test(head) && elseOfTrue(code, start, known)) return true;
    if (behindJump(file, brace.open + 1, offset)) return true;
  }
  return uncalledPrivate(file, offset);
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
  const condition = /\b(?:if|while)\s*\(([\s\S]*)\)\s*$/.exec(head)?.[1];
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

/** Whether a `return` or `throw` statement of the block that starts at `from` stands before the offset. */
function behindJump(file: CodeText, from: number, offset: number): boolean {
  const { code } = file;
  let statement = from;
  for (let at = from; at < offset; at += 1) {
    const pair = /[([{]/.test(code[at] ?? "") ? opening(file.brackets, at) : undefined;
    if (pair) {
      if (pair.close >= offset) return false;
      at = pair.close;
      if (pair.kind === "{") statement = at + 1;
    } else if (code[at] === ";") {
      if (/^\s*(?:return|throw|break|continue)\b/.test(code.slice(statement, at))) {
        // a label behind the jump (`case 2:`) is where execution comes in again
        return (
          !/^\s*(?:case\b|default\s*:)/.test(code.slice(at + 1, offset)) &&
          !/\bcase\b|\bdefault\s*:/.test(code.slice(at + 1, offset))
        );
      }
      statement = at + 1;
    }
  }
  return false;
}

function uncalledPrivate(file: CodeText, offset: number): boolean {
  for (const { name, nameAt, start, end } of file.functions) {
    if (offset < start || offset >= end) continue;
    const head = file.code.slice(statementStart(file.code, nameAt), nameAt);
    if (!/\bprivate\b/.test(head) || /\boverride\b/.test(head) || /\]\s*private/.test(head)) continue;
    if ([...file.code.matchAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, "g"))].length === 1) return true;
  }
  return false;
}

/** Names of `const bool` and `static readonly bool` fields and of never reassigned boolean locals. */
function constantsOf(file: CodeText): ReadonlyMap<string, boolean> {
  const known = constants.get(file);
  if (known) return known;
  const found = new Map<string, boolean>();
  for (const match of file.code.matchAll(/\b(const|readonly)\s+bool\s+(\w+)\s*=\s*(true|false)\s*;/g))
    found.set(match[2] ?? "", match[3] === "true");
  constants.set(file, found);
  return found;
}
