import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { installDependencies } from "../../../platform/engines/embedded/dependency-cache.js";
import { npmScripts } from "../../../platform/engines/embedded/npm-scripts.js";
import { type Places, placesOf } from "../../../platform/engines/embedded/places.js";
import { runCommand } from "../../../platform/engines/embedded/run-command.js";
import type { Service } from "../../../workspace/workspace.js";
import { type DotnetProgram, publishPrograms } from "./dotnet-programs.js";
import { sourceEntries } from "./source-entries.js";

/**
 * Builds a service's functions in a copy of its sources: those for .NET by `dotnet publish`, others by the project's own `npm run build`,
 * on dependencies that are installed once for every lock file. A project without either is copied only.
 * @returns the folder that the template's `CodeUri` is in; its own `node_modules` holds production dependencies
 * @throws Error with the command that failed; the signal's reason
 */
export async function buildFunctions(
  { name, folder }: Pick<Service, "name" | "folder">,
  workspaceFolder: string,
  programs: readonly DotnetProgram[],
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const places: Places = placesOf(workspaceFolder);
  const work = path.join(places.builds, name, "functions");
  rmSync(work, { recursive: true, force: true });
  for (const { path: relative, file } of sourceEntries(folder)) {
    const copy = path.join(work, relative);
    mkdirSync(path.dirname(copy), { recursive: true });
    copyFileSync(file, copy);
  }
  await publishPrograms(programs, work, onLine, signal);
  if (!existsSync(path.join(folder, "package.json"))) return work;
  const scripts = npmScripts(work);
  const modules = path.join(work, "node_modules");
  if (!existsSync(path.join(folder, "package-lock.json"))) {
    throw new Error(`there is no ${path.join(folder, "package-lock.json")}`);
  }
  const { all, production } = await installDependencies(folder, places, onLine, signal);
  if (scripts.build !== undefined) {
    symlinkSync(all, modules, "junction");
    await runCommand("npm", ["run", "--silent", "build"], work, onLine, signal);
    rmSync(modules);
  }
  symlinkSync(production, modules, "junction");
  return work;
}
