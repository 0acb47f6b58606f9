import type { BreakerOptions } from "../config/gateway-config.js";

/** `half-open`: one request at a time may try whether the service is back. */
export type BreakerState = "closed" | "open" | "half-open";

/** How a service did: `neither` where nothing can be said, as when the client left. */
export type Verdict = "success" | "failure" | "neither";

/** A request that was let through; give it back to {@link CircuitBreaker.record}. */
export interface Admission {
  readonly epoch: number;
}

/** Slices of the sampling time; a request counts for its whole slice, so the window is right to a tenth. */
const SLICES = 10;

interface Slice {
  readonly number: number;
  requests: number;
  failures: number;
}

/**
 * Keeps requests from a service that fails, so that callers get an answer at once and the service gets a rest.
 *
 * Closed, it counts failures: so many one after the other, or a share of the requests within a time. Open, it admits
 * none until its time is over. Half-open, it admits one: success closes it, failure opens it anew. Requests that were
 * under way when the state changed belong to the state they were admitted in, and change nothing any more.
 */
export class CircuitBreaker {
  readonly #options: BreakerOptions;
  readonly #now: () => number;
  readonly #onChange: (state: BreakerState) => void;
  #state: BreakerState = "closed";
  #epoch = 0;
  #consecutive = 0;
  #slices: Slice[] = [];
  #openedAt = 0;
  #trialAt: number | undefined;

  /** `now` in milliseconds, steady; `onChange` is told every change of state. */
  constructor(
    options: BreakerOptions,
    now: () => number = () => performance.now(),
    onChange: (state: BreakerState) => void = () => {},
  ) {
    this.#options = options;
    this.#now = now;
    this.#onChange = onChange;
  }

  /** An open breaker whose time is over counts as half-open, though no request has tried it yet. */
  get state(): BreakerState {
    return this.#state === "open" && this.#remainingMs() <= 0 ? "half-open" : this.#state;
  }

  /** Whole seconds until a request may be admitted, at least 1. */
  get retryAfterSeconds(): number {
    return this.#state === "open" ? Math.max(1, Math.ceil(this.#remainingMs() / 1000)) : 1;
  }

  /**
   * Lets a request through, or not (undefined). `isWorthATry` lets one try an open breaker before its time: something
   * has happened that may have mended the service.
   */
  admit(isWorthATry = false): Admission | undefined {
    if (this.#state === "closed") return { epoch: this.#epoch };
    if (this.#state === "open") {
      if (!isWorthATry && this.#remainingMs() > 0) return undefined;
      this.#change("half-open");
    } else if (this.#trialAt !== undefined && this.#now() - this.#trialAt < this.#options.durationMs) {
      // Past that time the trial may hang on a client that does not go on; another may try.
      return undefined;
    }
    this.#trialAt = this.#now();
    return { epoch: this.#epoch };
  }

  /** Takes how an admitted request ended. */
  record({ epoch }: Admission, verdict: Verdict): void {
    if (epoch !== this.#epoch) return;
    if (this.#state === "half-open") {
      this.#trialAt = undefined;
      if (verdict === "success") this.#change("closed");
      else if (verdict === "failure") this.#change("open");
    } else if (verdict !== "neither" && this.#isTooMuch(verdict === "failure")) {
      this.#change("open");
    }
  }

  #isTooMuch(failed: boolean): boolean {
    const { minimum, ratio } = this.#options;
    if (ratio === undefined) {
      this.#consecutive = failed ? this.#consecutive + 1 : 0;
      return this.#consecutive >= minimum;
    }
    const { requests, failures } = this.#sample(failed, ratio.samplingMs);
    return failed && requests >= minimum && failures / requests >= ratio.failures;
  }

  #sample(failed: boolean, samplingMs: number): { requests: number; failures: number } {
    const number = Math.floor((this.#now() * SLICES) / samplingMs);
    if (this.#slices.at(-1)?.number !== number) {
      this.#slices = this.#slices.filter((slice) => slice.number > number - SLICES);
      this.#slices.push({ number, requests: 0, failures: 0 });
    }
    const current = this.#slices.at(-1);
    if (current !== undefined) {
      current.requests += 1;
      if (failed) current.failures += 1;
    }
    let [requests, failures] = [0, 0];
    for (const slice of this.#slices) {
      requests += slice.requests;
      failures += slice.failures;
    }
    return { requests, failures };
  }

  #change(state: BreakerState): void {
    this.#state = state;
    this.#epoch += 1;
    this.#consecutive = 0;
    this.#slices = [];
    this.#trialAt = undefined;
    if (state === "open") this.#openedAt = this.#now();
    this.#onChange(state);
  }

  #remainingMs(): number {
    return this.#openedAt + this.#options.durationMs - this.#now();
  }
}
