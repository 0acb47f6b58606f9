import { Script } from "node:vm";

/** What a guarded computation gives when its time is up. */
export const timedOut = Symbol("timed out");

const script = new Script("globalThis[Symbol.for('msx.audit.task')]()");
const task = Symbol.for("msx.audit.task");

/**
 * Runs synchronous code for at most so long, and ends it in its middle if it must: also inside a regular expression that
 * backtracks for ever, which nothing else stops. What the code was changing when it was ended may be half changed, so
 * nothing it touched may be used again.
 */
export function withinMs<T>(limitMs: number, run: () => T): T | typeof timedOut {
  let outcome: { value: T } | { error: unknown } | undefined;
  Reflect.set(globalThis, task, () => {
    try {
      outcome = { value: run() };
    } catch (error) {
      outcome = { error };
    }
  });
  try {
    script.runInThisContext({ timeout: limitMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return timedOut;
  } finally {
    Reflect.deleteProperty(globalThis, task);
  }
  if (!outcome) return timedOut;
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}
