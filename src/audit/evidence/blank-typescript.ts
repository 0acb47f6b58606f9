import { type BlankedCode, Blanker } from "./blanked-code.js";

/** After these words a slash starts a regular expression; after any other word it divides. */
const beforeExpression = new Set(
  "return typeof case in of delete void throw new do else instanceof await yield".split(" "),
);
/** A closing parenthesis of one of these ends a head, so an expression may follow. */
const heads = new Set(["if", "while", "for", "with"]);

/** Longer words than `instanceof` decide nothing. */
const longestWord = 10;

/** Letters, digits, `_`, `$` and everything beyond ASCII; false behind the end of the text. */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code >= 128
  );
}

type Opener = { readonly kind: "("; readonly head: boolean } | { readonly kind: "{" | "[" | "${" };

/**
 * The second evidence tier for TypeScript and JavaScript (ECMA-262 section 12, lexical grammar; JSX text is read as
 * code). Never throws: an unterminated string ends with its line, anything else unterminated with the file.
 */
export function blankTypescript(source: string): BlankedCode {
  return new TypescriptLexer(source).run();
}

class TypescriptLexer {
  readonly #out: Blanker;
  readonly #source: string;
  readonly #open: Opener[] = [];
  /** Start offsets of the template literals whose hole is being read. */
  readonly #templates: number[] = [];
  #at = 0;
  /** Whether a slash here would begin a regular expression. */
  #expectsExpression = true;
  #lastWord = "";

  constructor(source: string) {
    this.#source = source;
    this.#out = new Blanker(source);
  }

  run(): BlankedCode {
    if (this.#source.startsWith("#!")) this.#skip(this.#lineEnd(0));
    while (this.#at < this.#source.length) this.#step();
    return this.#out.finish();
  }

  #step(): void {
    const char = this.#source[this.#at] ?? "";
    const next = this.#source[this.#at + 1];
    if (char === "/" && next === "/") return this.#skip(this.#lineEnd(this.#at));
    if (char === "/" && next === "*") return this.#skip(this.#after("*/", this.#at + 2));
    if (char === '"' || char === "'") return this.#string(char);
    if (char === "`") return this.#template(this.#at, this.#at + 1);
    if (char === "/" && this.#expectsExpression && this.#regex()) return;
    if (isWordCode(this.#source.charCodeAt(this.#at))) return this.#word();
    this.#punctuation(char, next);
  }

  #word(): void {
    const start = this.#at;
    while (isWordCode(this.#source.charCodeAt(this.#at))) this.#at += 1;
    const member = this.#source[start - 1] === ".";
    const word = this.#at - start <= longestWord ? this.#source.slice(start, this.#at) : "";
    this.#lastWord = member ? "" : word;
    this.#expectsExpression = !member && beforeExpression.has(word);
  }

  #punctuation(char: string, next: string | undefined): void {
    this.#at += 1;
    if (char <= " ") return;
    const word = this.#lastWord;
    this.#lastWord = "";
    if ((char === "+" || char === "-") && next === char) {
      this.#at += 1; // after x++ a slash divides; before ++x none stands
      return;
    }
    if (char === "!" && next !== "=" && !this.#expectsExpression) return; // a non-null assertion: x! / y
    if (char === "(") this.#open.push({ kind: "(", head: heads.has(word) });
    else if (char === "{" || char === "[") this.#open.push({ kind: char });
    if (char === ")" || char === "]" || char === "}") return this.#close(char);
    this.#expectsExpression = true;
  }

  #close(char: string): void {
    const opener = this.#open.pop();
    if (opener?.kind === "${" && char === "}") {
      const start = this.#templates.pop() ?? this.#at;
      this.#template(start, this.#at);
      return;
    }
    this.#expectsExpression = char === "}" || (opener?.kind === "(" && opener.head);
  }

  #string(quote: string): void {
    const start = this.#at;
    let end = start + 1;
    for (; end < this.#source.length; end += 1) {
      const char = this.#source[end];
      if (char === "\\") end += this.#source.startsWith("\r\n", end + 1) ? 2 : 1;
      else if (char === quote || char === "\n") break;
    }
    const closed = this.#source[end] === quote;
    this.#out.blank(start + 1, end);
    this.#at = Math.min(closed ? end + 1 : end, this.#source.length);
    this.#out.literal(start, this.#at, start + 1, Math.min(end, this.#source.length));
    this.#afterOperand();
  }

  /** Reads template text from `from` to its end or to its next hole; `start` is where the literal began. */
  #template(start: number, from: number): void {
    let end = from;
    for (; end < this.#source.length; end += 1) {
      const char = this.#source[end];
      if (char === "\\") end += 1;
      else if (char === "`") break;
      else if (char === "$" && this.#source[end + 1] === "{") {
        this.#out.blank(from, end);
        this.#open.push({ kind: "${" });
        this.#templates.push(start);
        this.#at = end + 2;
        this.#expectsExpression = true;
        return;
      }
    }
    end = Math.min(end, this.#source.length);
    this.#out.blank(from, end);
    this.#at = Math.min(end + 1, this.#source.length);
    this.#out.literal(start, this.#at, start + 1, end);
    this.#afterOperand();
  }

  /** False when no regular expression ends on this line: then it was a division after all. */
  #regex(): boolean {
    let inClass = false;
    for (let end = this.#at + 1; end < this.#source.length; end += 1) {
      const char = this.#source[end];
      if (char === "\n") return false;
      if (char === "\\") end += 1;
      else if (char === "[") inClass = true;
      else if (char === "]") inClass = false;
      else if (char === "/" && !inClass) {
        this.#skip(end + 1);
        while (/[a-z]/.test(this.#source[this.#at] ?? "")) this.#skip(this.#at + 1);
        this.#afterOperand();
        return true;
      }
    }
    return false;
  }

  #afterOperand(): void {
    this.#expectsExpression = false;
    this.#lastWord = "";
  }

  #skip(end: number): void {
    this.#out.blank(this.#at, end);
    this.#at = end;
  }

  #lineEnd(from: number): number {
    const end = this.#source.indexOf("\n", from);
    return end < 0 ? this.#source.length : end;
  }

  #after(mark: string, from: number): number {
    const found = this.#source.indexOf(mark, from);
    return found < 0 ? this.#source.length : found + mark.length;
  }
}
