import { expect, test } from "vitest";
import { countBy, untilFinal } from "./exactly-once.js";
import { placeOrders } from "./order-load.js";
import { describeFault, eventually, type Shop } from "./shop.js";

const sku = "C";
const quantity = 5;
/** `BREAKER_FAILURES`, the guideline's number. */
const breakerFailures = 3;
/** Far below any timeout on the way: a gateway that waits for something does not answer in this time. */
const atOnceMs = 3_000;

/** Killed, it stays in Consul until its check fails; stopped, it deregisters first. */
const forms = [
  { form: "killed", away: "kill" },
  { form: "stopped", away: "stop" },
] as const;

describeFault("payment-service away", (shop) => {
  test.each(forms)(
    "$form: the breaker opens in time, orders are cancelled with their stock released, and it closes again",
    async ({ away }) => {
      const userId = await shop.customer();
      const stockBefore = await shop.stock(sku);
      const payment = shop.container("payment-service");
      const order = { userId, sku, quantity, concurrency: 1 };
      await expectProcessed(shop, (await placeOrders(shop, 1, order)).accepted);
      const failedBefore = (await attempts(shop)).failed;

      await shop.end(payment, away);
      const first = await placeOrders(shop, 1, order);
      expect(first.refused).toEqual([]);
      let seen = await attempts(shop);
      await eventually("the breaker to open", async () => {
        seen = await attempts(shop);
        return seen.open === 1;
      });
      expect(seen.failed - failedBefore).toBe(breakerFailures);

      await expectRefusedAtOnce(shop);
      const others = await placeOrders(shop, 20, { ...order, concurrency: 8 });
      expect(others.refused).toEqual([]);
      const lost = [...first.accepted, ...others.accepted];
      await untilFinal(shop, lost);
      expect(await countBy(shop, lost, "status")).toEqual({ Cancelled: lost.length });
      expect(await countBy(shop, lost, "reason")).toEqual({ "Payment service unavailable": lost.length });
      expect(await shop.stock(sku)).toBe(stockBefore - quantity);

      await shop.start(payment);
      await shop.ready();
      await expectProcessed(shop, (await placeOrders(shop, 20, { ...order, concurrency: 8 })).accepted);
      expect((await attempts(shop)).open).toBe(0);
      expect(await shop.stock(sku)).toBe(stockBefore - 21 * quantity);
      const paid = "SELECT count(*)::int FROM payments WHERE order_id = ANY($1)";
      expect(await shop.rows("payment-service", paid, [lost])).toEqual([{ count: 0 }]);
    },
  );
});

/** Attempts that failed, and whether the breaker is open, at one moment. */
async function attempts(shop: Shop): Promise<{ failed: number; open: number }> {
  const metrics = await shop.metrics("order-service");
  return {
    failed: metrics('client_attempts_total{service="payment-service",outcome="failed"}'),
    open: metrics('circuit_breaker_open{service="payment-service"}'),
  };
}

async function expectProcessed(shop: Shop, orders: readonly string[]): Promise<void> {
  await untilFinal(shop, orders);
  expect(await countBy(shop, orders, "status")).toEqual({ Processed: orders.length });
}

/** At the gateway, from the first request on, whatever Consul still believes. */
async function expectRefusedAtOnce(shop: Shop): Promise<void> {
  for (let request = 0; request < 10; request++) {
    const started = performance.now();
    const response = await fetch(`${shop.data.gatewayUrl}/api/payments`);
    expect(`${response.status} ${response.headers.get("content-type")}`).toMatch(
      /^503 application\/problem\+json/,
    );
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(performance.now() - started).toBeLessThan(atOnceMs);
  }
}
