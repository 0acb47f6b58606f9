import { writeFileSync } from "node:fs";
import path from "node:path";
import type { SerializedError } from "vitest";
import type { Reporter, TestModule } from "vitest/node";

/**
 * Counts tests for the closing line of `npm test`, names those that failed with the first lines of why and how long each file took
 * (ms), and writes it all to the file MSX_TEST_COUNTS names. A file that could not even be loaded counts as a failure: it must not vanish from the sum.
 */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    const failures = unhandled.map((error) => failure("outside of any test", [error]));
    const files = modules.map((module) => ({
      name: `${module.project.name}: ${path.relative(process.cwd(), module.moduleId)}`,
      ms: module.diagnostic().duration + module.diagnostic().setupDuration,
    }));
    for (const module of modules) {
      const file = path.relative(process.cwd(), module.moduleId);
      let own = 0;
      for (const test of module.children.allTests()) {
        own += 1;
        const { state, errors } = test.result();
        counts[state as keyof typeof counts] += 1;
        if (state === "failed") failures.push(failure(`${file} > ${test.fullName}`, errors ?? []));
      }
      // A broken beforeAll is an error of its suite, whose tests are then skipped.
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) failures.push(failure(`${file} > ${suite.fullName}`, suite.errors()));
      }
      if (module.errors().length > 0 || (own === 0 && module.state() === "failed")) {
        counts.failed += 1;
        failures.push(failure(file, module.errors()));
      }
    }
    if (process.env.MSX_TEST_COUNTS) {
      writeFileSync(process.env.MSX_TEST_COUNTS, JSON.stringify({ counts, failures, files }));
    }
  }
}

/** A failed test's name, and at most eight lines of each of its errors. */
function failure(name: string, errors: readonly { message: string }[]): string {
  const reasons = errors.flatMap(({ message }) => message.split("\n").slice(0, 8));
  return [name, ...reasons.map((line) => `    ${line}`)].join("\n");
}
