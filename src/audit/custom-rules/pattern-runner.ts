import vm from "node:vm";

export interface PatternMatch {
  readonly index: number;
  readonly text: string;
}

/** One text may take this long, and all patterns of an audit together that long. */
const limits = { textMs: 2_000, totalMs: 20_000, matches: 1_000 };

const search = new vm.Script(`(() => {
  const found = [];
  for (const match of text.matchAll(new RegExp(pattern, "gm"))) {
    found.push([match.index, match[0]]);
    if (found.length === ${limits.matches}) break;
  }
  return found;
})()`);

/**
 * Runs regular expressions that somebody else wrote in bounded time: V8 interrupts one that backtracks without end. A
 * pattern that ran out of time is not tried again.
 */
export class PatternRunner {
  readonly #context = vm.createContext({ text: "", pattern: "" });
  readonly #exhausted = new Set<string>();
  #spentMs = 0;

  /** The matches of a pattern, in multi-line mode; undefined when they cannot be found in time. */
  matches(pattern: string, text: string): readonly PatternMatch[] | undefined {
    if (this.#exhausted.has(pattern)) return undefined;
    const timeout = Math.floor(Math.min(limits.textMs, limits.totalMs - this.#spentMs));
    if (timeout < 1) return undefined;
    const started = performance.now();
    try {
      Object.assign(this.#context, { text, pattern });
      const found = search.runInContext(this.#context, { timeout }) as [number, string][];
      return found.map(([index, match]) => ({ index, text: match }));
    } catch (error) {
      if ((error as { code?: unknown }).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      this.#exhausted.add(pattern);
      return undefined;
    } finally {
      this.#spentMs += performance.now() - started;
    }
  }
}
