import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeWorkspace } from "./audit/workspace.js";
import type { BenchResult, Budget } from "./bench-result.js";
import { installPeers } from "./install-peers.js";
import { measurePairs, type Subject } from "./measure-pairs.js";
import { peakUnder } from "./peak-memory.js";

const bin = path.resolve("bin/run.js");
const peers = path.resolve("bench/audit/peers");
const sampling = { pairs: 5, runsPerSample: 1 };
const several = 200;
const many = 2_000;
/** Issue 6: the most that an audit of several services may have resident, in MiB. */
const peakCeilingMiB = 200;

/**
 * Auditing workspaces of generated services, by CPU time: against repolinter (one run, one verdict for all), spectral (the OpenAPI
 * documents alone) and the reading of all files; then again with what was found kept, one service, and ten times as many.
 * @throws NotMeasured when npm cannot install the peers; Error when an audit leaves a service out, or a peer finds something else than expected
 */
export function benchAudit(): BenchResult[] {
  installPeers(peers);
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-audit-"));
  const workspaceOf = (services: number): string => {
    const workspace = path.join(folder, `${services}`);
    writeWorkspace(workspace, services);
    return workspace;
  };
  try {
    const [one, all] = [workspaceOf(1), workspaceOf(several)];
    const cold = audit(all);
    assertAudited(cold, several);
    const cached = { ...audit(all, []), env: { XDG_CACHE_HOME: path.join(folder, "cache") } };
    const floor = readFloor(all);
    const name = `msx audit, ${several} services`;
    const results = [
      against(name, cold, "repolinter, one run for all", repolinter(all), { atMost: 0.5 }),
      against(name, cold, "spectral, their OpenAPI documents alone", spectral(all), { atMost: 0.25 }),
      against(name, cold, "reading the files, seven patterns", floor, { atMost: 8 }),
      against(`${name}, nothing changed`, cached, "reading the files, seven patterns", floor, { atMost: 2 }),
      peakUnder(peakCeilingMiB, name, cold),
      against("msx audit, one service", audit(one), "repolinter", repolinter(one), { atMost: 1 }),
    ];
    const larger = audit(workspaceOf(many));
    assertAudited(larger, many);
    return [...results, growth(larger, cold)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function audit(workspace: string, flags: readonly string[] = ["--no-cache"]): Subject {
  return {
    command: [process.execPath, bin, "audit", "checklist", workspace, "--json", ...flags],
    exits: [0, 3],
  };
}

/** Every rule of its ruleset passes, so that it did its work when it ends with 0. */
function repolinter(workspace: string): Subject {
  const program = path.join(peers, "node_modules/repolinter/bin/repolinter.js");
  const ruleset = path.resolve("bench/audit/repolinter.json");
  return { command: [process.execPath, program, "lint", workspace, "--rulesetFile", ruleset] };
}

/** It ends with 1 where it finds an error, with 2 where it cannot work. */
function spectral(workspace: string): Subject {
  const program = path.join(peers, "node_modules/@stoplight/spectral-cli/dist/index.js");
  const ruleset = path.resolve("bench/audit/spectral.yaml");
  const documents = "services/*/contracts/openapi.json";
  return {
    command: [process.execPath, program, "lint", documents, "--ruleset", ruleset, "--quiet"],
    cwd: workspace,
    exits: [0, 1],
  };
}

function readFloor(workspace: string): Subject {
  return { command: [process.execPath, path.resolve("bench/audit/read-floor.mjs"), workspace] };
}

/** @throws Error when the report has not as many services as there are */
function assertAudited({ command: [program = "", ...args] }: Subject, services: number): void {
  const { stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 1024 ** 3 });
  const found = (JSON.parse(stdout || "{}") as { services?: readonly unknown[] }).services?.length ?? 0;
  if (found !== services) throw new Error(`${found} services audited instead of ${services}: ${stderr}`);
}

function against(name: string, subject: Subject, floor: string, peer: Subject, budget: Budget): BenchResult {
  return { name, unit: "CPU ms", floor, budget, ...measurePairs(subject, peer, sampling) };
}

/** What a service costs among many, against what it costs among several: 1 where time grows as they do. */
function growth(larger: Subject, smaller: Subject): BenchResult {
  const { value, against: small, ratio } = measurePairs(larger, smaller, { pairs: 3, runsPerSample: 1 });
  return {
    name: `msx audit, each of ${many} services`,
    unit: "CPU ms",
    floor: `each of ${several}`,
    value: value / many,
    against: small / several,
    ratio: (ratio * several) / many,
    budget: { atMost: 1.25 },
  };
}
