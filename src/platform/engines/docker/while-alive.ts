import type Docker from "dockerode";

/**
 * Runs a call that may rightly say nothing for long (a build, a pull, a log that is followed), and asks the daemon
 * meanwhile whether it is there: one that is not ends the call.
 * @param work is given the signal that ends it
 * @param pauseMs between two questions
 * @throws what the daemon's silence was; else whatever `work` rejects with
 */
export async function whileAlive<T>(
  docker: Docker,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  pauseMs = 5_000,
): Promise<T> {
  const own = new AbortController();
  const passOn = (): void => own.abort(outer.reason);
  if (outer.aborted) passOn();
  outer.addEventListener("abort", passOn, { once: true });
  let gone: unknown;
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const ask = (): void => {
    if (over) return;
    timer = setTimeout(() => {
      docker.ping().then(ask, (error: unknown) => {
        gone ??= error;
        own.abort(error);
      });
    }, pauseMs);
  };
  ask();
  try {
    return await work(own.signal);
  } catch (error) {
    throw outer.aborted ? error : (gone ?? error);
  } finally {
    over = true;
    clearTimeout(timer);
    outer.removeEventListener("abort", passOn);
  }
}
