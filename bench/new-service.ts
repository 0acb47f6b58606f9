import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { entityNames } from "../src/generator/entity-names.js";
import { serviceContext, serviceLayers } from "../src/generator/plan-service.js";
import type { BenchResult } from "./bench-result.js";
import { measurePairs } from "./measure-pairs.js";

const bin = path.resolve("bin/run.js");
const answers = {
  workspace: "shop",
  service: "item-service",
  owner: "team-item",
  entity: entityNames("Item"),
};
const layers = serviceLayers(answers).map((name) => path.resolve("templates", name, "files"));

/** Generating a whole service, against a bare Handlebars loop over the same tree. */
export function benchNewService(): BenchResult {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-"));
  try {
    const workspace = path.join(folder, "shop");
    spawnSync(process.execPath, [bin, "new", "workspace", "shop", "--yes"], { cwd: folder });
    const context = path.join(folder, "context.json");
    writeFileSync(context, JSON.stringify(serviceContext(answers)));
    const out = path.join(folder, "out");
    const measured = measurePairs(
      {
        command: [process.execPath, bin, "new", "service", "item-service", "--entity", "Item", "--yes"],
        cwd: workspace,
        before: () => {
          rmSync(path.join(workspace, "services"), { recursive: true, force: true });
          writeFileSync(path.join(workspace, "gateway", "ocelot.json"), '{ "Routes": [] }\n');
        },
      },
      {
        command: [process.execPath, "bench/handlebars-loop.mjs", context, out, ...layers],
        before: () => rmSync(out, { recursive: true, force: true }),
      },
      { pairs: 8, runsPerSample: 2 },
    );
    return { name: "msx new service", unit: "CPU ms", floor: "a bare Handlebars loop", ...measured };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
