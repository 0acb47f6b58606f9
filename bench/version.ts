import type { BenchResult } from "./bench-result.js";
import { measurePairs } from "./measure-pairs.js";

/** How much a command costs before it does anything: `msx --version` against an empty Node. */
export function benchVersion(): BenchResult {
  const measured = measurePairs(
    { command: [process.execPath, "bin/run.js", "--version"] },
    { command: [process.execPath, "-e", "0"] },
    { pairs: 10, runsPerSample: 3 },
  );
  return { name: "msx --version", unit: "CPU ms", floor: "node -e 0", budget: { atMost: 2.3 }, ...measured };
}
