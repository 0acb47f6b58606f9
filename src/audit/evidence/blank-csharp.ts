import { type BlankedCode, Blanker } from "./blanked-code.js";
import { BuildSymbols } from "./build-symbols.js";
import { Preprocessor } from "./csharp-conditions.js";

interface Hole {
  /** Resumes the string the hole belongs to. */
  readonly resume: (from: number) => void;
  /** How many braces close it: 1, or the number of `$` of a raw string. */
  readonly braces: number;
  /** Bracket depth inside the hole; a `:` at depth 0 starts a format specifier. */
  depth: number;
}

/**
 * The second evidence tier for C# (specification section 6.4, and raw string literals of C# 11): comments, strings
 * regular, verbatim, interpolated and raw, characters, preprocessor lines and the branches they switch off.
 */
export function blankCsharp(source: string, build: BuildSymbols = new BuildSymbols()): BlankedCode {
  return new CsharpLexer(source, build).run();
}

const conditional = /^[ \t]*#[ \t]*(?:if|elif|else|endif)\b/;

class CsharpLexer {
  readonly #out: Blanker;
  readonly #source: string;
  readonly #holes: Hole[] = [];
  readonly #preprocessor: Preprocessor;
  #at = 0;

  constructor(source: string, build: BuildSymbols) {
    this.#source = source;
    this.#out = new Blanker(source);
    this.#preprocessor = new Preprocessor(build);
  }

  run(): BlankedCode {
    while (this.#at < this.#source.length) this.#step();
    return this.#out.finish();
  }

  #step(): void {
    const source = this.#source;
    const char = source[this.#at] ?? "";
    const next = source[this.#at + 1];
    if (char === "/" && next === "/") return this.#skip(this.#lineEnd(this.#at));
    if (char === "/" && next === "*") return this.#skip(this.#after("*/", this.#at + 2));
    if (char === "#" && this.#holes.length === 0 && this.#startsLine()) return this.#directive();
    if (char === "'") return this.#character();
    if (char === '"' || char === "$" || char === "@") {
      const pattern = /(\$*)(@?)(\$?)("+)/y;
      pattern.lastIndex = this.#at;
      const match = pattern.exec(source);
      if (match) return this.#string(match);
    }
    if (this.#holes.length > 0) this.#inHole(char);
    else this.#at += 1;
  }

  #inHole(char: string): void {
    const hole = this.#holes.at(-1);
    this.#at += 1;
    if (!hole) return;
    if (char === "(" || char === "[" || char === "{") hole.depth += 1;
    else if (char === ")" || char === "]") hole.depth -= 1;
    else if (char === "}" && hole.depth > 0) hole.depth -= 1;
    else if (char === "}") {
      this.#holes.pop();
      hole.resume(this.#at - 1 + hole.braces);
    } else if (char === ":" && hole.depth === 0) {
      if (this.#source[this.#at] === ":") this.#at += 1;
      else this.#skip(Math.max(this.#source.indexOf("}", this.#at), this.#at));
    }
  }

  #string(match: RegExpExecArray): void {
    const [prefix, dollars = "", at = "", lateDollar = "", quotes = ""] = match;
    const start = this.#at;
    const holes = dollars.length + lateDollar.length;
    if (quotes.length >= 3 && at === "") {
      const content = start + prefix.length;
      return this.#text(start, content, content, { close: '"'.repeat(quotes.length), holes, escape: "" });
    }
    const content = start + prefix.length - quotes.length + 1;
    this.#text(start, content, content, { close: '"', holes, escape: at === "@" ? '"' : "\\" });
  }

  /** Reads string text from `from`; `holes` is how many braces open one (0: none do). */
  #text(
    start: number,
    content: number,
    from: number,
    form: { readonly close: string; readonly holes: number; readonly escape: string },
  ): void {
    const source = this.#source;
    const raw = form.escape === "";
    for (let end = from; end < source.length; end += 1) {
      const char = source[end];
      if (form.escape === "\\" && char === "\\") end += 1;
      else if (form.escape === "\\" && char === "\n") return this.#endText(start, content, from, end, 0);
      else if (form.escape === '"' && char === '"' && source[end + 1] === '"') end += 1;
      else if (source.startsWith(form.close, end)) {
        // a raw string may end in more quotes than close it: the last ones do
        while (raw && source[end + form.close.length] === '"') end += 1;
        return this.#endText(start, content, from, end, form.close.length);
      } else if (char === "{" && form.holes > 0) {
        const run = runLength(source, end, "{");
        const opens = raw ? run >= form.holes : run % 2 === 1;
        end += run - 1;
        if (!opens) continue;
        this.#out.blank(from, end + 1 - (raw ? form.holes : 1));
        this.#at = end + 1;
        const resume = (after: number) => this.#text(start, content, after, form);
        this.#holes.push({ resume, braces: raw ? form.holes : 1, depth: 0 });
        return;
      }
    }
    this.#endText(start, content, from, source.length, 0);
  }

  #endText(start: number, content: number, from: number, end: number, closing: number): void {
    this.#out.blank(from, end);
    this.#at = Math.max(end + closing, this.#at);
    this.#out.literal(start, this.#at, content, end);
  }

  #character(): void {
    const pattern = /'(?:\\[^\n]{1,10}?|[^'\\\n])'/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    this.#skip(this.#at + (match?.[0].length ?? 1));
  }

  /** Of what a directive switches off only further directives are read: a quote or a comment there opens nothing. */
  #directive(): void {
    let end = this.#lineEnd(this.#at);
    this.#preprocessor.directive(this.#source.slice(this.#at, end));
    while (!this.#preprocessor.live && end < this.#source.length) {
      const start = end + 1;
      end = this.#lineEnd(start);
      const line = this.#source.slice(start, end);
      if (conditional.test(line)) this.#preprocessor.directive(line);
    }
    this.#skip(end);
  }

  #startsLine(): boolean {
    const lineStart = this.#source.lastIndexOf("\n", this.#at - 1) + 1;
    return this.#source.slice(lineStart, this.#at).trim() === "";
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

function runLength(source: string, from: number, char: string): number {
  let end = from;
  while (source[end] === char) end += 1;
  return end - from;
}
