import type { AwsError } from "../../front/aws-error.js";
import { validation } from "../dynamodb-error.js";
import type { AttributeValue } from "../values/attribute-value.js";
import type { DocumentPath } from "./document-path.js";
import type { Placeholders } from "./placeholders.js";
import { isReserved } from "./reserved-words.js";
import { type Token, type TokenKind, tokenize } from "./tokens.js";

/** 4 KB (developer guide, "Constraints"). */
const maxExpressionBytes = 4096;

/** What can be wrong with an expression that is well formed. */
export type Fault =
  | "parentheses"
  | "unknown function"
  | "misused function"
  | "reserved"
  | "section"
  | "placeholder"
  | "overlap"
  | "conflict"
  | "operand"
  | "distinct"
  | "function";

/** What tells the kinds of expressions apart before they are read. */
export interface Grammar {
  /** The expression's own name, which begins its error messages: `UpdateExpression`. */
  readonly parameter: string;
  /** Words that are no names, in upper case. */
  readonly keywords: readonly string[];
  /** Which faults are named before which. */
  readonly faults: readonly Fault[];
}

/**
 * Reads one expression from left to right: what the grammars of all kinds have in common. An error of syntax ends it at once;
 * of all other faults DynamoDB names one only, and which that is depends on their kind, not on where they are.
 */
export class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #faults = new Map<Fault, AwsError>();
  #at = 0;

  constructor(
    readonly grammar: Grammar,
    readonly source: string,
    readonly placeholders: Placeholders,
  ) {
    if (source.trim() === "") throw this.invalid("The expression can not be empty;");
    const bytes = Buffer.byteLength(source);
    if (bytes > maxExpressionBytes) {
      throw this.invalid(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
    }
    this.#tokens = tokenize(source);
  }

  get next(): Token {
    return this.#tokenAt(this.#at);
  }

  /** The token behind the next one. */
  get afterNext(): Token {
    return this.#tokenAt(this.#at + 1);
  }

  /** The token behind the parenthesis that closes the next one. */
  get behindClosing(): Token {
    let depth = 0;
    for (let at = this.#at; ; at += 1) {
      const { kind, text } = this.#tokenAt(at);
      if (kind === "end") return this.#tokenAt(at);
      if (text === "(") depth += 1;
      else if (text === ")") depth -= 1;
      if (depth === 0) return this.#tokenAt(at + 1);
    }
  }

  /** Takes the next token if it is this symbol. */
  takeSymbol(text: string): boolean {
    return this.#takeIf(this.next.kind === "symbol" && this.next.text === text);
  }

  /** Takes the next token if it is this word, in any case. */
  takeWord(word: string): boolean {
    return this.#takeIf(this.isWord(word));
  }

  isWord(word: string): boolean {
    return this.next.kind === "name" && this.next.text.toUpperCase() === word;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.unexpected();
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected();
  }

  /** Notes a fault; the first of its kind counts. */
  report(fault: Fault, detail: string): void {
    if (!this.#faults.has(fault)) this.#faults.set(fault, this.invalid(detail));
  }

  /** @throws AwsError when there is more to read, or something was reported */
  finish(): void {
    if (this.next.kind !== "end") throw this.unexpected();
    for (const fault of this.grammar.faults) {
      const error = this.#faults.get(fault);
      if (error !== undefined) throw error;
    }
  }

  take(kind: TokenKind): Token {
    const token = this.next;
    if (token.kind !== kind) throw this.unexpected();
    this.#at += 1;
    return token;
  }

  /** Elements with commas between. */
  list<Element>(read: () => Element): Element[] {
    const elements = [read()];
    while (this.takeSymbol(",")) elements.push(read());
    return elements;
  }

  path(): DocumentPath {
    const path: (string | number)[] = [this.#pathName()];
    for (;;) {
      if (this.takeSymbol(".")) path.push(this.#pathName());
      else if (this.takeSymbol("[")) {
        path.push(Number(this.take("number").text));
        this.expectSymbol("]");
      } else return path;
    }
  }

  value(): AttributeValue {
    const { text } = this.take("value");
    const { values, used } = this.placeholders;
    const value = values.get(text);
    if (value === undefined) {
      this.report(
        "placeholder",
        `An expression attribute value used in expression is not defined; attribute value: ${text}`,
      );
      return { NULL: true };
    }
    used.add(text);
    return value;
  }

  /** An error that names the next token and what lies around it, as DynamoDB does. */
  unexpected(): AwsError {
    const token = this.next;
    const from = this.#at === 0 ? token : this.#tokenAt(this.#at - 1);
    const to = this.afterNext;
    const near = this.source.slice(from.start, to.kind === "end" ? token.end : to.end);
    return this.invalid(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  invalid(detail: string): AwsError {
    return validation(`Invalid ${this.grammar.parameter}: ${detail}`);
  }

  #pathName(): string {
    if (this.next.kind === "placeholder") {
      const { text } = this.take("placeholder");
      const { names, used } = this.placeholders;
      const name = names.get(text);
      if (name === undefined) {
        this.report(
          "placeholder",
          `An expression attribute name used in the document path is not defined; attribute name: ${text}`,
        );
        return text;
      }
      used.add(text);
      return name;
    }
    if (this.grammar.keywords.includes(this.next.text.toUpperCase())) throw this.unexpected();
    const { text } = this.take("name");
    if (isReserved(text)) {
      this.report("reserved", `Attribute name is a reserved keyword; reserved keyword: ${text}`);
    }
    return text;
  }

  #takeIf(yes: boolean): boolean {
    if (yes) this.#at += 1;
    return yes;
  }

  #tokenAt(at: number): Token {
    const token = this.#tokens[Math.min(at, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("an expression without tokens");
    return token;
  }
}
