import { tmpdir } from "node:os";
import { execa } from "execa";

/** What generated services are built with unless they are made for another framework. */
export const neededSdkMajor = 10;
/** It reads a few folder names; one that hangs counts as not installed. */
const answerWithinMs = 20_000;

/** Has what `dotnet` starts end with it: neither MSBuild's nodes nor the compiler's server stay for a next build. */
export const buildsAlone: Readonly<Record<string, string>> = {
  MSBUILDDISABLENODEREUSE: "1",
  DOTNET_CLI_USE_MSBUILD_SERVER: "0",
  UseSharedCompilation: "false",
  UseRazorBuildServer: "false",
  // One line a message, which a log can hold.
  MSBUILDTERMINALLOGGER: "off",
  DOTNET_NOLOGO: "1",
};

/** The .NET SDKs of this machine, oldest first; none where `dotnet` is not installed or only runs programs. */
export function dotnetSdks(): Promise<readonly string[]> {
  return listed("--list-sdks", /^(\d\S*) \[/gm);
}

/** The versions of ASP.NET Core that this machine can run, oldest first. */
export function aspnetRuntimes(): Promise<readonly string[]> {
  return listed("--list-runtimes", /^Microsoft\.AspNetCore\.App (\d\S*) \[/gm);
}

async function listed(what: "--list-sdks" | "--list-runtimes", line: RegExp): Promise<readonly string[]> {
  const { stdout, failed } = await execa("dotnet", [what], {
    // Away from any global.json.
    cwd: tmpdir(),
    reject: false,
    stdin: "ignore",
    timeout: answerWithinMs,
    env: buildsAlone,
  });
  return failed ? [] : [...stdout.matchAll(line)].map(([, version = ""]) => version);
}
