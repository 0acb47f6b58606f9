import type { Logger } from "./logger.js";

/** One thing to stop; later steps may rely on its being stopped. */
export interface ShutdownStep {
  readonly name: string;
  run(): Promise<unknown>;
}

/**
 * Runs the steps one after the other. One that fails is logged and does not keep the others from running.
 *
 * @returns whether all of them succeeded within `graceMs`; after that time it returns without waiting for the rest.
 */
export async function stopInOrder(
  steps: readonly ShutdownStep[],
  graceMs: number,
  logger: Logger,
): Promise<boolean> {
  let current = "";
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      logger.error({ step: current, graceMs }, "the grace period is over; cutting off what is left");
      resolve(false);
    }, graceMs);
  });
  const runAll = async (): Promise<boolean> => {
    let clean = true;
    for (const step of steps) {
      current = step.name;
      await step.run().catch((error: unknown) => {
        clean = false;
        logger.error({ step: step.name, error }, "a shutdown step failed");
      });
    }
    return clean;
  };
  const clean = await Promise.race([runAll(), deadline]);
  clearTimeout(timer);
  return clean;
}
