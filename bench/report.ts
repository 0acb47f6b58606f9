import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { BenchResult } from "./bench-result.js";

/** A run: when, on what, and what came out. */
export interface BenchRun {
  /** ISO 8601, the day only. */
  readonly date: string;
  readonly machine: string;
  readonly results: readonly BenchResult[];
}

const page = "docs/benchmarks.md";
const data = "docs/benchmarks.json";

export function describeRun(): Pick<BenchRun, "date" | "machine"> {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${memory} GiB, ${process.platform}, Node ${process.versions.node}`;
  return { date: new Date().toISOString().slice(0, 10), machine };
}

export function toTable(results: readonly BenchResult[]): string {
  const rows = results.map((one) => {
    const figure = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ${one.unit}`;
    return `| ${one.name} | ${figure(one.value)} | ${one.floor} | ${figure(one.against)} | ${one.ratio.toFixed(2)} | ${budgetOf(one)} |`;
  });
  return ["| what | median | against | median | ratio | budget |", "|---|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}

function budgetOf({ budget }: BenchResult): string {
  if (budget === undefined) return "-";
  return "atMost" in budget ? `≤ ${budget.atMost.toFixed(2)}` : `≥ ${budget.atLeast.toFixed(2)}`;
}

/**
 * Puts a run into the docs: the JSON, and the table made of it. Figures of a run that measured only some things replace
 * those of the same name; each keeps the day and the machine it was measured on.
 */
export function writeDocs(run: BenchRun): void {
  const before: BenchRun[] = existsSync(data) ? JSON.parse(readFileSync(data, "utf8")) : [];
  const names = new Set(run.results.map(keyOf));
  const kept = before
    .map((one) => ({ ...one, results: one.results.filter((result) => !names.has(keyOf(result))) }))
    .filter(({ results }) => results.length > 0);
  const sameDay = kept.find(({ date, machine }) => date === run.date && machine === run.machine);
  const runs = sameDay
    ? kept.map((one) => (one === sameDay ? { ...one, results: [...one.results, ...run.results] } : one))
    : [...kept, run];
  writeFileSync(data, `${JSON.stringify(runs, null, 2)}\n`);
  const tables = runs.map((one) => `## ${one.date}: ${one.machine}\n\n${toTable(one.results)}`);
  const text = readFileSync(page, "utf8");
  const mark = "<!-- figures -->\n";
  writeFileSync(page, `${text.slice(0, text.indexOf(mark) + mark.length)}\n${tables.join("\n\n")}\n`);
}

function keyOf({ name, floor }: BenchResult): string {
  return `${name} / ${floor}`;
}
