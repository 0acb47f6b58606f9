import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BenchResult } from "./bench-result.js";
import { didItsWork, type Subject } from "./measure-pairs.js";

const hook = path.resolve("bench/report-peak.mjs");

/** The most a Node program ever had resident, by the kernel's account (getrusage, ru_maxrss). @throws when it fails */
function peakMiB(subject: Subject): number {
  const {
    command: [program = "", ...args],
    cwd,
    env,
  } = subject;
  const folder = mkdtempSync(path.join(tmpdir(), "msx-peak-"));
  try {
    const file = path.join(folder, "peak");
    const ended = spawnSync(program, ["--import", hook, ...args], {
      cwd,
      env: { ...process.env, ...env, PEAK_FILE: file },
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    if (!didItsWork(subject, ended.status))
      throw new Error(`${program} ${args.join(" ")} failed: ${ended.stderr}`);
    return Number(readFileSync(file, "utf8")) / 1024;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The peak as a figure with a ceiling. The ceiling, in MiB, is absolute; the ratio is to an empty Node of the same machine, whose memory
 * differs with its version.
 */
export function peakUnder(ceilingMiB: number, name: string, subject: Subject): BenchResult {
  subject.before?.();
  const value = peakMiB(subject);
  const against = peakMiB({ command: [process.execPath, "-e", "0"] });
  return {
    ...{ name: `${name}, peak memory`, unit: "MiB", floor: "node -e 0" },
    ...{ value, against, ratio: value / against, budget: { atMost: ceilingMiB / against } },
  };
}
