import { setTimeout as delay } from "node:timers/promises";
import { phrase, type Reason, ReasonError, reasonOf } from "../errors/detail.js";
import { withDeadline } from "./with-deadline.js";

export interface HealthWait {
  /** One exchange; rejects with what was answered. */
  check(signal: AbortSignal): Promise<void>;
  /** Why it can never become healthy any more, or undefined. */
  ended(): Promise<Reason | undefined>;
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
      if (over !== undefined) throw new ReasonError(over, { cause: error });
      if (performance.now() + pauseMs >= until) {
        const seconds = Math.round(timeoutMs / 100) / 10;
        const reason = phrase("not-healthy-within", { seconds, reason: reasonOf(error) });
        throw new ReasonError(reason, { cause: error });
      }
    }
    await delay(pauseMs, undefined, { signal });
  }
}
