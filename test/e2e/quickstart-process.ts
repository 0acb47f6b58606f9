import { type ChildProcess, spawn } from "node:child_process";
import { repositoryRoot } from "../helpers/msx.js";

/** `npm run quickstart` without npm and without building again; its talk is on stderr with `--json`. */
export function startQuickstart(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", "scripts/quickstart.ts", ...args], {
    cwd: repositoryRoot,
    env: { ...process.env, LC_ALL: "C", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Waits for its end. */
export function finish(
  child: ChildProcess,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]?.on("data", (chunk) => {
      said[stream] += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, ...said }));
  });
}
