import { opening } from "./brackets.js";
import type { CodeText } from "./code-text.js";
import { type Token, Tokens } from "./csharp-tokens.js";

export type Constant = boolean | number | string | null;

interface Span {
  readonly start: number;
  readonly end: number;
}

export type Pattern =
  | { readonly kind: "value"; readonly value: Expression }
  | { readonly kind: "relation"; readonly operator: string; readonly value: Expression }
  | { readonly kind: "not"; readonly pattern: Pattern }
  | { readonly kind: "and"; readonly left: Pattern; readonly right: Pattern }
  | { readonly kind: "or"; readonly left: Pattern; readonly right: Pattern }
  | { readonly kind: "anything" }
  | { readonly kind: "unknown" };

export interface Arm extends Span {
  readonly pattern: Pattern;
  readonly when: Expression | undefined;
  readonly body: Expression;
}

/** As much of a C# expression as decides what of it runs. */
export type Expression = Span &
  (
    | { readonly kind: "constant"; readonly value: Constant }
    | { readonly kind: "interpolated"; readonly parts: readonly (string | Expression)[] }
    | { readonly kind: "name"; readonly name: string }
    | {
        readonly kind: "member";
        readonly object: Expression;
        readonly name: string;
        readonly optional: boolean;
      }
    | { readonly kind: "call"; readonly callee: Expression; readonly arguments: readonly Expression[] }
    | { readonly kind: "unary"; readonly operator: string; readonly operand: Expression }
    | {
        readonly kind: "binary";
        readonly operator: string;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "conditional";
        readonly condition: Expression;
        readonly whenTrue: Expression;
        readonly whenFalse: Expression;
      }
    | { readonly kind: "matches"; readonly operand: Expression; readonly pattern: Pattern }
    | { readonly kind: "switch"; readonly subject: Expression; readonly arms: readonly Arm[] }
    | { readonly kind: "lambda"; readonly body: Expression | undefined }
    | { readonly kind: "new"; readonly parts: readonly Expression[] }
    | { readonly kind: "other"; readonly parts: readonly Expression[] }
  );

/** The expressions of a stretch of code, commas and what is not understood between them. */
export function parseExpressions(file: CodeText, from: number, to: number): readonly Expression[] {
  return new Parser(file, from, to, 0).list();
}

/** What a `case` is for, and where its colon stands. */
export interface Label {
  readonly pattern: Pattern;
  readonly when: Expression | undefined;
  readonly end: number;
}

/** What stands between `case` and its colon. */
export function parseLabel(file: CodeText, from: number, to: number): Label {
  return new Parser(file, from, to, 0).label();
}

const levels: ReadonlyMap<string, number> = new Map(
  [
    ["??"],
    ["||"],
    ["&&"],
    ["|"],
    ["^"],
    ["&"],
    ["==", "!="],
    ["<", ">", "<=", ">=", "is", "as"],
    ["<<"],
    ["+", "-"],
    ["*", "/", "%"],
  ].flatMap((operators, level) => operators.map((operator) => [operator, level + 1] as const)),
);
const assignments = new Set("= += -= *= /= %= &= |= ^= <<= >>= >>>= ??=".split(" "));
const prefixes = new Set(["!", "-", "+", "~", "++", "--", "&", "*", "^", ".."]);
/** Words that stand between operands, and so never begin one. */
const infix = new Set("is as and or when switch with in where".split(" "));
const predefined =
  /^\s*(?:bool|byte|sbyte|short|ushort|int|uint|long|ulong|float|double|decimal|char|string|object)\??(?:\[\])*\s*$/;
const typeName = /^\s*[A-Za-z_][\w.]*(?:<[\w.,?\s<>[\]]*>)?\??(?:\[[,\s]*\])*\??\s*$/;
const maxDepth = 60;

class Parser {
  readonly #file: CodeText;
  readonly #tokens: Tokens;
  readonly #depth: number;
  /** An arrow behind a pattern begins what its arm gives, not a lambda. */
  #inPattern = false;

  constructor(file: CodeText, from: number, to: number, depth: number) {
    this.#file = file;
    this.#tokens = new Tokens(file, from, to);
    this.#depth = depth;
  }

  list(): readonly Expression[] {
    const found: Expression[] = [];
    if (this.#depth > maxDepth) return found;
    while (this.#tokens.peek().kind !== "end") {
      const before = this.#tokens.peek().start;
      if (this.#startsOperand(this.#tokens.peek())) found.push(this.#expression(0));
      if (this.#tokens.peek().start === before) this.#tokens.take();
    }
    return found;
  }

  #startsOperand({ kind, text }: Token): boolean {
    if (kind === "word") return !infix.has(text);
    return kind === "number" || kind === "text" || "([{".includes(text) || prefixes.has(text);
  }

  #expression(depth: number): Expression {
    const condition = this.#binary(1, depth);
    const { text, start } = this.#tokens.peek();
    if (depth > maxDepth) return condition;
    if (text === "?" || text === "?[") {
      this.#tokens.jump(start + 1);
      const whenTrue = this.#expression(depth + 1);
      if (!this.#tokens.accept(":")) return other([condition, whenTrue]);
      const whenFalse = this.#expression(depth + 1);
      return {
        kind: "conditional",
        condition,
        whenTrue,
        whenFalse,
        start: condition.start,
        end: whenFalse.end,
      };
    }
    if (!assignments.has(text)) return condition;
    this.#tokens.take();
    const right = this.#expression(depth + 1);
    return {
      kind: "binary",
      operator: text,
      left: condition,
      right,
      start: condition.start,
      end: right.end,
    };
  }

  #binary(level: number, depth: number): Expression {
    let left = this.#unary(depth);
    for (;;) {
      const { text, kind } = this.#tokens.peek();
      const own = kind === "text" ? undefined : levels.get(text);
      if (own === undefined || own < level || depth > maxDepth) return left;
      this.#tokens.take();
      if (text === "is") {
        const pattern = this.#pattern(depth + 1);
        left = { kind: "matches", operand: left, pattern, start: left.start, end: this.#tokens.peek().start };
        continue;
      }
      const right = text === "??" ? this.#binary(own, depth + 1) : this.#binary(own + 1, depth + 1);
      left = { kind: "binary", operator: text, left, right, start: left.start, end: right.end };
    }
  }

  #unary(depth: number): Expression {
    const { text, kind, start } = this.#tokens.peek();
    if (kind !== "mark" || !prefixes.has(text) || depth > maxDepth) return this.#postfix(depth);
    this.#tokens.take();
    const operand = this.#unary(depth + 1);
    return { kind: "unary", operator: text, operand, start, end: operand.end };
  }

  #postfix(depth: number): Expression {
    let value = this.#primary(depth);
    for (;;) {
      this.#tokens.skipTypeArguments();
      const { text, kind, start, end } = this.#tokens.peek();
      if (kind === "text" || kind === "end") return value;
      if (text === "." || text === "?." || text === "::" || text === "->") {
        this.#tokens.take();
        value = this.#member(value, this.#tokens.take(), text === "?.");
      } else if (text === "(" || text === "[") {
        const parts = this.#group(start);
        value =
          text === "("
            ? { kind: "call", callee: value, arguments: parts, start: value.start, end: this.#last() }
            : { ...other([value, ...parts]), start: value.start, end: this.#last() };
      } else if (text === "?[" && start === value.end) {
        const parts = this.#group(start + 1);
        value = { ...other([value, ...parts]), start: value.start, end: this.#last() };
      } else if (text === "!" || text === "++" || text === "--") {
        this.#tokens.take();
        value = { ...value, end };
      } else if (text === "switch") value = this.#switch(value, depth);
      else if (text === "with") {
        this.#tokens.take();
        value = { ...other([value]), end: this.#skipBraces() };
      } else if (text === "=>" && !this.#inPattern) return this.#lambda(value.start, depth);
      else return value;
    }
  }

  #member(object: Expression, { text: name, end }: Token, optional: boolean): Expression {
    if (object.kind === "name" && !optional)
      return { kind: "name", name: `${object.name}.${name}`, start: object.start, end };
    return { kind: "member", object, name, optional, start: object.start, end };
  }

  #primary(depth: number): Expression {
    const token = this.#tokens.take();
    const { kind, text, start, end } = token;
    if (kind === "number") return { kind: "constant", value: numberOf(text), start, end };
    if (kind === "text") return this.#text(token);
    if (kind === "word") return this.#word(token, depth);
    if (text === "(") return this.#parenthesis(start, depth);
    if (text === "[") {
      this.#tokens.jump(start);
      return { kind: "other", parts: this.#group(start), start, end: this.#last() };
    }
    if (text === "{") {
      this.#tokens.jump(start);
      return { kind: "other", parts: [], start, end: this.#skipBraces() };
    }
    return { kind: "other", parts: [], start, end };
  }

  #word({ text, start, end }: Token, depth: number): Expression {
    const constant = constants.get(text);
    const next = this.#tokens.peek();
    if (constant !== undefined && !(text === "default" && next.text === "("))
      return { kind: "constant", value: constant, start, end };
    if (text === "default" || text === "typeof" || text === "sizeof" || text === "nameof")
      return this.#ofType(text, start);
    if (text === "new") return this.#new(start);
    if (text === "delegate") {
      if (next.text === "(") this.#group(next.start);
      return { kind: "lambda", body: undefined, start, end: this.#skipBraces() };
    }
    // a type before a name, `return`, `await`, modifiers: what counts comes behind
    this.#tokens.skipTypeArguments();
    const follows = this.#tokens.peek();
    const isType = follows.text === "?" && /^\?\s+\w+\s*=(?![=>])/.test(this.#file.code.slice(follows.start));
    if (isType) this.#tokens.take();
    const after = this.#tokens.peek();
    const isPrefix =
      (after.kind === "word" && !infix.has(after.text)) || (lead.has(text) && this.#startsOperand(after));
    if (isPrefix && depth < maxDepth) {
      const value = lead.has(text) ? this.#expression(depth + 1) : this.#unary(depth + 1);
      return { ...value, start };
    }
    return { kind: "name", name: text === "this" ? "this" : text.replace(/^@/, ""), start, end };
  }

  /** `default(bool)`, `nameof(a.B)`, `typeof(T)`. */
  #ofType(text: string, start: number): Expression {
    const open = this.#tokens.peek();
    if (open.text !== "(") return { kind: "name", name: text, start, end: start + text.length };
    this.#group(open.start);
    const inner = this.#file.code.slice(open.end, this.#last() - 1);
    const end = this.#last();
    if (text === "nameof")
      return { kind: "constant", value: /(\w+)\s*(?:<[^<>]*>)?\s*$/.exec(inner)?.[1] ?? "", start, end };
    if (text === "default" && /^\s*bool\s*$/.test(inner))
      return { kind: "constant", value: false, start, end };
    if (text === "default" && predefined.test(inner) && !/string|object|\?|\[/.test(inner))
      return { kind: "constant", value: 0, start, end };
    return { kind: "other", parts: [], start, end };
  }

  /** `new T(…) { … }`, `new[] { … }`, `new T[n]`, `new()`. */
  #new(start: number): Expression {
    const parts: Expression[] = [];
    let end = start + 3;
    for (;;) {
      this.#tokens.skipTypeArguments();
      const next = this.#tokens.peek();
      if (next.text === "(" || next.text === "[") parts.push(...this.#group(next.start));
      else if (next.text === "{") {
        this.#skipBraces();
        return { kind: "new", parts, start, end: this.#last() };
      } else if ((next.kind === "word" && !infix.has(next.text) && end === start + 3) || next.text === "?")
        this.#tokens.take();
      else if (next.text === "." && parts.length === 0 && this.#file.code[this.#last() - 1] !== ")") {
        this.#tokens.take();
        this.#tokens.take();
      } else return { kind: "new", parts, start, end: this.#last() };
      end = this.#last();
      if (this.#file.code[end - 1] === ")" && this.#tokens.peek().text !== "{")
        return { kind: "new", parts, start, end };
    }
  }

  /** A cast, the parameters of a lambda, a tuple, or a mere group. */
  #parenthesis(start: number, depth: number): Expression {
    this.#tokens.jump(start);
    const parts = this.#group(start);
    const end = this.#last();
    const inner = this.#file.code.slice(start + 1, end - 1);
    const next = this.#tokens.peek();
    if (next.text === "=>") return this.#lambda(start, depth);
    const mayCast =
      (next.kind === "word" && !infix.has(next.text)) ||
      next.kind === "number" ||
      next.kind === "text" ||
      next.text === "(" ||
      next.text === "!" ||
      next.text === "~" ||
      (next.text === "[" && /\]\s*$/.test(inner)) ||
      (next.text === "-" && predefined.test(inner));
    if (mayCast && typeName.test(inner) && !this.#isNegated(next) && depth < maxDepth) {
      const value = this.#unary(depth + 1);
      return { ...value, start };
    }
    const [only] = parts;
    return parts.length === 1 && only ? { ...only, start, end } : { kind: "other", parts, start, end };
  }

  /** `(a)!` forgives null; `(bool)!a` is a cast. */
  #isNegated({ text, end }: Token): boolean {
    return text === "!" && !/^\s*[\w(]/.test(this.#file.code.slice(end, end + 20));
  }

  #lambda(start: number, depth: number): Expression {
    this.#tokens.accept("=>");
    if (this.#tokens.peek().text === "{" || depth > maxDepth)
      return { kind: "lambda", body: undefined, start, end: this.#skipBraces() };
    const body = this.#expression(depth + 1);
    return { kind: "lambda", body, start, end: body.end };
  }

  #switch(subject: Expression, depth: number): Expression {
    this.#tokens.take();
    const { text, start } = this.#tokens.peek();
    const pair = text === "{" ? opening(this.#file.brackets, start) : undefined;
    if (!pair || depth > maxDepth) return subject;
    const inner = new Parser(this.#file, pair.open + 1, pair.close, this.#depth + 1);
    const arms = inner.arms();
    this.#tokens.jump(pair.close + 1);
    return { kind: "switch", subject, arms, start: subject.start, end: pair.close + 1 };
  }

  label(): Label {
    const pattern = this.#pattern(1);
    while (![":", "when", ""].includes(this.#tokens.peek().text)) this.#tokens.take(); // a name for the value
    const when = this.#tokens.accept("when") ? this.#guard() : undefined;
    return { pattern, when, end: this.#tokens.peek().start };
  }

  arms(): readonly Arm[] {
    const found: Arm[] = [];
    while (this.#tokens.peek().kind !== "end") {
      const { start } = this.#tokens.peek();
      const pattern = this.#pattern(1);
      while (!["=>", "when", ",", ""].includes(this.#tokens.peek().text)) this.#tokens.take(); // a name for the value
      const when = this.#tokens.accept("when") ? this.#guard() : undefined;
      if (!this.#tokens.accept("=>")) {
        this.#tokens.take();
        continue;
      }
      const body = this.#expression(1);
      found.push({ pattern, when, body, start, end: Math.max(body.end, this.#tokens.peek().start) });
      this.#tokens.accept(",");
    }
    return found;
  }

  #pattern(depth: number): Pattern {
    let left = this.#patternOf(depth);
    for (;;) {
      const kind = this.#tokens.peek().text;
      if ((kind !== "and" && kind !== "or") || depth > maxDepth) return left;
      this.#tokens.take();
      left = { kind, left, right: this.#patternOf(depth + 1) };
    }
  }

  #patternOf(depth: number): Pattern {
    const { text, kind, start } = this.#tokens.peek();
    if (depth > maxDepth) return { kind: "unknown" };
    if (this.#tokens.accept("not")) return { kind: "not", pattern: this.#patternOf(depth + 1) };
    if (this.#tokens.accept("_")) return { kind: "anything" };
    if (["<", ">", "<=", ">="].includes(text)) {
      this.#tokens.take();
      return { kind: "relation", operator: text, value: this.#patternValue(depth) };
    }
    if (text === "{" || text === "[" || text === "var") {
      this.#tokens.take();
      if (text === "var") this.#tokens.take();
      else this.#tokens.jump((opening(this.#file.brackets, start)?.close ?? start) + 1);
      return { kind: text === "var" ? "anything" : "unknown" };
    }
    if (text === "(") {
      const pair = opening(this.#file.brackets, start);
      this.#tokens.take();
      const inner = this.#pattern(depth + 1);
      this.#tokens.jump((pair?.close ?? start) + 1);
      return inner;
    }
    if (kind === "end") return { kind: "unknown" };
    const value = this.#patternValue(depth);
    if (this.#tokens.peek().text === "{") {
      this.#skipBraces();
      return { kind: "unknown" };
    }
    return { kind: "value", value };
  }

  #guard(): Expression {
    this.#inPattern = true;
    const value = this.#binary(1, 1);
    this.#inPattern = false;
    return value;
  }

  #patternValue(depth: number): Expression {
    this.#inPattern = true;
    const value = this.#binary(9, depth + 1);
    this.#inPattern = false;
    return value;
  }

  /** The expressions in the brackets that open at an offset; goes on behind them. */
  #group(open: number): readonly Expression[] {
    const pair = opening(this.#file.brackets, open);
    if (!pair) {
      this.#tokens.jump(open + 1);
      return [];
    }
    const parts = new Parser(
      this.#file,
      open + 1,
      Math.min(pair.close, this.#tokens.to),
      this.#depth + 1,
    ).list();
    this.#tokens.jump(Math.min(pair.close + 1, this.#tokens.to));
    return parts;
  }

  #skipBraces(): number {
    const { text, start } = this.#tokens.peek();
    const pair = text === "{" ? opening(this.#file.brackets, start) : undefined;
    if (pair) this.#tokens.jump(Math.min(pair.close + 1, this.#tokens.to));
    return this.#last();
  }

  /** The end of what was read so far. */
  #last(): number {
    return this.#tokens.at;
  }

  #text({ text, start, end }: Token): Expression {
    const literal = this.#file.literalFrom(start);
    if (!literal) return { kind: "constant", value: text, start, end }; // a character
    const prefix = /^[$@]*/.exec(text)?.[0] ?? "";
    if (!prefix.includes("$"))
      return { kind: "constant", value: unescaped(literal.text, prefix), start, end };
    if (text.startsWith('"""', prefix.length)) return { kind: "other", parts: [], start, end };
    const parts: (string | Expression)[] = [];
    let from = literal.end - 1 - literal.text.length;
    for (let at = from; at < literal.end - 1; at += 1) {
      const hole = this.#file.code[at] === "{" ? opening(this.#file.brackets, at) : undefined;
      if (!hole) continue;
      const inner = new Parser(this.#file, at + 1, hole.close, this.#depth + 1).list();
      const [only] = inner;
      parts.push(unescaped(this.#file.raw.slice(from, at), prefix));
      parts.push(inner.length === 1 && only ? only : other(inner.length > 0 ? inner : []));
      at = hole.close;
      from = at + 1;
    }
    parts.push(unescaped(this.#file.raw.slice(from, literal.end - 1), prefix));
    return { kind: "interpolated", parts, start, end };
  }
}

const lead = new Set(["return", "await", "throw", "yield", "ref", "out", "in", "case", "else", "using"]);
const constants: ReadonlyMap<string, Constant> = new Map<string, Constant>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["default", null],
]);

function other(parts: readonly Expression[]): Expression {
  return { kind: "other", parts, start: parts[0]?.start ?? 0, end: parts.at(-1)?.end ?? 0 };
}

function numberOf(text: string): number {
  const digits = text.replaceAll("_", "");
  if (/^0[xb]/i.test(digits)) return Number(digits.replace(/[uUlL]+$/, ""));
  return Number(digits.replace(/(?:[uUlL]+|[fFdDmM])$/, ""));
}

function unescaped(text: string, prefix: string): string {
  if (prefix.includes("@")) return text.replaceAll('""', '"');
  return text.replace(/\\(["\\])/g, "$1");
}
