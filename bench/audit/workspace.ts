import { chmodSync, linkSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { entityNames } from "../../src/generator/entity-names.js";
import { planService, type ServicePlan } from "../../src/generator/plan-service.js";
import { planWorkspace } from "../../src/generator/plan-workspace.js";
import type { PlannedFile } from "../../src/generator/planned-file.js";

const templates = path.resolve("templates");

/** A workspace of so many generated services, each about an entity of its own. Files of the same content are one on disk. */
export function writeWorkspace(folder: string, services: number): void {
  const writer = new LinkingWriter(folder);
  let first: ServicePlan | undefined;
  const routes: ServicePlan["routes"][number][] = [];
  for (let index = 0; index < services; index += 1) {
    const name = `item${index}-service`;
    const answers = { workspace: "shop", service: name, owner: `team-${index % 20}` };
    const plan = planService({ ...answers, entity: entityNames(`Item${index}`) }, templates);
    for (const file of plan.files) writer.write(file, `services/${name}/${file.path}`);
    routes.push(...plan.routes);
    first ??= plan;
  }
  // The gateway's routes all at once: one by one their file would be read and written as often as there are services.
  const all = first ? [{ ...first, files: [], routes }] : [];
  for (const file of planWorkspace("shop", all, templates)) writer.write(file, file.path);
}

/** Writes files, each content once. */
class LinkingWriter {
  readonly #folder: string;
  readonly #written = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  write({ bytes, sha256, executable }: PlannedFile, file: string): void {
    const target = path.join(this.#folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    const kind = `${sha256} ${executable}`;
    const same = this.#written.get(kind);
    if (same !== undefined) return linkSync(same, target);
    writeFileSync(target, bytes);
    if (executable) chmodSync(target, 0o755);
    this.#written.set(kind, target);
  }
}
