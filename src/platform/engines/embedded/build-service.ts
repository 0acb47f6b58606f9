import { copyFileSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../../../errors/msx-error.js";
import { loadService } from "../../../workspace/workspace.js";
import { contextEntries } from "../../build-context.js";
import type { BuildRequest } from "../engine.js";
import { installDependencies } from "./dependency-cache.js";
import { npmScripts } from "./npm-scripts.js";
import type { Places } from "./places.js";
import { runCommand } from "./run-command.js";

/** As the image's build stage has them: a version that does not compile or whose tests fail is not built. */
const scripts = ["typecheck", "test", "build"];
/** As the image's last stage has them; what is not there is not needed. */
const kept = ["package.json", "dist", "contracts"];

/**
 * Builds a TypeScript service by its own npm scripts, in a copy of what an image build would get to see, and keeps what its
 * image would hold.
 * @param target the folder that gets it, only when it is complete
 * @throws Error with the command that failed; MsxError NOT_ON_ENGINE for another stack; the signal's reason
 */
export async function buildService(
  { folder }: Pick<BuildRequest, "folder">,
  target: string,
  places: Pick<Places, "builds" | "cache">,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { name, stack } = loadService(folder);
  if (stack !== "typescript") {
    throw new MsxError("NOT_ON_ENGINE", { what: `msx deploy ${name} (${stack})`, engine: "embedded" });
  }
  for (const file of ["package.json", "package-lock.json"]) {
    if (!existsSync(path.join(folder, file))) throw new Error(`there is no ${path.join(folder, file)}`);
  }
  const { all, production } = await installDependencies(folder, places, onLine, signal);
  const making = `${target}.tmp`;
  const work = path.join(making, "work");
  rmSync(making, { recursive: true, force: true });
  try {
    copySources(folder, work);
    link(all, path.join(work, "node_modules"));
    const defined = npmScripts(work);
    for (const script of scripts.filter((one) => defined[one] !== undefined)) {
      await runCommand("npm", ["run", "--silent", script], work, onLine, signal);
    }
    if (!existsSync(path.join(work, "dist", "main.js"))) throw new Error("the build made no dist/main.js");
    const done = path.join(making, "done");
    mkdirSync(done);
    for (const part of kept.filter((one) => existsSync(path.join(work, one)))) {
      cpSync(path.join(work, part), path.join(done, part), { recursive: true });
    }
    link(production, path.join(done, "node_modules"));
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

/** A junction needs no right of its own on Windows. */
function link(target: string, at: string): void {
  symlinkSync(target, at, "junction");
}
