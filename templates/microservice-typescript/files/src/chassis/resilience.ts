import {
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from "cockatiel";
import type { CoreConfig } from "./core-config.js";

const maxRetryDelayMs = 5_000;

export interface Resilience {
  /**
   * Runs an attempt with timeout and circuit breaker, and again after a failure when `repeatable`.
   * @param attempt throws when it failed; stops when its signal is aborted.
   * @throws BrokenCircuitError at once while the breaker is open; else what the last attempt threw.
   */
  execute<T>(repeatable: boolean, attempt: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Seconds until an open breaker lets a trial through; 1 when it is closed. */
  retryAfterSeconds(): number;
}

/**
 * The guideline's resilience patterns for calls to one service, outermost first: retry (3, exponential with jitter),
 * circuit breaker (opens after 3 failures in a row for 30 s, then lets one trial through), timeout.
 *
 * The guideline waits 2, 4 and 8 seconds between attempts, longer than a caller waits; here the first delay is
 * `HTTP_CLIENT_RETRY_DELAY_MS`.
 *
 * @param onChange told when the breaker opens and closes.
 */
export function createResilience(
  config: Pick<CoreConfig, "client" | "breaker">,
  onChange: (open: boolean) => void = () => {},
): Resilience {
  const { client, breaker: limits } = config;
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: limits.resetMs,
    breaker: new ConsecutiveBreaker(limits.failures),
  });
  let openUntil = 0;
  breaker.onBreak(() => {
    openUntil = Date.now() + limits.resetMs;
    onChange(true);
  });
  breaker.onReset(() => {
    openUntil = 0;
    onChange(false);
  });
  const once = wrap(breaker, timeout(client.timeoutMs, TimeoutStrategy.Aggressive));
  // An open breaker answers at once: waiting would only hold the caller back.
  const untilOpen = handleWhen((error) => !(error instanceof BrokenCircuitError));
  const repeated = wrap(
    retry(untilOpen, {
      maxAttempts: client.retries,
      backoff: new ExponentialBackoff({ initialDelay: client.retryDelayMs, maxDelay: maxRetryDelayMs }),
    }),
    once,
  );
  return {
    execute: (repeatable, attempt) => (repeatable ? repeated : once).execute(({ signal }) => attempt(signal)),
    retryAfterSeconds: () => Math.max(1, Math.ceil((openUntil - Date.now()) / 1000)),
  };
}
