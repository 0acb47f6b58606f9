import { setTimeout as delay } from "node:timers/promises";
import { MsxError } from "../../../../errors/msx-error.js";
import type { ResourceState, StartRequest } from "../protocol.js";
import { Backoff } from "./backoff.js";
import type { LogFile } from "./log-file.js";
import { startProgram } from "./programs.js";
import type { Running } from "./running.js";

/** A resource from its start to its end; once settled it is started again when it ends by itself. */
export class SupervisedResource {
  readonly #name: string;
  readonly #request: StartRequest;
  readonly #log: LogFile;
  readonly #backoff = new Backoff();
  readonly #stopping = new AbortController();
  #state: ResourceState["state"] = "starting";
  #reason: string | undefined;
  #settled = false;
  #running: Running | undefined;
  /** What goes on without anybody waiting for it. */
  #watch: Promise<void> = Promise.resolve();

  constructor(name: string, request: StartRequest, log: LogFile) {
    this.#name = name;
    this.#request = request;
    this.#log = log;
  }

  state(): ResourceState {
    const { specHash, port, run } = this.#request;
    return {
      ...{ name: this.#name, state: this.#state, settled: this.#settled, specHash, port },
      program: run.program,
      ...(this.#reason !== undefined && { reason: this.#reason }),
    };
  }

  /** Resolves when it is started. Rejects with what was in its way. */
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

  /** Resolves when it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop();
    await this.#watch;
    this.#log.say(`${this.#name} stopped`);
    this.#log.close();
  }

  async #startOnce(): Promise<void> {
    const { run, port, dataFolder } = this.#request;
    try {
      this.#running = await startProgram({ run, port: port.number, dataFolder, log: this.#log });
    } catch (error) {
      this.#fail(saidBy(error));
      throw error;
    }
    this.#state = "running";
    this.#reason = undefined;
    this.#log.say(`${this.#name} listens`, { port: port.number });
  }

  async #watchOver(startedAt: number): Promise<void> {
    for (let since = startedAt; ; since = performance.now()) {
      const why = await this.#untilEnded();
      if (why === undefined) return;
      this.#running = undefined;
      this.#fail(why);
      if (!this.#settled) return;
      this.#state = "restarting";
      if (!(await this.#startAgain(performance.now() - since))) return;
    }
  }

  /** Why it ended; undefined when it was told to, or never does. */
  async #untilEnded(): Promise<string | undefined> {
    const why = await this.#running?.ended;
    return this.#stopping.signal.aborted ? undefined : why;
  }

  /** Whether it runs again; false when it is to be stopped. */
  async #startAgain(ranMs: number): Promise<boolean> {
    const { signal } = this.#stopping;
    for (let lastMs = ranMs; ; lastMs = 0) {
      await delay(this.#backoff.pauseMs(lastMs), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return false;
      try {
        await this.#startOnce();
        // Stopped while it started: nobody else would end it.
        if (signal.aborted) await this.#running?.stop();
        return !signal.aborted;
      } catch {
        this.#state = "restarting";
      }
    }
  }

  #fail(reason: string): void {
    this.#state = "failed";
    this.#reason = reason;
    this.#log.say(`${this.#name} does not run`, { reason }, "error");
  }
}

/** An emulator's failure says what was in its way in a parameter: the texts are the command line's. */
export function saidBy(error: unknown): string {
  if (error instanceof MsxError && error.params.detail !== undefined) return String(error.params.detail);
  return error instanceof Error ? error.message : String(error);
}
