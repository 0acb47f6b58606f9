import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { entityNames } from "../src/generator/entity-names.js";
import { serviceRendering } from "../src/generator/plan-service.js";
import type { BenchResult, Budget } from "./bench-result.js";
import { installPeers } from "./install-peers.js";
import { measurePairs, type Subject } from "./measure-pairs.js";
import { peakUnder } from "./peak-memory.js";
import { filesOf, generators, handlebarsLoop, hygen, type Peer, plop } from "./service-peers.js";

const bin = path.resolve("bin/run.js");
const sampling = { pairs: 8, runsPerSample: 2 };
/** What only msx writes: who owns each file, and what it was made as. */
const ownFolder = ".msx/";
/** Issue 3: the most that `msx new service` may have resident, in MiB. */
const peakCeilingMiB = 100;

/**
 * Generating a whole service, by CPU time: against plop (which fills in the same templates) and hygen (which is given the
 * files filled in already) writing the same bytes, and against a bare Handlebars loop. Then the peak of its memory.
 * @throws NotMeasured when npm cannot install the peers; Error when one does not write what msx writes
 */
export function benchNewService(): BenchResult[] {
  installPeers(generators);
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-"));
  try {
    run({ command: [process.execPath, bin, "new", "workspace", "shop", "--yes"], cwd: folder });
    const workspace = path.join(folder, "shop");
    const subject = msxSubject(workspace);
    run(subject);
    const made = path.join(workspace, "services", "item-service");
    const tree = filesOf(made).filter(({ file }) => !file.startsWith(ownFolder));
    const request = serviceRendering(
      { workspace: "shop", service: "item-service", owner: "team-item", entity: entityNames("Item") },
      path.resolve("templates"),
    );
    const peers = [plop(request, folder), hygen(tree, folder), handlebarsLoop(request, folder)];
    for (const peer of peers) assertSameTree(peer, tree);
    const [plopped, hygenned, looped] = peers;
    if (!plopped || !hygenned || !looped) throw new Error("a peer is missing");
    return [
      against(subject, plopped, { atMost: 0.6 }),
      against(subject, hygenned),
      against(subject, looped),
      peakUnder(peakCeilingMiB, "msx new service", subject),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function msxSubject(workspace: string): Subject {
  return {
    command: [process.execPath, bin, "new", "service", "item-service", "--entity", "Item", "--yes"],
    cwd: workspace,
    before: () => {
      rmSync(path.join(workspace, "services"), { recursive: true, force: true });
      writeFileSync(path.join(workspace, "gateway", "ocelot.json"), '{ "Routes": [] }\n');
    },
  };
}

function against(subject: Subject, peer: Peer, budget?: Budget): BenchResult {
  return {
    name: "msx new service",
    unit: "CPU ms",
    floor: peer.name,
    ...(budget && { budget }),
    ...measurePairs(subject, peer, sampling),
  };
}

/** A peer that writes less, or something else, would be no peer. @throws Error naming the first file that differs */
function assertSameTree(peer: Peer, tree: readonly { file: string; text: string }[]): void {
  run(peer);
  const written = new Map(filesOf(peer.out).map(({ file, text }) => [file, text]));
  for (const { file, text } of tree) {
    if (written.get(file) !== text) throw new Error(`${peer.name} does not write ${file} as msx does`);
  }
  if (written.size !== tree.length) {
    throw new Error(`${peer.name} writes ${written.size} files instead of ${tree.length}`);
  }
}

function run({ command, before, cwd, env }: Subject): void {
  before?.();
  const [program = "", ...args] = command;
  const { status, stderr } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${command.join(" ")} failed: ${stderr}`);
}
