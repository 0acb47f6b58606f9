import type { RateLimitOptions } from "../config/gateway-config.js";

/** What a client has left. */
export interface Quota {
  readonly isExceeded: boolean;
  readonly remaining: number;
  /** Until the client has its whole quota again. */
  readonly resetMs: number;
}

interface Window {
  count: number;
  endsAt: number;
}

/** How many clients are remembered; past it the one whose window began first is forgotten, and has its quota anew. */
export const MAX_CLIENTS = 10_000;

/**
 * Counts requests of each client in fixed windows: the first one begins a window, and past the limit there is no more
 * until it ends; with a wait, until that is over, counted from the request that was too many (Ocelot's "hybrid").
 */
export class RateLimiter {
  readonly #options: Pick<RateLimitOptions, "limit" | "periodMs" | "waitMs">;
  readonly #now: () => number;
  /** In the order the windows began, so that those that have ended are at the front (but for waits). */
  readonly #windows = new Map<string, Window>();

  /** `now` in milliseconds, steady. */
  constructor(
    options: Pick<RateLimitOptions, "limit" | "periodMs" | "waitMs">,
    now: () => number = () => performance.now(),
  ) {
    this.#options = options;
    this.#now = now;
  }

  /** How many clients are remembered now. */
  get clients(): number {
    return this.#windows.size;
  }

  /** Counts a request of this client. */
  take(client: string): Quota {
    const { limit, waitMs } = this.#options;
    const now = this.#now();
    const window = this.#windowOf(client, now);
    window.count += 1;
    if (window.count === limit + 1 && waitMs !== undefined) window.endsAt = now + waitMs;
    return {
      isExceeded: window.count > limit,
      remaining: Math.max(0, limit - window.count),
      resetMs: window.endsAt - now,
    };
  }

  #windowOf(client: string, now: number): Window {
    const known = this.#windows.get(client);
    if (known !== undefined && known.endsAt > now) return known;
    this.#windows.delete(client);
    this.#makeRoom(now);
    const window = { count: 0, endsAt: now + this.#options.periodMs };
    this.#windows.set(client, window);
    return window;
  }

  /** Each new window clears away up to two that have ended, so that what is kept shrinks with the traffic. */
  #makeRoom(now: number): void {
    let looked = 0;
    for (const [client, { endsAt }] of this.#windows) {
      if (endsAt > now && this.#windows.size < MAX_CLIENTS) return;
      this.#windows.delete(client);
      looked += 1;
      if (looked === 2) return;
    }
  }
}
