import { expect, test } from "vitest";
import { expectQueuesEmpty, untilFinal } from "./exactly-once.js";
import { type OrderLoad, placeOrders } from "./order-load.js";
import { describeFault, eventually, type Shop, serviceNames, soak } from "./shop.js";

const sku = "B";
const quantity = 2;
/** The answer that says so must come sooner than anybody stops waiting. */
const atOnceMs = 10_000;

describeFault("PostgreSQL restarted under load", (shop) => {
  test.each(Array.from({ length: soak(1, 5) }, (_, index) => index + 1))(
    "readiness names it, requests fail at once and as problems, and no order is half written (round %i)",
    async () => {
      const userId = await shop.customer();
      const stockBefore = await shop.stock(sku);
      const database = shop.container("postgres");
      const order = { userId, sku, quantity };

      let stopping: Promise<void> | undefined;
      const onAnswer = (answered: number) => {
        if (answered === 25) stopping = shop.end(database, "stop");
      };
      const during = await placeOrders(shop, 100, { ...order, onAnswer });
      await stopping;
      await expectUnavailable(shop);
      const without = await placeOrders(shop, 20, order);
      expect(without.accepted).toEqual([]);
      const [returning] = await Promise.all([placeOrders(shop, 80, order), shop.start(database)]);
      await shop.ready();
      const after = await placeOrders(shop, 50, order);
      expect(after.refused).toEqual([]);

      const loads = [during, without, returning, after];
      for (const load of loads) expectProblems(load);
      await expectWhole(shop, userId, { loads, stockBefore });
      await expectQueuesEmpty(shop);
    },
  );
});

/** Not ready, because of the database; alive all the same. */
async function expectUnavailable(shop: Shop): Promise<void> {
  for (const service of serviceNames) {
    await eventually(`${service} to be unavailable`, async () => {
      return (await shop.readiness(service)).code === 503;
    });
    expect(await shop.readiness(service)).toMatchObject({
      code: 503,
      status: "unavailable",
      checks: { database: "down" },
    });
    const live = await shop.ask(shop.container(service), "/health/live");
    expect(live.status).toBe(200);
  }
}

/** What was refused was refused properly: 503 with `Retry-After`, a problem document, and in time. */
function expectProblems({ refused, slowestMs }: OrderLoad): void {
  for (const { status, contentType, retryAfter, detail } of refused) {
    expect(`${status} ${contentType} ${detail}`).toMatch(/^503 application\/problem\+json/);
    expect(Number(retryAfter)).toBeGreaterThanOrEqual(1);
  }
  expect(slowestMs).toBeLessThan(atOnceMs);
}

interface Row {
  readonly id: string;
  readonly status: string;
  readonly viewed: string | null;
  readonly created: number;
  readonly done: number;
  readonly reserved: number;
}

/**
 * Every order that was accepted is there and done; every order that is there has its view, its events and its stock. An
 * order whose answer was lost with the connection may be there as well: it is as whole as the others.
 */
async function expectWhole(
  shop: Shop,
  userId: string,
  { loads, stockBefore }: { loads: readonly OrderLoad[]; stockBefore: number },
): Promise<void> {
  const accepted = loads.flatMap((load) => load.accepted);
  const kept = await shop.rows<{ id: string }>("order-service", "SELECT id FROM orders WHERE user_id = $1", [
    userId,
  ]);
  const ids = kept.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([...accepted]));
  await untilFinal(shop, ids);

  const query = `SELECT id, status, (SELECT body->>'status' FROM order_views v WHERE v.id = o.id) viewed,
    (SELECT count(*)::int FROM outbox WHERE subject = o.id AND type = 'OrderCreatedEvent') created,
    (SELECT count(*)::int FROM outbox WHERE subject = o.id AND type = 'OrderProcessedEvent') done,
    (SELECT coalesce(sum(quantity), 0)::int FROM stock_reservations WHERE order_id = o.id AND NOT released) reserved
    FROM orders o WHERE user_id = $1`;
  const whole = {
    status: "Processed",
    viewed: "Processed",
    created: 1,
    done: 1,
    reserved: quantity,
  };
  const rows = await shop.rows<Row>("order-service", query, [userId]);
  expect(rows).toEqual(rows.map(({ id }) => ({ id, ...whole })));
  expect(await shop.stock(sku)).toBe(stockBefore - quantity * rows.length);
  const payments = await shop.rows<{ count: number; orders: number }>(
    "payment-service",
    "SELECT count(*)::int, count(DISTINCT order_id)::int orders FROM payments WHERE order_id = ANY($1)",
    [ids],
  );
  expect(payments).toEqual([{ count: ids.length, orders: ids.length }]);
}
