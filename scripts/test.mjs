// `npm test [-- FILTER…]`: runs vitest and ends with the slowest files, what failed and the line "N passed, N failed, N skipped".
// `--remote` runs what needs images from a registry (test/remote), outside that count; `--soak` runs the long form of the
// files called `*.soak.test.ts`, which are part of the rest in a short one.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** One vitest after the other: each shop of the faults is there only while its own tests run. */
const stages = [
  ["unit", "conformance", "outside", "alone"],
  ["faults"],
  ["faults without Docker"],
  ["faults of a mixed workspace"],
  ["faults of .NET without Docker"],
];
const soakStages = [["conformance", "outside", "alone"], ...stages.slice(1)];

const argv = process.argv.slice(2);
const remote = argv.includes("--remote");
const soak = argv.includes("--soak");
const filters = argv.filter((word) => word !== "--remote" && word !== "--soak");
if (soak && filters.length === 0) filters.push(".soak.test.ts");
const folder = mkdtempSync(path.join(tmpdir(), "msx-test-"));

const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const files = [];
if (remote) add(run(["--config", "vitest.remote.config.ts"]));
else {
  for (const projects of soak ? soakStages : stages) {
    add(run(["--passWithNoTests", ...projects.flatMap((project) => ["--project", project])]));
  }
}
rmSync(folder, { recursive: true, force: true });
if (sum.passed + sum.failed + sum.skipped === 0) {
  console.error(`No test file's path contains ${filters.join(" or ")}.`);
  sum.failed = 1;
}
const slowest = files
  .filter(({ ms }) => ms >= 1000)
  .sort((a, b) => b.ms - a.ms)
  .slice(0, 15);
const seconds = slowest.map(({ name, ms }) => `${(ms / 1000).toFixed(0).padStart(5)} s  ${name}`);
if (slowest.length > 0) console.log(`\nSlowest files:\n${seconds.join("\n")}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.join("\n")}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** Runs vitest once, and answers what it counted, what failed and how long each file took. */
function run(args) {
  const counts = path.join(folder, "counts.json");
  rmSync(counts, { force: true });
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", ...args, ...filters],
    {
      stdio: "inherit",
      env: {
        ...process.env,
        ...{ MSX_TEST_COUNTS: counts, MSX_TEST_IMAGES: path.join(folder, "images.json") },
        ...(soak && { MSX_SOAK: "1" }),
      },
    },
  );
  const result = existsSync(counts)
    ? JSON.parse(readFileSync(counts, "utf8"))
    : { counts: { passed: 0, failed: 0, skipped: 0 }, failures: [], files: [] };
  // Vitest can fail without a failed test (an unhandled error, a broken set-up): that must not read as green.
  if (status !== 0 && result.counts.failed === 0) {
    result.counts.failed = 1;
    result.failures.push(`vitest ${args.join(" ")} ended with ${status}, and no test failed`);
  }
  return result;
}

function add({ counts, failures: named, files: timed }) {
  for (const key of Object.keys(sum)) sum[key] += counts[key];
  failures.push(...named);
  files.push(...timed);
}
