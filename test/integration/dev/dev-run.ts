import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { DevEvent } from "../../../src/dev/dev-event.js";
import { msxBin } from "../../helpers/msx.js";

type EventOf<Type extends DevEvent["type"]> = Extract<DevEvent, { type: Type }>;

/** A machine that does ten things at once still gets a service started in this time. */
const patienceMs = 900_000;

/** `msx dev --json` as a child process, and what it has told so far. */
export class DevRun {
  readonly events: DevEvent[] = [];
  stderr = "";
  readonly #child: ChildProcess;

  constructor(cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [msxBin, "dev", ...args, "--json"], {
      cwd,
      env: { ...process.env, LC_ALL: "C", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { stdout, stderr } = this.#child;
    if (!stdout || !stderr) throw new Error("no output to read");
    createInterface({ input: stdout }).on("line", (line) => this.events.push(JSON.parse(line) as DevEvent));
    stderr.on("data", (text) => {
      this.stderr += text;
    });
  }

  /** The first event of a type after the ones that were seen when `after` was taken. */
  async next<Type extends DevEvent["type"]>(type: Type, after = 0): Promise<EventOf<Type>> {
    const until = performance.now() + patienceMs;
    while (performance.now() < until) {
      const found = this.events.slice(after).find((event) => event.type === type);
      if (found) return found as EventOf<Type>;
      if (this.#child.exitCode !== null) break;
      await delay(20);
    }
    const told = this.events.map((event) => JSON.stringify(event)).join("\n");
    throw new Error(`no "${type}" event (exit ${this.#child.exitCode}):\n${told}\n${this.stderr}`);
  }

  /** Sends a signal and answers the exit code, null when the signal ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exit = once(this.#child, "exit");
      this.#child.kill(signal);
      await exit;
    }
    return this.#child.exitCode;
  }
}
