import { type BlankedCode, Blanker } from "./blanked-code.js";
import { isWordUnit } from "./units.js";

/** After these words a slash starts a regular expression; after any other word it divides. */
const beforeExpression = new Set(
  "return typeof case in of delete void throw new do else instanceof await yield".split(" "),
);
/** A closing parenthesis of one of these ends a head, so an expression may follow. */
const heads = new Set(["if", "while", "for", "with"]);
/** By its first letter, how long a word that means something may be: bit n for n letters. Most words need not be cut out. */
const lengths = lengthsByFirst([...beforeExpression, ...heads]);

function lengthsByFirst(words: readonly string[]): Uint16Array {
  const found = new Uint16Array(128);
  for (const word of words) found[word.charCodeAt(0)] = (found[word.charCodeAt(0)] ?? 0) | (1 << word.length);
  return found;
}

/** Longer words than `instanceof` decide nothing. */
const longestWord = 10;

/** Letters, digits, `_`, `$` and everything beyond ASCII; false behind the end of the text. */
function isWordCode(code: number): boolean {
  return isWordUnit(code) || code >= 128;
}

const [slash, star, doubleQuote, quote, backtick, backslash, lineFeed] = [47, 42, 34, 39, 96, 92, 10];
const [plus, minus, bang, equals, dot, dollar] = [43, 45, 33, 61, 46, 36];
const [parenOpen, parenClose, squareOpen, squareClose, braceOpen, braceClose] = [40, 41, 91, 93, 123, 125];

type Opener = "(" | "head(" | "{" | "[" | "${";

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
    const source = this.#source;
    const unit = source.charCodeAt(this.#at);
    if (isWordCode(unit)) return this.#word();
    if (unit <= 32) {
      let end = this.#at + 1;
      while (source.charCodeAt(end) <= 32) end += 1;
      this.#at = end;
      return;
    }
    if (unit === doubleQuote || unit === quote) return this.#string(unit);
    if (unit === backtick) return this.#template(this.#at, this.#at + 1);
    const next = source.charCodeAt(this.#at + 1);
    if (unit === slash) {
      if (next === slash) return this.#skip(this.#lineEnd(this.#at));
      if (next === star) return this.#skip(this.#after("*/", this.#at + 2));
      if (this.#expectsExpression && this.#regex()) return;
    }
    this.#punctuation(unit, next);
  }

  #word(): void {
    const source = this.#source;
    const start = this.#at;
    let end = start + 1;
    // Most are small letters, about which nothing has to be asked.
    for (let unit = source.charCodeAt(end); (unit >= 97 && unit <= 122) || isWordCode(unit); ) {
      end += 1;
      unit = source.charCodeAt(end);
    }
    this.#at = end;
    const size = end - start;
    const means = size <= longestWord && ((lengths[source.charCodeAt(start)] ?? 0) >> size) & 1;
    const word = means && source.charCodeAt(start - 1) !== dot ? source.slice(start, end) : "";
    this.#lastWord = word;
    this.#expectsExpression = word !== "" && beforeExpression.has(word);
  }

  #punctuation(unit: number, next: number): void {
    this.#at += 1;
    const word = this.#lastWord;
    this.#lastWord = "";
    if ((unit === plus || unit === minus) && next === unit) {
      this.#at += 1; // after x++ a slash divides; before ++x none stands
      return;
    }
    if (unit === bang && next !== equals && !this.#expectsExpression) return; // a non-null assertion: x! / y
    if (unit === parenOpen) this.#bracket(heads.has(word) ? "head(" : "(");
    else if (unit === braceOpen) this.#bracket("{");
    else if (unit === squareOpen) this.#bracket("[");
    else if (unit === parenClose || unit === squareClose || unit === braceClose) return this.#close(unit);
    this.#expectsExpression = true;
  }

  #bracket(opener: Opener): void {
    this.#open.push(opener);
    this.#out.brackets.push(this.#at - 1);
  }

  #close(unit: number): void {
    this.#out.brackets.push(this.#at - 1);
    const opener = this.#open.pop();
    if (opener === "${" && unit === braceClose) {
      const start = this.#templates.pop() ?? this.#at;
      this.#template(start, this.#at);
      return;
    }
    this.#expectsExpression = unit === braceClose || opener === "head(";
  }

  #string(mark: number): void {
    const source = this.#source;
    const start = this.#at;
    let end = start + 1;
    for (; end < source.length; end += 1) {
      const unit = source.charCodeAt(end);
      if (unit === backslash) end += source.startsWith("\r\n", end + 1) ? 2 : 1;
      else if (unit === mark || unit === lineFeed) break;
    }
    const closed = source.charCodeAt(end) === mark;
    this.#out.blank(start + 1, end);
    this.#at = Math.min(closed ? end + 1 : end, source.length);
    this.#out.literal(start, this.#at, start + 1, Math.min(end, source.length));
    this.#afterOperand();
  }

  /** Reads template text from `from` to its end or to its next hole; `start` is where the literal began. */
  #template(start: number, from: number): void {
    const source = this.#source;
    let end = from;
    for (; end < source.length; end += 1) {
      const unit = source.charCodeAt(end);
      if (unit === backslash) end += 1;
      else if (unit === backtick) break;
      else if (unit === dollar && source.charCodeAt(end + 1) === braceOpen) {
        this.#out.blank(from, end);
        this.#templates.push(start);
        this.#at = end + 2;
        this.#bracket("${");
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
