/** One figure of the benchmark, always beside the peer or floor measured in the same run. */
export interface BenchResult {
  /** "msx --version" */
  readonly name: string;
  /** Median of the subject, in `unit`. */
  readonly value: number;
  /** Median of the peer or floor, in `unit`. */
  readonly against: number;
  readonly unit: "CPU ms" | "ms" | "s" | "MiB" | "req/s" | "msg/s";
  /** What it is measured against: "node -e 0". */
  readonly floor: string;
  /** value ÷ against: median of the ratios pair by pair, which holds when the machine's speed drifts. */
  readonly ratio: number;
  /** The ratio that must be kept, where one is promised. */
  readonly budget?: Budget;
}

/** Costs have a ratio that must not be passed, throughput one that must be reached. */
export type Budget = { readonly atMost: number } | { readonly atLeast: number };

export function isWithinBudget({ ratio, budget }: BenchResult): boolean {
  if (budget === undefined) return true;
  return "atMost" in budget ? ratio <= budget.atMost : ratio >= budget.atLeast;
}
