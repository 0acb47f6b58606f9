import { setTimeout as delay } from "node:timers/promises";
import { isDetail, type Reason, reasonOf } from "../../../../errors/detail.js";
import { MsxError } from "../../../../errors/msx-error.js";
import { tell } from "../../../../messages/tell.js";
import type { RunState } from "../protocol.js";
import { Backoff } from "./backoff.js";
import type { LogFile } from "./log-file.js";
import type { Ended, Running } from "./running.js";

export interface SupervisedOptions {
  readonly name: string;
  readonly log: LogFile;
  /** Resolves when it runs. Rejects with what was in its way. */
  start(): Promise<Running>;
}

/** Something from its start to its end; once settled it is started again when it ends by itself. */
export class Supervised {
  readonly #options: SupervisedOptions;
  readonly #backoff = new Backoff();
  readonly #stopping = new AbortController();
  #state: RunState["state"] = "starting";
  #ended: Ended | undefined;
  #settled = false;
  #running: Running | undefined;
  /** What goes on without anybody waiting for it. */
  #watch: Promise<void> = Promise.resolve();

  constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  get state(): RunState {
    return { state: this.#state, settled: this.#settled, ...this.#ended };
  }

  /** Resolves when it runs. Rejects with what was in its way. */
  async start(): Promise<void> {
    await this.#startOnce();
    this.#watch = this.#watchOver(performance.now());
  }

  settle(): void {
    this.#settled = true;
  }

  async reload(): Promise<boolean> {
    return (await this.#running?.reload?.()) ?? false;
  }

  /** Ends it as a crash does, where it has a process of its own. */
  kill(): void {
    this.#running?.kill?.();
  }

  /** Resolves when it has ended. */
  async stop(graceMs?: number): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop(graceMs);
    await this.#watch;
    if (this.#state === "running") this.#options.log.say(`${this.#options.name} stopped`);
    this.#state = "stopped";
    this.#options.log.close();
  }

  async #startOnce(): Promise<void> {
    const { name, log, start } = this.#options;
    try {
      this.#running = await start();
    } catch (error) {
      this.#fail("failed", { reason: saidBy(error) });
      throw error;
    }
    this.#state = "running";
    this.#ended = undefined;
    log.say(`${name} started`);
  }

  async #watchOver(startedAt: number): Promise<void> {
    for (let since = startedAt; ; since = performance.now()) {
      const ended = await this.#running?.ended;
      if (ended === undefined || this.#stopping.signal.aborted) return;
      this.#running = undefined;
      this.#fail(this.#settled ? "restarting" : "failed", ended);
      if (!this.#settled || !(await this.#startAgain(performance.now() - since))) return;
    }
  }

  /** Whether it runs again; false when it is to be stopped. */
  async #startAgain(ranMs: number): Promise<boolean> {
    const { signal } = this.#stopping;
    for (let lastMs = ranMs; ; lastMs = 0) {
      await delay(this.#backoff.pauseMs(lastMs), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return false;
      try {
        await this.#startOnce();
      } catch {
        this.#state = "restarting";
        continue;
      }
      // Stopped while it started: nobody else would end it.
      if (signal.aborted) await this.#running?.stop();
      return !signal.aborted;
    }
  }

  #fail(state: "failed" | "restarting", ended: Ended): void {
    this.#state = state;
    this.#ended = ended;
    this.#options.log.say(
      `${this.#options.name} does not run`,
      { reason: tell(ended.reason, "en") },
      "error",
    );
  }
}

/** An emulator's failure says what was in its way in a parameter: the texts are the command line's. */
export function saidBy(error: unknown): Reason {
  const detail = error instanceof MsxError ? error.params.detail : undefined;
  return typeof detail === "string" || isDetail(detail) ? detail : reasonOf(error);
}
