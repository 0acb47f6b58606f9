// `npm run bench [-- --only NAME] [--json] [--write-docs]`: figures as ratios against a peer or a floor measured in the
// same run. Exits 1 when one misses its budget. Absolute figures of a shared machine drift; the ratios are what to quote.
import { type BenchResult, isWithinBudget } from "./bench-result.js";
import { benchDevReload } from "./dev-reload.js";
import { benchGateway } from "./gateway.js";
import { benchNewService } from "./new-service.js";
import { describeRun, toTable, writeDocs } from "./report.js";
import { benchVersion } from "./version.js";

const benches: Readonly<Record<string, () => BenchResult[] | Promise<BenchResult[]>>> = {
  version: () => [benchVersion()],
  "new-service": () => [benchNewService()],
  gateway: benchGateway,
  "dev-reload": async () => [await benchDevReload()],
};

const args = process.argv.slice(2);
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : undefined;
if (only !== undefined && benches[only] === undefined) {
  throw new Error(`--only ${only}: there is ${Object.keys(benches).join(", ")}`);
}

const results: BenchResult[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (only === undefined || only === name) results.push(...(await bench()));
}

const run = { ...describeRun(), results };
console.log(args.includes("--json") ? JSON.stringify(run, null, 2) : toTable(results));
if (args.includes("--write-docs")) writeDocs(run);
process.exitCode = results.every(isWithinBudget) ? 0 : 1;
