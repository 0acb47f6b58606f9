import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readlinkSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pidFileOf, readPidFile } from "./pid-file.js";

/** How long a server left behind may take to end: rolling back, then at once, then killed. */
const patienceMs = { SIGINT: 10_000, SIGQUIT: 3_000, SIGKILL: 10_000 };
const lookAgainMs = 10;

/** ps(1) says when a process started in whole seconds, and the server notes its own start a moment later. */
const startToleranceMs = 5_000;

/**
 * Ends the server that a killed msx left running on this cluster, and takes away the pid file of one that is gone: by then its
 * pid may be a stranger's, and PostgreSQL would not start beside it. The caller has the folder's lock, so no live msx
 * owns that server.
 */
export async function reapOrphan(clusterFolder: string): Promise<void> {
  if (!existsSync(pidFileOf(clusterFolder))) return;
  for (const [signal, ms] of Object.entries(patienceMs) as [NodeJS.Signals, number][]) {
    const live = processesOf(clusterFolder);
    if (live.length === 0) break;
    // The postmaster ends its own children; without one they are told directly.
    const postmaster = readPidFile(clusterFolder)?.pid;
    const told = live.filter((pid) => pid === postmaster && signal !== "SIGKILL");
    for (const pid of told.length > 0 ? told : live) tell(pid, told.length > 0 ? signal : "SIGKILL");
    const until = performance.now() + ms;
    while (performance.now() < until && processesOf(clusterFolder).length > 0) await delay(lookAgainMs);
  }
  rmSync(pidFileOf(clusterFolder), { force: true });
}

/** The processes of the server that runs on a cluster: the postmaster and, where that can be found out, its children. */
function processesOf(clusterFolder: string): number[] {
  if (process.platform === "linux") return postgresIn(clusterFolder);
  const file = readPidFile(clusterFolder);
  return file !== undefined && isPostgresSince(file.pid, file.startedAt * 1000) ? [file.pid] : [];
}

/**
 * Every process of a PostgreSQL server works in its data folder, and stays there: a process with that program and that folder
 * is one, whoever had its pid before.
 */
function postgresIn(clusterFolder: string): number[] {
  const cluster = statSync(clusterFolder);
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // " (deleted)" follows the name of a program whose file is gone.
      if (!/^postgres( |$)/.test(path.basename(readlinkSync(`/proc/${name}/exe`)))) return [];
      const cwd = statSync(`/proc/${name}/cwd`);
      return cwd.ino === cluster.ino && cwd.dev === cluster.dev ? [Number(name)] : [];
    } catch {
      return []; // Gone meanwhile, or another user's.
    }
  });
}

function isPostgresSince(pid: number, startedAtMs: number): boolean {
  try {
    const options = { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } } as const;
    const lines = execFileSync("ps", ["-o", "lstart=,comm=", "-p", String(pid)], options).trim();
    const [, started = "", program = ""] = /^(\S+ +\S+ +\d+ +[\d:]+ +\d+) +(.*)$/.exec(lines) ?? [];
    const isPostgres = path.basename(program) === "postgres";
    return isPostgres && Math.abs(Date.parse(started) - startedAtMs) <= startToleranceMs;
  } catch {
    return false;
  }
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}
