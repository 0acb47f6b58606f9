import { existsSync } from "node:fs";
import path from "node:path";
import type { DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import { isObject } from "../../../cloudformation/json.js";
import { buildsAlone } from "../../../platform/dotnet-environment.js";
import { runCommand } from "../../../platform/engines/embedded/run-command.js";
import type { CodeSource } from "./project.js";
import { sourceEntries } from "./source-entries.js";

/** An assembly that functions run, and where their code is taken from. */
export interface DotnetProgram {
  /** Its project's file is `<assembly>.csproj`. */
  readonly assembly: string;
  /** Relative to the service's folder. */
  readonly folder: string;
}

/** What has to be published for the functions of a stack that run on .NET, each once. */
export function dotnetProgramsOf(
  desiredOf: (digestOf: (code: CodeSource) => string) => DesiredStack,
): readonly DotnetProgram[] {
  const sources: CodeSource[] = [];
  const { resources } = desiredOf((code) => String(sources.push(code) - 1));
  const programs = new Map<string, DotnetProgram>();
  for (const { type, properties } of resources) {
    const { Runtime, Handler, Code } = properties;
    if (type !== "AWS::Lambda::Function" || !/^dotnet\d/.test(String(Runtime)) || !isObject(Code)) continue;
    const source = sources[Number(Code.Sha256)];
    if (source === undefined) continue;
    // `Assembly::Type::Method`, or the assembly alone.
    const [assembly = ""] = String(Handler).split("::");
    const folder = folderOf(source);
    programs.set(`${assembly}\0${folder}`, { assembly, folder });
  }
  return [...programs.values()];
}

/**
 * Publishes them where the functions' code is taken from.
 * @param work a copy of the service's sources
 * @throws Error with the command that failed; the signal's reason
 */
export async function publishPrograms(
  programs: readonly DotnetProgram[],
  work: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const { assembly, folder } of programs) {
    const project = projectOf(assembly, work);
    if (project === undefined) throw new Error(`there is no ${assembly}.csproj, which the handler asks for`);
    const settings = ["--configuration", "Release", "--output", folder, "--nologo"];
    await runCommand("dotnet", ["publish", project, ...settings], work, onLine, signal, buildsAlone);
  }
}

function projectOf(assembly: string, work: string): string | undefined {
  const usual = `src/${assembly}/${assembly}.csproj`;
  if (existsSync(path.join(work, usual))) return usual;
  return sourceEntries(work).find((entry) => path.basename(entry.path) === `${assembly}.csproj`)?.path;
}

/** Of patterns the folder that the first one names. */
function folderOf(source: CodeSource): string {
  if ("path" in source) return source.path;
  const chosen = source.patterns.find((pattern) => !pattern.startsWith("!")) ?? "";
  return chosen.replace(/\/?\*.*$/, "") || ".";
}
