import { setMaxListeners } from "node:events";

/** Under npm one Ctrl-C reaches the process twice within a few milliseconds; a person is slower than this. */
const sameKeyPressMs = 400;

/**
 * Turns the first Ctrl-C (or SIGTERM) into an abort, and a second one into an immediate end with 130.
 * @param keysAreThePrograms Ctrl-C is for a program in the foreground and does nothing here; a terminal that is closed
 *   aborts, so that the program does not outlive it
 */
export function watchSignals(keysAreThePrograms = false): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  // Every resource and service that is looked at listens; Node takes more than ten for a leak.
  setMaxListeners(0, controller.signal);
  let firstAt = 0;
  const onSignal = (): void => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      controller.abort();
    } else if (Date.now() - firstAt > sameKeyPressMs) {
      process.exit(130);
    }
  };
  const listeners = {
    SIGINT: keysAreThePrograms ? () => undefined : onSignal,
    SIGTERM: onSignal,
    ...(keysAreThePrograms && { SIGHUP: onSignal }),
  };
  for (const [name, listener] of Object.entries(listeners)) process.on(name, listener);
  return {
    signal: controller.signal,
    stop() {
      for (const [name, listener] of Object.entries(listeners)) process.off(name, listener);
    },
  };
}
