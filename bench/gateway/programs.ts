import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** A program under measurement, listening on `port`. */
export interface BenchProcess {
  readonly child: ChildProcess;
  readonly port: number;
}

/** Starts `node ARGS` and waits until it has printed its port: alone on a line, or in its first log line. */
export async function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = process.cwd(),
): Promise<BenchProcess> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  const port = new Promise<number>((resolve) => {
    // Also what is printed later is read, so that no program waits for a full pipe.
    child.stdout.on("data", (piece) => {
      if (text.length > 10_000) return;
      text += String(piece);
      const found =
        /^(\d+)\n/.exec(text) ?? /"port":(\d+).*?"msg":"started"|"gateway listens".*?"port":(\d+)/.exec(text);
      if (found !== null) resolve(Number(found[1] ?? found[2]));
    });
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${args.join(" ")} ended with ${code} before it listened`);
  });
  ended.catch(() => {});
  return { child, port: await Promise.race([port, ended]) };
}

/** Resident memory, from the kernel (proc(5), VmRSS). */
export function rssMiB(child: Pick<ChildProcess, "pid">): number {
  return kernelMiB(child, /^VmRSS:\s*(\d+) kB$/m);
}

/** The most that ever was resident (proc(5), VmHWM). */
export function peakRssMiB(child: Pick<ChildProcess, "pid">): number {
  return kernelMiB(child, /^VmHWM:\s*(\d+) kB$/m);
}

function kernelMiB({ pid }: Pick<ChildProcess, "pid">, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
