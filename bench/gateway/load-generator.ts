import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** What a round of load came to. */
export interface RoundResult {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The load generator (`load.mjs`) in its own process. */
export class LoadGenerator {
  readonly #child: ChildProcess = fork("bench/gateway/load.mjs", { execArgv: [] });
  readonly #connections: number;

  constructor(connections: number) {
    this.#connections = connections;
  }

  /** Sends `requests` to a port of this machine; `direct` uses the service's own path. Throws when one fails. */
  run(port: number, requests: number, direct = false): Promise<RoundResult> {
    return this.#round({ port, requests, direct });
  }

  /** Sends `requests` times one request, as it goes over the wire; its `########` becomes its number. Throws when one gets another status. */
  send(port: number, requests: number, text: string, status: number): Promise<RoundResult> {
    return this.#round({ port, requests, text, status: String(status) });
  }

  async #round(
    what: { readonly requests: number } & Readonly<Record<string, unknown>>,
  ): Promise<RoundResult> {
    const { requests } = what;
    this.#child.send({ ...what, connections: this.#connections });
    const [round] = await once(this.#child, "message");
    if (round.failures > 0) throw new Error(`${round.failures} of ${requests} requests failed`);
    return {
      requestsPerSecond: (round.requests / round.durationMs) * 1000,
      p50Ms: round.p50Ms,
      p99Ms: round.p99Ms,
    };
  }

  close(): void {
    this.#child.kill();
  }
}
