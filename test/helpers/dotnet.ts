import { execFileSync } from "node:child_process";
import { execa } from "execa";
import { describe } from "vitest";
import { buildsAlone } from "../../src/platform/dotnet-environment.js";
import { neededSdkMajor } from "../../src/platform/dotnet-sdk.js";

/** A suite that builds .NET projects: without the SDK it is SKIPPED, with the reason in its name. */
export function describeDotnet(name: string, tests: () => void): void {
  const reason = noDotnetReason();
  if (reason === undefined) describe(name, tests);
  else describe.skip(`${name} (SKIPPED: ${reason})`, tests);
}

/** Why nothing generated for .NET can be built here; undefined when it can. */
export function noDotnetReason(): string | undefined {
  try {
    // Away from any global.json.
    const version = execFileSync("dotnet", ["--version"], { cwd: "/", encoding: "utf8", env: environment() });
    if (Number.parseInt(version, 10) >= neededSdkMajor) return undefined;
    return `the .NET SDK is ${version.trim()}, and ${neededSdkMajor} is needed`;
  } catch (error) {
    return `no .NET SDK: ${(error as Error).message.split("\n")[0]}`;
  }
}

/** Runs `dotnet`, and fails with all it said. */
export async function dotnet(
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { exitCode, all } = await execa("dotnet", args, {
    ...{ cwd, env: { ...environment(), ...variables }, all: true, reject: false },
  });
  if (exitCode !== 0) throw new Error(`dotnet ${args.join(" ")} ended with ${exitCode}:\n${all}`);
  return all;
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, ...buildsAlone, DOTNET_CLI_TELEMETRY_OPTOUT: "1" };
}
