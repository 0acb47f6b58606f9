import { execa } from "execa";

/** Why nothing of .NET 10 can be built here; undefined when it can. */
export async function noDotnetReason(): Promise<string | undefined> {
  const {
    exitCode,
    stdout,
    message = "",
  } = await execa("dotnet", ["--version"], {
    cwd: "/",
    reject: false,
    env: dotnetEnvironment,
  });
  if (exitCode !== 0) return `no .NET SDK: ${message.split("\n")[0]}`;
  return Number.parseInt(stdout, 10) >= 10 ? undefined : `the .NET SDK is ${stdout}, and 10 is needed`;
}

/** No servers of the build that outlive it, no banner, no telemetry. */
export const dotnetEnvironment = {
  DOTNET_CLI_TELEMETRY_OPTOUT: "1",
  DOTNET_NOLOGO: "1",
  MSBUILDDISABLENODEREUSE: "1",
  UseSharedCompilation: "false",
};

/** Runs `dotnet` and fails with all it said. */
export async function dotnet(args: readonly string[], cwd: string): Promise<string> {
  const { exitCode, all } = await execa("dotnet", args, {
    ...{ cwd, env: dotnetEnvironment, all: true, reject: false },
  });
  if (exitCode !== 0) throw new Error(`dotnet ${args.join(" ")} ended with ${exitCode}:\n${all}`);
  return all;
}
