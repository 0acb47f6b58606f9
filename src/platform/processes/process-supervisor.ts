import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { ProcessLedger, signalGroup } from "./process-ledger.js";

export interface ProcessSpec {
  /** Whose process it is, for the ledger: "user-service". */
  readonly owner: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  onLine(stream: "stdout" | "stderr", line: string): void;
  /** What the process says with `process.send`. Without it there is no channel, which a program other than Node would hand on. */
  onMessage?(message: unknown): void;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Output that comes after the end, from what the process started, is waited for this long. */
const lastLinesMs = 300;

/** A child process in a group of its own: the terminal's Ctrl-C does not reach it, only what msx decides. */
export class SupervisedProcess {
  /** Resolves when it has ended and its last lines were told; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  readonly pid: number | undefined;
  #over = false;
  readonly #child: ChildProcess;

  constructor(spec: ProcessSpec) {
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ["ignore", "pipe", "pipe", ...(spec.onMessage ? ["ipc" as const] : [])],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    this.#child = child;
    this.pid = child.pid;
    const lines = Promise.all([
      readLines(child.stdout, (line) => spec.onLine("stdout", line)),
      readLines(child.stderr, (line) => spec.onLine("stderr", line)),
    ]);
    if (spec.onMessage) child.on("message", spec.onMessage.bind(spec));
    this.ended = new Promise((resolve) => {
      child.once("error", (error) => {
        spec.onLine("stderr", error.message);
        if (child.pid === undefined) resolve({ code: null, signal: null });
      });
      child.once("exit", (code, signal) => {
        this.#over = true;
        void Promise.race([lines, delay(lastLinesMs, undefined, { ref: false })]).then(() =>
          resolve({ code, signal }),
        );
      });
    });
  }

  get isOver(): boolean {
    return this.#over;
  }

  send(message: object): void {
    // One that has just ended cannot be told anything; its end is told by `ended`.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** SIGTERM, then after the grace period SIGKILL, to the process and all it started. */
  async stop(graceMs: number): Promise<ProcessEnd> {
    this.#signal("SIGTERM");
    const timer = setTimeout(() => this.kill(), graceMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.pid !== undefined && !this.#over) signalGroup(this.pid, signal);
  }
}

/**
 * Starts child processes and sees to it that none outlives msx: they are killed when msx exits, they notice a killed msx
 * by their closed IPC channel, and what still remains is ended by the next `reap`.
 */
export class ProcessSupervisor {
  readonly #ledger: ProcessLedger;
  readonly #live = new Set<SupervisedProcess>();
  readonly #killAll = (): void => {
    for (const one of this.#live) one.kill();
  };

  constructor(workspaceFolder: string) {
    this.#ledger = new ProcessLedger(workspaceFolder);
    process.once("exit", this.#killAll);
  }

  /** Ends what a killed msx left running. */
  reap(): Promise<void> {
    return this.#ledger.reap();
  }

  start(spec: ProcessSpec): SupervisedProcess {
    const started = new SupervisedProcess(spec);
    const { pid } = started;
    if (pid === undefined) return started;
    this.#ledger.add(spec.owner, pid);
    this.#live.add(started);
    void started.ended.then(() => {
      this.#live.delete(started);
      this.#ledger.remove(pid);
    });
    return started;
  }

  /** Stops everything that runs; resolves when it is gone. */
  async close(graceMs: number): Promise<void> {
    await Promise.all([...this.#live].map((one) => one.stop(graceMs)));
    process.off("exit", this.#killAll);
  }
}

async function readLines(stream: Readable | null, onLine: (line: string) => void): Promise<void> {
  if (!stream) return;
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", onLine);
  await once(lines, "close");
}
