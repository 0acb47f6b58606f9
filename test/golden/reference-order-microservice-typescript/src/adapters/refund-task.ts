import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../chassis/logger.js";
import type { BackgroundTask } from "../chassis/service.js";
import type { Refunds } from "../domain/refunds.js";

const roundSize = 50;

/** Looks for refunds that are due, every `intervalMs`, until the service stops. */
export function refundTask(refunds: Refunds, logger: Logger, intervalMs: number): BackgroundTask {
  return {
    name: "refunds",
    async run(signal) {
      while (!signal.aborted) {
        const { refunded, failed } = await refunds.settleDue(roundSize);
        if (refunded.length > 0) logger.info({ orders: refunded }, "orders refunded");
        for (const { orderId, error } of failed) logger.warn({ orderId, error }, "refund is still due");
        // Rejects when aborted, which is only the sign to stop.
        await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
