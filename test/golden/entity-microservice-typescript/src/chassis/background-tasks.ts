import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "./logger.js";

const restartDelayMs = 1_000;

/** Work that goes on beside requests. Started once the service is, restarted with a pause when it throws. */
export interface BackgroundTask {
  readonly name: string;
  /** Returns soon after `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/** Runs tasks beside the requests until they are stopped; one that throws is started again after a pause. */
export class BackgroundTasks {
  readonly #stopping = new AbortController();
  #running: readonly Promise<void>[] = [];

  constructor(private readonly logger: Logger) {}

  start(tasks: readonly BackgroundTask[]): void {
    this.#running = tasks.map((task) => this.#keepRunning(task));
  }

  /** Aborts the tasks' signal and waits until all have returned. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #keepRunning(task: BackgroundTask): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await task.run(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error({ task: task.name, error }, "a background task failed; starting it again");
        await sleep(restartDelayMs, undefined, { signal }).catch(() => {});
      }
    }
  }
}
