// `npm test [-- FILTER…]`: runs vitest and ends with the line "N passed, N failed, N skipped".
// `--remote` runs what needs images from a registry (test/remote), outside that count; `--soak` runs the long form of the
// files called `*.soak.test.ts`, which are part of the rest in a short one.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const argv = process.argv.slice(2);
const remote = argv.includes("--remote");
const soak = argv.includes("--soak");
const folder = mkdtempSync(path.join(tmpdir(), "msx-test-"));
const counts = path.join(folder, "counts.json");
const args = ["node_modules/vitest/vitest.mjs", "run"];
if (remote) args.push("--config", "vitest.remote.config.ts");
const filters = argv.filter((word) => word !== "--remote" && word !== "--soak");
args.push(...filters);
if (soak)
  args.push(
    "--project",
    "outside",
    "--project",
    "faults",
    "--project",
    "faults without Docker",
    ...(filters.length === 0 ? [".soak.test.ts"] : []),
  );

const run = spawnSync(process.execPath, args, {
  stdio: "inherit",
  env: { ...process.env, MSX_TEST_COUNTS: counts, ...(soak && { MSX_SOAK: "1" }) },
});
const result = existsSync(counts)
  ? JSON.parse(readFileSync(counts, "utf8"))
  : { passed: 0, failed: 1, skipped: 0 };
rmSync(folder, { recursive: true, force: true });
// Vitest can fail without a failed test (an unhandled error, a broken set-up): that must not read as green.
if (run.status !== 0 && result.failed === 0) result.failed = 1;
console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped`);
process.exitCode = result.failed > 0 ? 1 : 0;
