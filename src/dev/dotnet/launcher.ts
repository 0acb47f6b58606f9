import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { buildsAlone, onNewerRuntime } from "../../platform/dotnet-environment.js";
import type { LauncherMessage, StartMessage } from "../launch-protocol.js";
import { executable, isRestored } from "./projects.js";

/** A service that does not stop when its msx is gone is ended after this. */
const graceMs = 10_000;
/** Each run has a folder of its own for what is built: what runs is not overwritten while it answers. */
const builds = path.resolve("obj", "msx-dev");
const build = path.join(builds, String(process.pid));

/**
 * The program a .NET service runs in under `msx dev`: on the word it builds the sources as they are then, which compiles only the
 * projects that changed, and runs what was built.
 */
async function launch(): Promise<void> {
  let child: ChildProcess | undefined;
  let isToEnd = false;
  const end = (): void => {
    isToEnd = true;
    child?.kill("SIGTERM");
  };
  process.on("SIGTERM", end);
  process.on("disconnect", () => {
    // msx is gone, however it ended.
    setTimeout(() => child?.kill("SIGKILL"), graceMs).unref();
    end();
    if (!child) process.exit(0);
  });
  const start = new Promise<StartMessage>((resolve) => process.once("message", resolve as () => void));
  process.send?.({ type: "warm" } satisfies LauncherMessage);
  const { env } = await start;
  process.channel?.unref();
  removeAbandoned();
  const run = async (
    args: readonly string[],
    variables: Readonly<Record<string, string>>,
  ): Promise<number> => {
    if (isToEnd) return 0;
    child = spawn("dotnet", args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...variables },
    });
    return codeOf(child);
  };
  const restore = isRestored(process.cwd()) ? ["--no-restore"] : [];
  const args = ["build", executable, "--output", build, ...restore, "--nologo", "--verbosity", "quiet"];
  const built = await run([...args, "-consoleLoggerParameters:NoSummary"], buildsAlone);
  const code = built === 0 ? await run([path.join(build, "Service.dll")], { ...development, ...env }) : built;
  rmSync(build, { recursive: true, force: true });
  process.exit(code);
}

const development = { ...onNewerRuntime, ASPNETCORE_ENVIRONMENT: "Development" };

/** What it ended with; as a shell counts it when a signal ended it. */
function codeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGKILL" ? 137 : 143)));
  });
}

/** What launchers that were killed have left. */
function removeAbandoned(): void {
  let left: string[];
  try {
    left = readdirSync(builds);
  } catch {
    return;
  }
  for (const pid of left.filter((one) => !isRunning(Number(one)))) {
    rmSync(path.join(builds, pid), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

await launch();
