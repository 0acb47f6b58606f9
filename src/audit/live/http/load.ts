import { setTimeout as delay } from "node:timers/promises";
import type { PlannedRequest } from "./plan.js";
import { type Answer, describeAnswer, isOk, send } from "./send.js";

const clients = 4;
/** Between an answer and a client's next request: the machine has more to do. */
const pauseMs = 40;
const shownFailures = 5;

export interface LoadReport {
  readonly sent: number;
  readonly failed: number;
  /** The first of them, with time and answer. */
  readonly failures: readonly string[];
}

/** Requests without end, from several clients at once, until it is stopped. */
export class Load {
  readonly #origin: string;
  readonly #requests: readonly (() => PlannedRequest)[];
  readonly #signal: AbortSignal;
  readonly #failures: string[] = [];
  #sent = 0;
  #failed = 0;
  #stopping = false;
  readonly #ended: Promise<unknown>;

  /** @param requests made anew each time, in turn */
  constructor(origin: string, requests: readonly (() => PlannedRequest)[], signal: AbortSignal) {
    this.#origin = origin;
    this.#requests = requests;
    this.#signal = signal;
    this.#ended = Promise.all(Array.from({ length: clients }, (_, turn) => this.#client(turn)));
    // Awaited when it is stopped; until then an abort must not count as unhandled.
    this.#ended.catch(() => undefined);
  }

  get sent(): number {
    return this.#sent;
  }

  /** Waits until so many more requests were sent. */
  async advance(requests: number): Promise<void> {
    const until = this.#sent + requests;
    while (this.#sent < until) await delay(pauseMs, undefined, { signal: this.#signal });
  }

  /** Lets every request end. */
  async stop(): Promise<LoadReport> {
    this.#stopping = true;
    await this.#ended;
    return { sent: this.#sent, failed: this.#failed, failures: this.#failures };
  }

  async #client(turn: number): Promise<void> {
    for (let index = turn; !this.#stopping; index += 1) {
      const planned = this.#requests[index % this.#requests.length]?.();
      if (planned === undefined) return;
      this.#sent += 1;
      const answer = await send(this.#origin, planned, this.#signal);
      if (!isOk(answer)) this.#note(planned, answer);
      await delay(pauseMs, undefined, { signal: this.#signal });
    }
  }

  #note({ method, path }: PlannedRequest, answer: Answer): void {
    this.#failed += 1;
    if (this.#failures.length >= shownFailures) return;
    this.#failures.push(`${new Date().toISOString()} ${method} ${path}: ${describeAnswer(answer)}`);
  }
}
