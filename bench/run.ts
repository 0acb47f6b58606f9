// `npm run bench [-- --json]`: figures as ratios against a peer or a floor measured in the same run. Exits 1 when one is
// over its budget. Absolute figures of a shared machine drift; the ratios are what to quote.
import type { BenchResult } from "./bench-result.js";
import { benchNewService } from "./new-service.js";
import { benchVersion } from "./version.js";

const results: BenchResult[] = [benchVersion(), benchNewService()];

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ results }, null, 2));
} else {
  console.log("| what | median | against | median | ratio | budget |");
  console.log("|---|---|---|---|---|---|");
  for (const result of results) console.log(row(result));
}
process.exitCode = results.some((one) => one.budget !== undefined && one.ratio > one.budget) ? 1 : 0;

function row(one: BenchResult): string {
  const figure = (value: number): string => `${value.toFixed(0)} ${one.unit}`;
  const budget = one.budget === undefined ? "-" : `≤ ${one.budget.toFixed(2)}`;
  return `| ${one.name} | ${figure(one.value)} | ${one.floor} | ${figure(one.against)} | ${one.ratio.toFixed(2)} | ${budget} |`;
}
