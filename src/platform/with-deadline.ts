import { phrase, ReasonError } from "../errors/detail.js";

/**
 * Runs `work` with a signal of its own that aborts after `timeoutMs` or with the outer one, and rejects then, even when
 * the work does not heed its signal. (Not `AbortSignal.any` with `AbortSignal.timeout`: on Node 20 the combined signal
 * can be collected as garbage before it fires, and then nothing ever ends the wait.)
 * @throws ReasonError "no answer within N s", or the outer signal's reason
 */
export async function withDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const passOn = (): void => controller.abort(outer.reason);
  outer.addEventListener("abort", passOn, { once: true });
  const late = phrase("no-answer-within", { seconds: Math.round(timeoutMs / 100) / 10 });
  const timer = setTimeout(() => controller.abort(new ReasonError(late)), timeoutMs);
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work(signal), aborted]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener("abort", passOn);
  }
}
