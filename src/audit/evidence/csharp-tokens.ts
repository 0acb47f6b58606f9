import type { CodeText } from "./code-text.js";

export interface Token {
  readonly kind: "word" | "number" | "text" | "mark" | "end";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const space = /(?:\s+)/y;
const comment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const word = /@?[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const number = /(?:0[xX][\da-fA-F_]+|0[bB][01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][-+]?\d+)?)[a-zA-Z]*/y;
const character = /'(?:\\[^\n]{1,10}?|[^'\\\n])'/y;
const mark =
  />>>?=|\?\?=|<<=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\?\[|\+\+|--|->|::|\.\.|[-+*/%&|^]=|<<|[\s\S]/y;
/** What may follow type arguments (C# specification section 6.2.5), or the name that a declaration gives. */
const typeArguments =
  /<(?:[\w.,?\s[\]()]|<(?:[\w.,?\s[\]()]|<[\w.,?\s[\]]*>)*>)*>(?=\s*(?:[()\]}:;,.?|^&[{]|[=!]=|[A-Za-z_]|$))/y;

/** The tokens of a stretch of C#, one after the other. Strings are read from the literals that the lexer found. */
export class Tokens {
  readonly file: CodeText;
  readonly to: number;
  #at: number;
  #next: Token | undefined;

  constructor(file: CodeText, from: number, to: number) {
    this.file = file;
    this.#at = from;
    this.to = to;
  }

  /** Where what was taken ends. */
  get at(): number {
    return this.#at;
  }

  peek(): Token {
    this.#next ??= this.#read();
    return this.#next;
  }

  take(): Token {
    const token = this.peek();
    this.#at = token.end;
    this.#next = undefined;
    return token;
  }

  /** Takes the next token if it is this mark or word. */
  accept(text: string): boolean {
    if (this.peek().text !== text || this.peek().kind === "text") return false;
    this.take();
    return true;
  }

  jump(to: number): void {
    this.#at = to;
    this.#next = undefined;
  }

  /** Passes over `<T, U>` where it is no comparison. */
  skipTypeArguments(): void {
    if (this.peek().text !== "<") return;
    typeArguments.lastIndex = this.peek().start;
    const found = typeArguments.exec(this.file.code);
    if (found && typeArguments.lastIndex <= this.to) this.jump(typeArguments.lastIndex);
  }

  #read(): Token {
    const start = this.#skip();
    if (start >= this.to) return { kind: "end", text: "", start: this.to, end: this.to };
    const { code, raw } = this.file;
    const char = code[start] ?? "";
    if (char === '"' || char === "$" || char === "@") {
      const literal = this.file.literalFrom(start);
      if (literal) {
        const suffix = /^u8\b/i.test(code.slice(literal.end, literal.end + 3)) ? 2 : 0;
        return { kind: "text", text: code.slice(start, literal.end), start, end: literal.end + suffix };
      }
    }
    if (char <= " ") {
      const end = match(character, raw, start)?.length ?? 1;
      return { kind: "text", text: raw.slice(start, start + end), start, end: start + end };
    }
    for (const [kind, pattern] of [
      ["word", word],
      ["number", number],
      ["mark", mark],
    ] as const) {
      const text = match(pattern, code, start);
      if (text !== undefined) return { kind, text, start, end: start + text.length };
    }
    return { kind: "end", text: "", start, end: start };
  }

  /** Where the next token starts. Blanks are space, comments, or a character in its quotes. */
  #skip(): number {
    const { code, raw } = this.file;
    let at = this.#at;
    while (at < this.to && (code[at] ?? "") <= " ") {
      const passed = match(space, raw, at) ?? match(comment, raw, at);
      if (passed !== undefined) at += passed.length;
      else if (match(character, raw, at) !== undefined) return at;
      else at += 1;
    }
    return at;
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
