/** A string literal of a source file. Offsets are those of the source. */
export interface Literal {
  /** Offset of its first character, prefix and quote included. */
  readonly start: number;
  /** Offset after its closing quote. */
  readonly end: number;
  /** What stands between the quotes, escapes and interpolation holes as written. */
  readonly text: string;
}

/** Source code with everything that only looks like code replaced by spaces. */
export interface BlankedCode {
  /**
   * As long as the source and with the same line breaks. Comments, the contents of strings, regular expressions and
   * switched-off preprocessor branches are spaces; quotes stay, and so does the code inside interpolation holes.
   */
  readonly code: string;
  readonly literals: readonly Literal[];
  /** The offsets of all brackets in the code, in order, where the lexer notes them. */
  readonly brackets?: readonly number[];
}

/** Collects what to blank while a lexer walks the source. */
export class Blanker {
  readonly literals: Literal[] = [];
  /** For a lexer that passes every bracket to note them. */
  readonly brackets: number[] = [];
  readonly #source: string;
  readonly #parts: string[] = [];
  #done = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Blanks `[start, end)`. Calls must come in source order; what was already blanked stays so. */
  blank(start: number, end: number): void {
    const from = Math.max(start, this.#done);
    if (end <= from) return;
    this.#parts.push(this.#source.slice(this.#done, from), blanks(this.#source.slice(from, end)));
    this.#done = end;
  }

  literal(start: number, end: number, contentStart: number, contentEnd: number): void {
    this.literals.push({ start, end, text: this.#source.slice(contentStart, contentEnd) });
  }

  finish(): BlankedCode {
    this.#parts.push(this.#source.slice(this.#done));
    return {
      code: this.#parts.join(""),
      literals: this.literals.sort((one, other) => one.start - other.start),
      ...(this.brackets.length > 0 && { brackets: this.brackets }),
    };
  }
}

const spaces = " ".repeat(256);

/** As many spaces, line breaks kept. */
function blanks(text: string): string {
  if (text.includes("\n") || text.includes("\r"))
    return text.replace(/[^\r\n]+/g, (run) => " ".repeat(run.length));
  return text.length <= spaces.length ? spaces.slice(0, text.length) : " ".repeat(text.length);
}
