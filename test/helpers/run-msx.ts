import { fileURLToPath } from "node:url";
import { execa, type Options } from "execa";

export const msxBin = fileURLToPath(new URL("../../bin/run.js", import.meta.url));

export interface Finished {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command without a terminal, in English unless told otherwise; never throws on an exit code. */
export async function runMsx(cwd: string, args: readonly string[], options: Options = {}): Promise<Finished> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [msxBin, ...args], {
    cwd,
    stdin: "ignore",
    reject: false,
    ...options,
    env: { LC_ALL: "C", ...options.env },
  });
  return { exitCode, stdout: String(stdout ?? ""), stderr: String(stderr ?? "") };
}
