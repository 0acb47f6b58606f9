import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 150;
const requestTimeoutMs = 15_000;

/** An answer through the gateway. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** What was sent and what came back, on one line. */
  readonly line: string;
}

/** What was expected and what was seen instead. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
}

/** Talks to the services, through the gateway only. */
export class ScenarioClient {
  readonly #gatewayUrl: string;
  readonly #signal: AbortSignal;

  constructor(gatewayUrl: string, signal: AbortSignal) {
    this.#gatewayUrl = gatewayUrl;
    this.#signal = signal;
  }

  /** @throws ScenarioError when the status is another one */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    expected: number,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<Body>> {
    const answer = await this.#send<Body>(method, path, options);
    if (answer.status !== expected) throw new ScenarioError(`${answer.line}, expected ${expected}`);
    return answer;
  }

  /**
   * GETs again until the condition holds.
   * @throws ScenarioError with the last answer at the deadline
   */
  async until<Body = Record<string, unknown>>(
    path: string,
    condition: (answer: Answer<Body>) => boolean,
    deadlineMs = 30_000,
  ): Promise<Answer<Body>> {
    const end = performance.now() + deadlineMs;
    for (;;) {
      const answer = await this.#send<Body>("GET", path, {});
      if (condition(answer)) return answer;
      if (performance.now() > end) throw new ScenarioError(`${answer.line} still, after ${deadlineMs} ms`);
      await sleep(pollMs, undefined, { signal: this.#signal });
    }
  }

  async #send<Body>(
    method: string,
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<Body>> {
    const response = await fetch(this.#gatewayUrl + path, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
    const text = await response.text();
    const line = `${method} ${path} → ${response.status} ${text.slice(0, 400)}`.trim();
    return { status: response.status, headers: response.headers, body: parse(text) as Body, line };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
