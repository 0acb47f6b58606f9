import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { buildsAlone } from "./dotnet-environment.js";

/** What generated services are built with unless they are made for another framework. */
export const neededSdkMajor = 10;
/** It reads a few folder names; one that hangs counts as not installed. */
const answerWithinMs = 20_000;

/** What a machine has of .NET: full versions, oldest first. */
export interface InstalledDotnet {
  readonly sdks: readonly string[];
  /** Of ASP.NET Core. */
  readonly runtimes: readonly string[];
}

export async function installedDotnet(): Promise<InstalledDotnet> {
  const [sdks, runtimes] = await Promise.all([dotnetSdks(), aspnetRuntimes()]);
  return { sdks, runtimes };
}

/** The .NET version that a service is made for, by the `TargetFramework` of its Directory.Build.props: 10. */
export function targetMajor(folder: string): number {
  let properties = "";
  try {
    properties = readFileSync(path.join(folder, "Directory.Build.props"), "utf8");
  } catch {
    // A project of its own making: what is usual.
  }
  return Number(/<TargetFramework>\s*net(\d+)\./.exec(properties)?.[1] ?? neededSdkMajor);
}

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
