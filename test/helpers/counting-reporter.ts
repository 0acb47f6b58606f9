import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Counts tests for the closing line of `npm test` and writes the counts to the file MSX_TEST_COUNTS names.
 * A file that could not even be loaded counts as a failure: it must not vanish from the sum.
 */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      let own = 0;
      for (const test of module.children.allTests()) {
        own += 1;
        counts[test.result().state as keyof typeof counts] += 1;
      }
      if (module.errors().length > 0 || (own === 0 && module.state() === "failed")) counts.failed += 1;
    }
    if (process.env.MSX_TEST_COUNTS) writeFileSync(process.env.MSX_TEST_COUNTS, JSON.stringify(counts));
  }
}
