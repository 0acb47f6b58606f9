import { chmodSync, linkSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { entityNames } from "../../src/generator/entity-names.js";
import { planService } from "../../src/generator/plan-service.js";
import { planWorkspace } from "../../src/generator/plan-workspace.js";

const templates = path.resolve("templates");

/** A workspace of so many generated services, each about an entity of its own. Files of the same content are one on disk. */
export function writeWorkspace(folder: string, services: number): void {
  const plans = Array.from({ length: services }, (_, index) => {
    const answers = { workspace: "shop", service: `item${index}-service`, owner: `team-${index % 20}` };
    return planService({ ...answers, entity: entityNames(`Item${index}`) }, templates);
  });
  const written = new Map<string, string>();
  for (const { path: file, bytes, sha256, executable } of planWorkspace("shop", plans, templates)) {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    const same = written.get(sha256);
    if (same) linkSync(same, target);
    else {
      writeFileSync(target, bytes);
      if (executable) chmodSync(target, 0o755);
      written.set(sha256, target);
    }
  }
}
