import { type Token, toTokens } from "./tokens.js";

export type Comparison = "equal" | "in" | "empty" | "matches";

/** A filter expression: https://developer.hashicorp.com/consul/api-docs/features/filtering#expression-syntax */
export type Expression =
  | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "not"; readonly inner: Expression }
  | {
      readonly kind: "match";
      readonly selector: readonly string[];
      readonly comparison: Comparison;
      readonly negated: boolean;
      readonly value: string;
    };

/** Parses an expression. Throws Error where it is none. */
export function parseFilter(expression: string): Expression {
  const parser = new Parser(toTokens(expression), expression.length);
  const parsed = parser.or();
  parser.end();
  return parsed;
}

class Parser {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly length: number,
  ) {}

  or(): Expression {
    const left = this.#and();
    return this.#takeWord("or") ? { kind: "or", left, right: this.or() } : left;
  }

  end(): void {
    if (this.#peek() !== undefined) this.#fail("EOF");
  }

  #and(): Expression {
    const left = this.#unary();
    return this.#takeWord("and") ? { kind: "and", left, right: this.#and() } : left;
  }

  #unary(): Expression {
    if (this.#takeWord("not")) return { kind: "not", inner: this.#unary() };
    if (!this.#takeOperator("(")) return this.#match();
    const inner = this.or();
    if (!this.#takeOperator(")")) this.#fail('")"');
    return inner;
  }

  #match(): Expression {
    const start = this.#at;
    const { kind, text: value } = this.#operand();
    const negated = this.#takeWord("not");
    if (this.#takeWord("in")) return this.#found(this.#selector(), "in", negated, value);
    if (negated) this.#at -= 1;
    if (kind === "quoted") this.#fail('"in" or "not in"');
    this.#at = start;
    const selector = this.#selector();
    if (this.#takeOperator("==")) return this.#found(selector, "equal", false, this.#operand().text);
    if (this.#takeOperator("!=")) return this.#found(selector, "equal", true, this.#operand().text);
    if (this.#takeWord("is")) {
      const isNot = this.#takeWord("not");
      if (!this.#takeWord("empty")) this.#fail('"empty"');
      return this.#found(selector, "empty", isNot, "");
    }
    const isNot = this.#takeWord("not");
    if (this.#takeWord("contains")) return this.#found(selector, "in", isNot, this.#operand().text);
    if (this.#takeWord("matches")) return this.#found(selector, "matches", isNot, this.#operand().text);
    return this.#fail('"!=", ".", "==", "[", [ \\t\\r\\n] or [a-zA-Z0-9_]');
  }

  #found(selector: readonly string[], comparison: Comparison, negated: boolean, value: string): Expression {
    return { kind: "match", selector, comparison, negated, value };
  }

  /** `Service.Meta.version`, `Meta["version"]`. */
  #selector(): string[] {
    const parts = [this.#operand().text];
    for (;;) {
      if (this.#takeOperator(".")) parts.push(this.#operand().text);
      else if (this.#takeOperator("[")) {
        parts.push(this.#operand().text);
        if (!this.#takeOperator("]")) this.#fail('"]"');
      } else return parts;
    }
  }

  #operand(): Token {
    const token = this.#peek();
    if (token === undefined || token.kind === "operator") return this.#fail("a value");
    this.#at += 1;
    return token;
  }

  #peek(): Token | undefined {
    return this.tokens[this.#at];
  }

  #takeWord(text: string): boolean {
    return this.#take("word", text);
  }

  #takeOperator(text: string): boolean {
    return this.#take("operator", text);
  }

  #take(kind: Token["kind"], text: string): boolean {
    const token = this.#peek();
    if (token?.kind !== kind || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #fail(expected: string): never {
    const at = this.#peek()?.at ?? this.length;
    throw new Error(`1:${at + 1} (${at}): no match found, expected: ${expected}`);
  }
}
