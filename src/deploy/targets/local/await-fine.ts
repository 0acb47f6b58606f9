import { setTimeout as sleep } from "node:timers/promises";
import type { Verdict } from "./probes.js";

const intervalMs = 200;

/** The deadline passed, or the thing cannot become fine any more; the message is the last verdict. */
export class NotFineError extends Error {
  override readonly name = "NotFineError";
}

export interface Wait {
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * Asks again until the verdict is fine.
 * @throws NotFineError with the last verdict at the deadline; the signal's reason when aborted
 */
export async function awaitFine(probe: () => Promise<Verdict>, { deadline, signal }: Wait): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const verdict = await probe();
    if (verdict === undefined) return;
    if (performance.now() + intervalMs > deadline) throw new NotFineError(verdict);
    await sleep(intervalMs, undefined, { signal });
  }
}
