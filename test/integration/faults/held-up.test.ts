import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { expectEachProcessedOnce } from "./exactly-once.js";
import { type OrderLoad, placeOrders } from "./order-load.js";
import { describeFault } from "./shop.js";

const sku = "C";
const quantity = 1;
/** Whenever Consul asks in this time, at least one check (every 2 s, given up after 2 s) fails. */
const heldUpMs = 4_500;
const pauseMs = 150;

describeFault("the only replica held up for longer than a health check waits", (shop) => {
  test("keeps its requests: they wait for it, and none fails", async () => {
    const userId = await shop.customer();
    const stockBefore = await shop.stock(sku);
    const container = shop.container("order-service");
    const loads: Promise<OrderLoad>[] = [];
    const placeFor = async (durationMs: number) => {
      // One after the other whether the last was answered or not, as strangers do.
      for (const end = performance.now() + durationMs; performance.now() < end; await sleep(pauseMs)) {
        loads.push(placeOrders(shop, 1, { userId, sku, quantity }));
      }
    };

    await shop.operator.pause(container);
    await placeFor(heldUpMs);
    await shop.operator.unpause(container);
    await placeFor(2_500);

    const ended = await Promise.all(loads);
    expect(ended.flatMap(({ refused }) => refused)).toEqual([]);
    expect(Math.max(...ended.map(({ slowestMs }) => slowestMs))).toBeGreaterThan(heldUpMs / 2);
    const orders = ended.flatMap(({ accepted }) => accepted);
    await expectEachProcessedOnce(shop, { orders, sku, quantity, stockBefore });
  });
});
