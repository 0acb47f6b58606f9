/** One figure of the benchmark, always beside the peer or floor measured in the same run. */
export interface BenchResult {
  /** "msx --version" */
  readonly name: string;
  /** Median of the subject, in `unit`. */
  readonly value: number;
  /** Median of the peer or floor, in `unit`. */
  readonly against: number;
  readonly unit: "CPU ms" | "MiB" | "req/s";
  /** What it is measured against: "node -e 0". */
  readonly floor: string;
  /** value ÷ against: median of the ratios pair by pair, which holds when the machine's speed drifts. */
  readonly ratio: number;
  /** The ratio that must not be passed, where one is promised. */
  readonly budget?: number;
}
