import type { BuildSymbols } from "./build-symbols.js";

/** More symbols of a build in one condition are not tried in all their combinations. */
const maxSymbols = 6;

interface Level {
  readonly outerLive: boolean;
  readonly taken: boolean;
  readonly live: boolean;
}

/**
 * Follows the conditional directives of a C# source (specification section 6.5): `#if false`, `#if NEVER_DEFINED`, the `#else` of a
 * true condition. A symbol counts as undefined unless the file or the project defines it, or a build could: then its branches may be
 * live.
 */
export class Preprocessor {
  readonly #build: BuildSymbols;
  readonly #symbols: Set<string>;
  /** What the file itself says is not defined, whatever a build does. */
  readonly #undefined = new Set<string>();
  readonly #levels: Level[] = [];

  constructor(build: BuildSymbols) {
    this.#build = build;
    this.#symbols = new Set(build.defined);
  }

  /** Whether what follows the directives so far is compiled. */
  get live(): boolean {
    return this.#levels.at(-1)?.live ?? true;
  }

  /** Takes a directive in, from its `#` to the end of its line. */
  directive(text: string): void {
    const [, name, rest = ""] = /^\s*#\s*(\w+)(.*)$/s.exec(text) ?? [];
    const symbol = /^\s*(\w+)/.exec(rest)?.[1] ?? "";
    if (name === "define" && this.live) {
      this.#symbols.add(symbol);
      this.#undefined.delete(symbol);
    } else if (name === "undef" && this.live) {
      this.#symbols.delete(symbol);
      if (this.#levels.length === 0) this.#undefined.add(symbol);
    } else if (name === "if") {
      const outerLive = this.live;
      const value = this.#holds(rest);
      this.#levels.push({ outerLive, taken: value === true, live: outerLive && value !== false });
    } else if (name === "elif" || name === "else") this.#alternative(name === "else" ? "true" : rest);
    else if (name === "endif") this.#levels.pop();
  }

  #alternative(condition: string): void {
    const level = this.#levels.pop();
    if (!level) return;
    const value = level.taken ? false : this.#holds(condition);
    this.#levels.push({
      outerLive: level.outerLive,
      taken: level.taken || value === true,
      live: level.outerLive && value !== false,
    });
  }

  /** true, false, or undefined where a build decides: it is tried with what a build may define and without. */
  #holds(expression: string): boolean | undefined {
    const tokens = expression.replace(/\/\/.*$/s, "").match(/\w+|&&|\|\||==|!=|[!()]/g) ?? [];
    const open = [...new Set(tokens)].filter(
      (token) => this.#build.isOpen(token) && !this.#symbols.has(token) && !this.#undefined.has(token),
    );
    if (open.length > maxSymbols) return undefined;
    const values = new Set<boolean>();
    for (let chosen = 0; chosen < 1 << open.length; chosen += 1)
      values.add(
        evaluate(tokens, new Set([...this.#symbols, ...open.filter((_, bit) => chosen & (1 << bit))])),
      );
    return values.size === 1 ? values.has(true) : undefined;
  }
}

/** Whether a build of a source may define a symbol. */
export function mayBeDefined(symbol: string, source: string, build: BuildSymbols): boolean {
  return (
    build.defined.has(symbol) ||
    build.isOpen(symbol) ||
    new RegExp(String.raw`^[ \t]*#[ \t]*define[ \t]+${symbol}\b`, "m").test(source)
  );
}

/** `!`, `&&`, `||`, `==`, `!=` and parentheses. What is missing counts as true: such a source does not compile. */
function evaluate(tokens: readonly string[], symbols: ReadonlySet<string>): boolean {
  let at = 0;
  const primary = (): boolean => {
    const token = tokens[at++];
    if (token === "!") return !primary();
    if (token === "(") {
      const value = or();
      at += 1;
      return value;
    }
    return token === "true" || token === undefined || symbols.has(token);
  };
  const equality = (): boolean => {
    let value = primary();
    while (tokens[at] === "==" || tokens[at] === "!=") {
      const equal = tokens[at++] === "==";
      value = (value === primary()) === equal;
    }
    return value;
  };
  const and = (): boolean => {
    let value = equality();
    while (tokens[at] === "&&") {
      at += 1;
      value = equality() && value;
    }
    return value;
  };
  const or = (): boolean => {
    let value = and();
    while (tokens[at] === "||") {
      at += 1;
      value = and() || value;
    }
    return value;
  };
  return or();
}
