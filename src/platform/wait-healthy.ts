import { setTimeout as delay } from "node:timers/promises";
import { withDeadline } from "./with-deadline.js";

export interface HealthWait {
  /** One exchange; rejects with what was answered. */
  check(signal: AbortSignal): Promise<void>;
  /** Why it can never become healthy any more, or undefined. */
  ended(): Promise<string | undefined>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The longest one exchange may take. */
const exchangeMs = 6000;
const firstPauseMs = 100;
const longestPauseMs = 1000;

/**
 * Repeats the exchange until it succeeds.
 * @throws Error with the last answer when the time is over or it ended; the signal's reason when aborted
 */
export async function waitHealthy({ check, ended, timeoutMs, signal }: HealthWait): Promise<void> {
  const until = performance.now() + timeoutMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const leftMs = Math.max(until - performance.now(), 1);
    try {
      await withDeadline(Math.min(exchangeMs, leftMs), signal, check);
      return;
    } catch (error) {
      signal.throwIfAborted();
      const over = await ended();
      if (over !== undefined) throw new Error(over, { cause: error });
      if (performance.now() + pauseMs >= until) {
        throw new Error(
          `not healthy within ${Math.round(timeoutMs / 100) / 10} s; last: ${reasonOf(error)}`,
          {
            cause: error,
          },
        );
      }
    }
    await delay(pauseMs, undefined, { signal });
  }
}

/** The innermost message: fetch hides why behind "fetch failed", and Node joins several attempts into one error. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.message === "fetch failed" && error.cause
    ? reasonOf(error.cause)
    : error.message || error.name;
}
