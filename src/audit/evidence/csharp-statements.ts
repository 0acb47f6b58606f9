import { type Bracket, opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { neverReturns } from "./csharp-calls.js";
import { type Expression, parseExpressions } from "./csharp-expressions.js";
import { constantOf, type Facts, takes } from "./csharp-values.js";

/** A condition and what it must be for what stands behind it to run. */
export interface Guard {
  readonly condition: Expression;
  readonly truth: boolean;
  /** What holds besides when it is asked: the first value of a loop's counter. */
  readonly facts?: Facts;
}

/** A statement of a block: where it lies, and whether execution never comes to it. */
interface Listed {
  readonly statement: Statement;
  readonly unreached: boolean;
}

type Statement = {
  readonly start: number;
  readonly end: number;
  /** Whether execution never comes to its end. */
  readonly jumps: boolean;
} & (
  | { readonly kind: "simple" }
  | { readonly kind: "block" }
  | {
      readonly kind: "guarded";
      readonly head: Bracket;
      /** What the head must be for the body, and for what stands behind `else`. */
      readonly guard: Guard | undefined;
      readonly body: Statement;
      readonly otherwise: Statement | undefined;
      readonly never: boolean;
    }
  | { readonly kind: "parts"; readonly parts: readonly Statement[]; readonly never: ReadonlySet<Statement> }
);

const outlines = new WeakMap<CodeText, Map<number, Outline>>();
const maxDepth = 50;

const simpleJump =
  /^(?:return|throw|break|continue|goto)\b|^yield\s+break\b|^(?:System\s*\.\s*)?Environment\s*\.\s*(?:Exit|FailFast)\s*\(/;
const label = /^\s*(?:(?:case\b[^:;{}]*|default\s*):(?!:)|(?!default\b)([A-Za-z_]\w*)\s*:(?!:)(?=[^;]*[;{]))/;
const localFunction =
  /^\s*(?:\[[^\]]*\]\s*)*(?:(?:static|async|unsafe)\s+)*(?!(?:return|throw|new|await|else|yield|goto)\b)[\w<>[\],.?]+\s+\w+\s*(?:<[\w, ]*>)?\s*\([^()]*\)\s*(?:where\b[^{;]*)?(?:\{|=>)/;
/** The types of a program stand behind its statements. */
const typeDeclaration =
  /^\s*(?:\[[^\]]*\]\s*)*(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|unsafe)\s+)*(?:class|struct|record|interface|enum|delegate|namespace)\s/;
const scope = /^(?:using|lock|fixed|checked|unchecked|unsafe)$/;
const emptyList =
  /^\s*(?:\(\s*[\w.]+(?:<[^()]*>)?\[\]\s*\)\s*)?(?:(?:System\s*\.\s*)?Array\s*\.\s*Empty\s*<[^()]*>\s*\(\s*\)|Enumerable\s*\.\s*Empty\s*<[^()]*>\s*\(\s*\)|new\s+[\w.]+\s*\[\s*0\s*\]|new\s+(?:List|HashSet)\s*<[^()]*>\s*\(\s*\)|Enumerable\s*\.\s*Range\s*\([^()]*,\s*0\s*\)|\[\s*\]|"")\s*$/;

/**
 * What must hold for execution to come to an offset of a block (of the file without one), outermost first; `never` where it stands
 * behind a statement that lets nothing on: `return`, `throw`, an endless loop, an `if` both of whose ways leave.
 */
export function conditionsOf(
  file: CodeText,
  block: Bracket | undefined,
  offset: number,
): readonly Guard[] | "never" {
  const from = block ? block.open + 1 : 0;
  const { listed } = outlineAt(file, from, block?.close ?? file.code.length, 0);
  const at = listed.find(({ statement: { start, end } }) => start <= offset && offset < end);
  if (!at) return [];
  const { start, end } = at.statement;
  const text = file.code.slice(start, Math.min(end, start + 400));
  if (at.unreached && !localFunction.test(text) && !typeDeclaration.test(text)) return "never";
  return guardsIn(file, at.statement, offset);
}

/** The statement of a block that an offset stands in. */
export function statementAt(
  file: CodeText,
  block: Bracket | undefined,
  offset: number,
): { readonly start: number; readonly end: number } | undefined {
  const { listed } = outlineAt(file, block ? block.open + 1 : 0, block?.close ?? file.code.length, 0);
  return listed.find(({ statement: { start, end } }) => start <= offset && offset < end)?.statement;
}

function guardsIn(file: CodeText, statement: Statement, offset: number): readonly Guard[] | "never" {
  if (statement.kind === "parts") {
    const part = statement.parts.find(({ start, end }) => start <= offset && offset < end);
    if (!part) return [];
    return statement.never.has(part) ? "never" : guardsIn(file, part, offset);
  }
  if (statement.kind === "block") return [];
  if (statement.kind === "simple") return guardsInExpressions(file, statement.start, statement.end, offset);
  const { head, guard, body, otherwise, never } = statement;
  if (offset <= head.close) return guardsInExpressions(file, head.open + 1, head.close, offset);
  if (offset < body.end) {
    if (never) return "never";
    return join(guard ? [guard] : [], guardsIn(file, body, offset));
  }
  if (!otherwise || offset < otherwise.start) return [];
  return join(guard ? [{ ...guard, truth: !guard.truth }] : [], guardsIn(file, otherwise, offset));
}

function join(outer: readonly Guard[], inner: readonly Guard[] | "never"): readonly Guard[] | "never" {
  return inner === "never" ? inner : [...outer, ...inner];
}

function guardsInExpressions(
  file: CodeText,
  from: number,
  to: number,
  offset: number,
): readonly Guard[] | "never" {
  const found = expressionsIn(file, from, to).find(({ start, end }) => start <= offset && offset < end);
  return found ? guardsInExpression(file, found, offset) : [];
}

const expressions = new WeakMap<CodeText, Map<number, readonly Expression[]>>();

/** The same statements are asked about for each thing found in them. */
function expressionsIn(file: CodeText, from: number, to: number): readonly Expression[] {
  const known = expressions.get(file) ?? new Map<number, readonly Expression[]>();
  expressions.set(file, known);
  const found = known.get(from) ?? parseExpressions(file, from, to);
  known.set(from, found);
  return found;
}

/** What of an expression decides whether the part at an offset is evaluated. */
function guardsInExpression(file: CodeText, node: Expression, offset: number): readonly Guard[] | "never" {
  const within = (part: Expression | undefined) =>
    part !== undefined && part.start <= offset && offset < part.end;
  const into = (guards: readonly Guard[], part: Expression) =>
    join(guards, guardsInExpression(file, part, offset));
  if (node.kind === "binary" && within(node.right)) {
    const { operator, left, right } = node;
    if (operator === "&&" || operator === "||")
      return into([{ condition: left, truth: operator === "&&" }], right);
    const value = operator === "??" ? constantOf(file, left, new Map()) : undefined;
    if (value !== undefined && value !== null) return "never";
    if (operator === "=" && left.kind === "name" && left.name === "_" && right.kind === "lambda")
      return "never";
    return into([], right);
  }
  if (node.kind === "conditional") {
    if (within(node.whenTrue)) return into([{ condition: node.condition, truth: true }], node.whenTrue);
    if (within(node.whenFalse)) return into([{ condition: node.condition, truth: false }], node.whenFalse);
  }
  if (node.kind === "switch") return guardsInArm(file, node, offset);
  if ((node.kind === "call" || node.kind === "member") && isOnNull(file, node, offset)) return "never";
  const part = partsOf(node).find(within);
  return part ? guardsInExpression(file, part, offset) : [];
}

/** In an arm that is for another value, or behind one that takes the value, nothing runs. */
function guardsInArm(
  file: CodeText,
  { subject, arms }: Extract<Expression, { kind: "switch" }>,
  offset: number,
): readonly Guard[] | "never" {
  const index = arms.findIndex(({ start, end }) => start <= offset && offset < end);
  const arm = arms[index];
  if (!arm) return guardsInExpression(file, subject, offset);
  const value = constantOf(file, subject, new Map());
  const isTaken = arms.slice(0, index).some((one) => takes(file, value, one, new Map()) === true);
  if (isTaken || takes(file, value, arm, new Map()) === false) return "never";
  return guardsInExpression(file, arm.body, offset);
}

/** Whether an offset stands behind the `?.` of a chain whose value is null. */
function isOnNull(file: CodeText, node: Expression, offset: number): boolean {
  if (node.kind === "call") return isOnNull(file, node.callee, offset);
  if (node.kind !== "member" || offset < node.object.end) return false;
  return (
    (node.optional && constantOf(file, node.object, new Map()) === null) ||
    isOnNull(file, node.object, offset)
  );
}

/** Whether an offset stands in a function of a statement: what is run when somebody calls it, if ever. */
export function isInLambda(
  file: CodeText,
  { start, end }: { readonly start: number; readonly end: number },
  offset: number,
): boolean {
  const within = (part: Expression) => part.start <= offset && offset < part.end;
  let node = expressionsIn(file, start, end).find(within);
  while (node && node.kind !== "lambda") {
    const parts: readonly Expression[] =
      node.kind === "switch" ? [node.subject, ...node.arms.map(({ body }) => body)] : partsOf(node);
    node = parts.find(within);
  }
  return node !== undefined;
}

function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "call":
      return [node.callee, ...node.arguments];
    case "member":
      return [node.object];
    case "unary":
    case "matches":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "conditional":
      return [node.condition, node.whenTrue, node.whenFalse];
    case "lambda":
      return node.body ? [node.body] : [];
    case "new":
    case "other":
      return node.parts;
    case "interpolated":
      return node.parts.filter((part) => typeof part !== "string");
    default:
      return [];
  }
}

interface Outline {
  readonly listed: readonly Listed[];
  readonly jumps: boolean;
}

function outlineAt(file: CodeText, from: number, to: number, depth: number): Outline {
  const known = outlines.get(file) ?? new Map<number, Outline>();
  outlines.set(file, known);
  let outline = known.get(from);
  if (!outline) {
    outline = new Reader(file).outline(from, to, depth);
    known.set(from, outline);
  }
  return outline;
}

class Reader {
  readonly #code: string;
  readonly #file: CodeText;

  constructor(file: CodeText) {
    this.#code = file.code;
    this.#file = file;
  }

  outline(from: number, to: number, depth: number): Outline {
    const listed: Listed[] = [];
    let jumped = false;
    for (let at = from; at < to; ) {
      const labelled = label.exec(this.#code.slice(at, Math.min(to, at + 200)));
      // a label is where execution comes in again
      if (labelled && this.#isTarget(labelled[1])) jumped = false;
      const start = at + (labelled?.[0].length ?? 0);
      const read = this.#statement(start, to, depth);
      const end = Math.max(read.end, start + 1);
      listed.push({ statement: { ...read, start: at, end }, unreached: jumped });
      jumped ||= read.jumps;
      at = end;
    }
    return { listed, jumps: jumped };
  }

  #isTarget(name: string | undefined): boolean {
    return name === undefined || new RegExp(String.raw`\bgoto\s+${name}\b`).test(this.#code);
  }

  #statement(from: number, to: number, depth: number): Statement {
    const start = this.#skip(from);
    const head = this.#code.slice(start, start + 60);
    const word = /^\w+/.exec(head)?.[0] ?? "";
    if (depth > maxDepth || start >= to) return { kind: "simple", start, end: to, jumps: false };
    if (head.startsWith("{")) return this.#block(start, to, depth);
    if (word === "if") return this.#if(start, to, depth);
    if (word === "while" || word === "for") return this.#loop(start, to, depth, word);
    if (word === "foreach" || /^await\s+foreach\b/.test(head)) return this.#each(start, to, depth);
    if (word === "do") return this.#doWhile(start, to, depth);
    if (word === "try") return this.#try(start, to, depth);
    if (word === "switch" && /^switch\s*\(/.test(head)) return this.#switch(start, to, depth);
    if (scope.test(word) && /^\w+\s*[({]/.test(head)) return this.#scope(start, to, depth);
    if (/^await\s+using\s*\(/.test(head)) return this.#scope(start, to, depth);
    return this.#simple(start, to, head);
  }

  #block(open: number, to: number, depth: number): Statement {
    const pair = opening(this.#file.brackets, open);
    if (!pair) return { kind: "block", start: open, end: to, jumps: false };
    const { jumps } = outlineAt(this.#file, open + 1, pair.close, depth + 1);
    return { kind: "block", start: open, end: pair.close + 1, jumps };
  }

  #if(start: number, to: number, depth: number): Statement {
    const head = this.#head(start);
    if (!head) return { kind: "simple", start, end: to, jumps: false };
    const body = this.#statement(head.close + 1, to, depth + 1);
    const next = this.#skip(body.end);
    const otherwise = /^else\b/.test(this.#code.slice(next, next + 5))
      ? this.#statement(next + 4, to, depth + 1)
      : undefined;
    const condition = this.#condition(head.open + 1, head.close);
    const truth = condition && constantOf(this.#file, condition, new Map());
    const jumps =
      truth === true
        ? body.jumps
        : truth === false
          ? (otherwise?.jumps ?? false)
          : body.jumps && (otherwise?.jumps ?? false);
    const guard = condition && { condition, truth: true };
    const end = otherwise?.end ?? body.end;
    return { kind: "guarded", start, end, jumps, head, guard, body, otherwise, never: false };
  }

  #loop(start: number, to: number, depth: number, word: string): Statement {
    const head = this.#head(start);
    if (!head) return { kind: "simple", start, end: to, jumps: false };
    const body = this.#statement(head.close + 1, to, depth + 1);
    const { from, until, facts } =
      word === "for"
        ? this.#forCondition(head)
        : { from: head.open + 1, until: head.close, facts: undefined };
    const condition = this.#condition(from, until);
    const isForever =
      (word === "for" && this.#code.slice(from, until).trim() === "") ||
      (condition !== undefined && constantOf(this.#file, condition, new Map()) === true);
    const jumps = isForever && !this.#leaves(head.close, body.end);
    const guard = condition && { condition, truth: true, ...(facts && { facts }) };
    return {
      kind: "guarded",
      start,
      end: body.end,
      jumps,
      head,
      guard,
      body,
      otherwise: undefined,
      never: false,
    };
  }

  /** The middle of `for (a; b; c)`, and what its counter begins with. */
  #forCondition({ open, close }: Bracket): {
    readonly from: number;
    readonly until: number;
    readonly facts: Facts | undefined;
  } {
    const first = this.#code.indexOf(";", open);
    if (first < 0 || first > close) return { from: close, until: close, facts: undefined };
    const second = this.#code.indexOf(";", first + 1);
    const until = second < 0 || second > close ? close : second;
    const [only] = parseExpressions(this.#file, open + 1, first);
    const value =
      only?.kind === "binary" && only.operator === "=" && only.left.kind === "name"
        ? constantOf(this.#file, only.right, new Map())
        : undefined;
    const name = only?.kind === "binary" && only.left.kind === "name" ? only.left.name : "";
    return { from: first + 1, until, facts: value === undefined ? undefined : new Map([[name, value]]) };
  }

  #each(start: number, to: number, depth: number): Statement {
    const head = this.#head(start);
    if (!head) return { kind: "simple", start, end: to, jumps: false };
    const body = this.#statement(head.close + 1, to, depth + 1);
    const list = /\bin\b([\s\S]*)$/.exec(this.#code.slice(head.open + 1, head.close))?.[1] ?? "";
    const never = emptyList.test(list);
    return {
      kind: "guarded",
      start,
      end: body.end,
      jumps: false,
      head,
      guard: undefined,
      body,
      otherwise: undefined,
      never,
    };
  }

  #doWhile(start: number, to: number, depth: number): Statement {
    const body = this.#statement(start + 2, to, depth + 1);
    const head = this.#head(this.#skip(body.end));
    if (!head) return { kind: "simple", start, end: to, jumps: false };
    const condition = this.#condition(head.open + 1, head.close);
    const isForever = condition !== undefined && constantOf(this.#file, condition, new Map()) === true;
    const jumps =
      (isForever && !this.#leaves(start, body.end)) || (body.jumps && !this.#leaves(start, body.end));
    return { kind: "parts", start, end: head.close + 1, jumps, parts: [body], never: new Set() };
  }

  #try(start: number, to: number, depth: number): Statement {
    let part = this.#statement(start + 3, to, depth + 1);
    const parts = [part];
    const never = new Set<Statement>();
    const isEmpty = this.#code.slice(part.start, part.end).replace(/[{};\s]/g, "") === "";
    let { jumps } = part;
    for (;;) {
      const next = this.#skip(part.end);
      const word = /^(?:catch|finally)\b/.exec(this.#code.slice(next, next + 8))?.[0];
      if (!word) return { kind: "parts", start, end: part.end, jumps, parts, never };
      const open = this.#code.indexOf("{", next);
      if (open < 0 || open >= to) return { kind: "parts", start, end: to, jumps: false, parts, never };
      part = this.#block(open, to, depth + 1);
      parts.push(part);
      if (word === "catch" && isEmpty) never.add(part);
      jumps = word === "finally" ? jumps || part.jumps : (jumps && part.jumps) || (isEmpty && jumps);
    }
  }

  /** Leaves where it has a default and none of its ways ends in `break`. */
  #switch(start: number, to: number, depth: number): Statement {
    const head = this.#head(start);
    const open = head && this.#skip(head.close + 1);
    const pair = open === undefined ? undefined : opening(this.#file.brackets, open);
    if (!head || !pair || pair.kind !== "{") return this.#simple(start, to, "");
    const body = this.#block(pair.open, to, depth + 1);
    const inside = this.#code.slice(pair.open, pair.close);
    const jumps = /\bdefault\s*:/.test(inside) && !/\b(?:break|goto|continue)\b/.test(inside) && body.jumps;
    return {
      kind: "guarded",
      start,
      end: body.end,
      jumps,
      head,
      guard: undefined,
      body,
      otherwise: undefined,
      never: false,
    };
  }

  /** `using (…) …`, `lock (…) …`, `checked { … }`. */
  #scope(start: number, to: number, depth: number): Statement {
    const after = start + (/^(?:await\s+)?\w+\s*/.exec(this.#code.slice(start, start + 60))?.[0].length ?? 0);
    const head = this.#code[after] === "(" ? opening(this.#file.brackets, after) : undefined;
    const from = this.#skip(head ? head.close + 1 : after);
    if (this.#code[from] === ";") return this.#simple(start, to, "");
    const body = this.#statement(from, to, depth + 1);
    if (!head)
      return { kind: "parts", start, end: body.end, jumps: body.jumps, parts: [body], never: new Set() };
    return {
      kind: "guarded",
      start,
      end: body.end,
      jumps: body.jumps,
      head,
      guard: undefined,
      body,
      otherwise: undefined,
      never: false,
    };
  }

  /** To its `;`, or to the end of the block it has: a declaration, a method. */
  #simple(start: number, to: number, head: string): Statement {
    const jumps = simpleJump.test(head) || neverReturns(this.#file, head);
    for (let at = start; at < to; at += 1) {
      const char = this.#code[at];
      if (char === ";") return { kind: "simple", start, end: at + 1, jumps };
      if (char !== "(" && char !== "[" && char !== "{") continue;
      const pair = opening(this.#file.brackets, at);
      if (!pair) continue;
      at = pair.close;
      const next = this.#code[this.#skip(at + 1)];
      // `new X { … }.Use();` and `switch { … };` go on
      if (char === "{" && !jumps && next !== ";" && next !== "." && next !== ",")
        return { kind: "simple", start, end: at + 1, jumps: false };
    }
    return { kind: "simple", start, end: to, jumps };
  }

  /** Whether a loop may be left but by leaving the method: a `break` of its own, or a `goto`. */
  #leaves(from: number, to: number): boolean {
    return /\b(?:break|goto|continue)\b/.test(this.#code.slice(from, to));
  }

  #head(start: number): Bracket | undefined {
    const open = this.#code.indexOf("(", start);
    return open < 0 ? undefined : opening(this.#file.brackets, open);
  }

  #condition(from: number, to: number): Expression | undefined {
    const parts = parseExpressions(this.#file, from, to);
    return parts.length === 1 ? parts[0] : undefined;
  }

  #skip(from: number): number {
    let at = from;
    while (at < this.#code.length && this.#code.charCodeAt(at) <= 32) at += 1;
    return at;
  }
}
