import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { BenchResult } from "./bench-result.js";
import { NotMeasured } from "./not-measured.js";

/** The kernel's USER_HZ: /proc counts CPU time in hundredths of a second on every Linux that Node supports. */
const tickMs = 10;

/** A command as an argument list, and what makes the machine ready for each run of it. */
export interface Subject {
  readonly command: readonly string[];
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly before?: () => void;
  /** Exit codes by which it says that it did its work: an audit that finds failures has. Only 0 without it. */
  readonly exits?: readonly number[];
}

/**
 * Times two commands as whole processes, in turn (A B A B …), by the CPU time that the kernel accounts to them.
 * Each sample runs a command several times, since one run is only a few of the kernel's ticks.
 * @returns medians in CPU ms a run, and the median of the pairwise ratios
 * @throws Error when a run fails; NotMeasured off Linux, where the kernel's account of children is out of Node's reach
 */
export function measurePairs(
  subject: Subject,
  floor: Subject,
  options: { pairs: number; runsPerSample: number },
): Pick<BenchResult, "value" | "against" | "ratio"> {
  sample(subject, 1);
  sample(floor, 1);
  const pairs = Array.from({ length: options.pairs }, () => {
    const a = sample(subject, options.runsPerSample);
    const b = sample(floor, options.runsPerSample);
    return { a, b };
  });
  return {
    value: median(pairs.map(({ a }) => a)),
    against: median(pairs.map(({ b }) => b)),
    ratio: median(pairs.map(({ a, b }) => a / b)),
  };
}

function sample(subject: Subject, runs: number): number {
  let total = 0;
  for (let run = 0; run < runs; run += 1) {
    subject.before?.();
    const start = childrenCpuMs();
    const [program = "", ...args] = subject.command;
    const ended = spawnSync(program, args, {
      cwd: subject.cwd,
      env: { ...process.env, ...subject.env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    if (!didItsWork(subject, ended.status))
      throw new Error(`${subject.command.join(" ")} failed: ${ended.stderr}`);
    total += childrenCpuMs() - start;
  }
  return total / runs;
}

/** Whether an exit code is one of those that a command ends with when all went well. */
export function didItsWork({ exits = [0] }: Subject, status: number | null): boolean {
  return status !== null && exits.includes(status);
}

/** CPU time of all waited-for children: cutime + cstime, fields 16 and 17 of /proc/self/stat (proc(5)). */
function childrenCpuMs(): number {
  if (process.platform !== "linux")
    throw new NotMeasured("CPU time of other processes is read from Linux's /proc");
  const stat = readFileSync("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) * tickMs;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
