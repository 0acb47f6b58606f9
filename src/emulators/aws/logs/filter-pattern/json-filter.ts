import { notEmulated } from "../../front/aws-error.js";
import { invalidParameter } from "../logs-error.js";
import { compileComparison } from "./comparison.js";
import type { MessageTest } from "./filter-pattern.js";

type JsonTest = (event: unknown) => boolean;

type Token = { readonly kind: "mark" | "word" | "quoted" | "selector"; readonly text: string };

const tokenPattern =
  /\s*(?:(&&|\|\||!=|<=|>=|[{}()=<>])|("(?:[^"\\]|\\.)*")|(\$(?:\.[\w@#/-]+|\.?\[(?:\d+|\*|'[^']*'|"[^"]*")\])*)|([^\s{}()=<>!&|"]+))\s*/y;

/** Of `{ … }`; a message that is no JSON object is not matched. Throws AwsError. */
export function compileJsonFilter(pattern: string): MessageTest {
  const parser = new Parser(readTokens(pattern));
  const test = parser.whole();
  return (message) => {
    if (!message.trimStart().startsWith("{")) return false;
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

function readTokens(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  let at = 0;
  while (at < pattern.length) {
    tokenPattern.lastIndex = at;
    const found = tokenPattern.exec(pattern);
    if (found === null) throw invalid();
    const [, mark, quoted, selector, word] = found;
    if (mark !== undefined) tokens.push({ kind: "mark", text: mark });
    else if (quoted !== undefined) {
      tokens.push({ kind: "quoted", text: quoted.slice(1, -1).replace(/\\(.)/gs, "$1") });
    } else if (selector !== undefined) tokens.push({ kind: "selector", text: selector });
    else tokens.push({ kind: "word", text: word ?? "" });
    at = tokenPattern.lastIndex;
  }
  return tokens;
}

function invalid() {
  return invalidParameter("Invalid filter pattern");
}

/** `&&` binds closer than `||`. */
class Parser {
  #at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): JsonTest {
    this.#mark("{");
    const test = this.#either();
    this.#mark("}");
    if (this.#at < this.tokens.length) throw invalid();
    return test;
  }

  #either(): JsonTest {
    const tests = [this.#both()];
    while (this.#accept("||")) tests.push(this.#both());
    return (event) => tests.some((test) => test(event));
  }

  #both(): JsonTest {
    const tests = [this.#one()];
    while (this.#accept("&&")) tests.push(this.#one());
    return (event) => tests.every((test) => test(event));
  }

  #one(): JsonTest {
    if (this.#accept("(")) {
      const test = this.#either();
      this.#mark(")");
      return test;
    }
    const selector = this.#next();
    const operator = this.#next();
    if (selector.kind !== "selector") throw invalid();
    if (operator.kind === "word") return this.#words(selector.text, operator.text.toUpperCase());
    if (!["=", "!=", "<", "<=", ">", ">="].includes(operator.text)) throw invalid();
    const value = this.#next();
    if (value.kind === "mark" || value.kind === "selector") throw invalid();
    if (value.kind === "word" && /^%.*%$/.test(value.text)) {
      throw notEmulated("A regular expression in a filter pattern", "InvalidParameterException");
    }
    return compileComparison(selector.text, operator.text, value.text, value.kind === "quoted");
  }

  #words(selector: string, first: string): JsonTest {
    const second = this.#next().text.toUpperCase();
    const operator = `${first} ${second}`;
    if (!["IS TRUE", "IS FALSE", "IS NULL", "NOT EXISTS"].includes(operator)) throw invalid();
    return compileComparison(selector, operator, "", false);
  }

  #next(): Token {
    const token = this.tokens[this.#at];
    if (token === undefined) throw invalid();
    this.#at += 1;
    return token;
  }

  #accept(text: string): boolean {
    const token = this.tokens[this.#at];
    if (token?.kind !== "mark" || token.text !== text) return false;
    this.#at += 1;
    return true;
  }

  #mark(text: string): void {
    if (!this.#accept(text)) throw invalid();
  }
}
