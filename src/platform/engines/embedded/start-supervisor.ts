import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { phrase, type Reason, reasonOf } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import { isAlive } from "../../process-start-time.js";
import { logFile, type Places, supervisorBuild, supervisorProgram } from "./places.js";
import { nothing } from "./protocol.js";
import { exchange } from "./supervisor-client.js";
import { liveSupervisor, type SupervisorRecord } from "./supervisor-record.js";

/** Its JavaScript heap: twice what a busy broker at its memory limit takes, and as much for AWS's tables and queues. */
const heapMiB = 1024;
/** How long a supervisor may take to answer, and to end once it was told to (the gateway lets requests finish). */
const startMs = 15_000;
const endMs = 30_000;
const lookAgainMs = 20;
const shownLines = 20;

/**
 * Sees to it that the workspace's supervisor runs, of this msx: one of another msx is stopped first, with all it runs, and
 * one that hangs is killed.
 * @param hangs whether the one there is was found not to answer
 * @returns whether one had to be started
 * @throws MsxError SUPERVISOR_FAILED with its last log lines
 */
export async function ensureSupervisor(folder: string, places: Places, hangs: boolean): Promise<boolean> {
  const build = supervisorBuild();
  const live = liveSupervisor(places.record);
  if (live && hangs) await kill(live);
  else if (live?.build === build) return false;
  else if (live) await stopSupervisor(places, live);
  await start(folder, places, build);
  return true;
}

async function kill(live: SupervisorRecord): Promise<void> {
  tell(live.pid, "SIGKILL");
  while (isAlive(live)) await delay(lookAgainMs);
}

/** Ends a supervisor and all it runs; one that does not heed is killed, and what it leaves is reaped by the next. */
export async function stopSupervisor(places: Places, live: SupervisorRecord): Promise<void> {
  const until = performance.now() + endMs;
  const call = { method: "POST", path: "/stop", answer: nothing, withinMs: endMs } as const;
  await exchange(places.socket, call).catch(() => tell(live.pid, "SIGTERM"));
  while (isAlive(live)) {
    if (performance.now() > until) tell(live.pid, "SIGKILL");
    await delay(lookAgainMs);
  }
}

async function start(folder: string, places: Places, build: string): Promise<void> {
  mkdirSync(places.logs, { recursive: true, mode: 0o700 });
  const log = logFile(places, "supervisor");
  // Begun anew by each: what it says is little.
  const output = openSync(log, "w", 0o600);
  try {
    const child = spawn(
      process.execPath,
      [`--max-old-space-size=${heapMiB}`, supervisorProgram(), folder, build],
      { cwd: folder, detached: true, stdio: ["ignore", output, output, "ipc"], windowsHide: true },
    );
    await untilReady(child, log);
    child.disconnect();
    child.unref();
  } finally {
    closeSync(output);
  }
}

function untilReady(child: ChildProcess, log: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (detail: Reason): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new MsxError("SUPERVISOR_FAILED", { detail, logs: lastLines(log) }));
    };
    const timer = setTimeout(() => fail(phrase("not-ready-within", { seconds: startMs / 1000 })), startMs);
    child.once("message", () => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve();
    });
    child.once("error", (error) => fail(reasonOf(error)));
    child.once("exit", (code, signal) =>
      fail(signal === null ? phrase("ended-with", { code: code ?? "?" }) : phrase("ended-by", { signal })),
    );
  });
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-shownLines).join("\n") || "-";
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}
