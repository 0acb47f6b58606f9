import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { loadService } from "../../../workspace/workspace.js";
import { contextEntries } from "../../build-context.js";
import type { BuildRequest } from "../engine.js";
import type { Places } from "./places.js";
import { builds } from "./stacks/builds.js";
import { launchOf } from "./stacks/launches.js";

/**
 * Builds a service by the tools of its stack, in a copy of what an image build would get to see, and keeps what its image would
 * hold.
 * @param target the folder that gets it, only when it is complete
 * @throws Error with the command that failed; the signal's reason
 */
export async function buildService(
  { folder }: Pick<BuildRequest, "folder">,
  target: string,
  places: Pick<Places, "builds" | "cache">,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const stack = builds[loadService(folder).stack];
  for (const file of stack.required) {
    if (!existsSync(path.join(folder, file))) throw new Error(`there is no ${path.join(folder, file)}`);
  }
  const making = `${target}.tmp`;
  const work = path.join(making, "work");
  const done = path.join(making, "done");
  rmSync(making, { recursive: true, force: true });
  try {
    copySources(folder, work);
    mkdirSync(done);
    // Where a line names a file, it is the service's that a person looks for.
    const told = (line: string): void => onLine(line.replaceAll(`${work}${path.sep}`, ""));
    await stack.build({ folder, work, done, places, onLine: told, signal });
    launchOf(done);
    renameSync(done, target);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

function copySources(from: string, to: string): void {
  for (const { path: relative, file, link: target } of contextEntries(from)) {
    const copy = path.join(to, relative);
    mkdirSync(path.dirname(copy), { recursive: true });
    if (target === undefined) copyFileSync(file, copy);
    else symlinkSync(target, copy);
  }
}
