import { fileURLToPath } from "node:url";
import { execa } from "execa";

export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));
/** The built command, for a test that starts it by itself (to kill it, or to give it a terminal). */
export const msxBin = `${repositoryRoot}bin/run.js`;

export interface MsxRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command as a child process, without a terminal; English unless told otherwise. */
export async function msx(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<MsxRun> {
  const result = await execa(process.execPath, [msxBin, ...args], {
    cwd: options.cwd ?? process.cwd(),
    env: { LANG: "C", LC_ALL: "C", ...options.env },
    reject: false,
    stdin: "ignore",
    timeout: options.timeoutMs ?? 120_000,
  });
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/** Runs a command with `--json` and parses the one document it prints. */
export async function msxJson<T>(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<{ exitCode: number; result: T; stderr: string }> {
  const { exitCode, stdout, stderr } = await msx([...args, "--json"], options);
  try {
    return { exitCode, result: JSON.parse(stdout) as T, stderr };
  } catch (cause) {
    throw new Error(`not one JSON document (exit ${exitCode}): ${stdout}\n${stderr}`, { cause });
  }
}
