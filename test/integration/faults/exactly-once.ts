import { connect } from "amqplib";
import { expect } from "vitest";
import { eventually, type Shop } from "./shop.js";

/** The queues of the order service, each with `.retry` and `.dlq` beside it. */
export const queues = ["saga", "customers", "payments", "notifications"].map(
  (purpose) => `order-service.${purpose}`,
);

export interface Expected {
  readonly orders: readonly string[];
  readonly sku: string;
  readonly quantity: number;
  /** What was left of the sku before. */
  readonly stockBefore: number;
}

/**
 * Waits until every order is done, and then counts what each left behind: its stock taken once, one payment, one
 * notification, each event published and in the inbox once, nothing waiting and nothing given up.
 */
export async function expectEachProcessedOnce(shop: Shop, expected: Expected): Promise<void> {
  const { orders, sku, quantity, stockBefore } = expected;
  await untilFinal(shop, orders);
  expect(await countBy(shop, orders, "status")).toEqual({ Processed: orders.length });
  expect(await shop.stock(sku)).toBe(stockBefore - quantity * orders.length);
  const payments = await shop.rows<{ payments: number; orders: number }>(
    "payment-service",
    "SELECT count(*)::int payments, count(DISTINCT order_id)::int orders FROM payments WHERE order_id = ANY($1)",
    [orders],
  );
  expect(payments).toEqual([{ payments: orders.length, orders: orders.length }]);
  await expectNotifiedOnce(shop, orders);
  await expectPublished(shop, orders);
  await expectQueuesEmpty(shop);
}

/** Waits until no order is pending. */
export async function untilFinal(shop: Shop, orders: readonly string[]): Promise<void> {
  const pending = async () => (await countBy(shop, orders, "status")).Pending ?? 0;
  let last = orders.length;
  const what = () => `${last} of ${orders.length} orders to be done`;
  await eventually("orders to be done", async () => {
    last = await pending().catch(() => last);
    return last === 0;
  }).catch((error: unknown) => {
    throw new Error(what(), { cause: error });
  });
}

/** How many of the orders have each value of a column. */
export async function countBy(
  shop: Shop,
  orders: readonly string[],
  column: "status" | "reason",
): Promise<Record<string, number>> {
  const query = `SELECT ${column} AS value, count(*)::int FROM orders WHERE id = ANY($1) GROUP BY 1`;
  const rows = await shop.rows<{ value: string; count: number }>("order-service", query, [orders]);
  return Object.fromEntries(rows.map(({ value, count }) => [value, count]));
}

/** One notification an order, and one inbox row for each of the events that cause them. */
async function expectNotifiedOnce(shop: Shop, orders: readonly string[]): Promise<void> {
  const query = `SELECT
    (SELECT count(*)::int FROM notifications WHERE order_id = ANY($1)) notifications,
    (SELECT count(*)::int FROM outbox WHERE type = 'OrderProcessedEvent' AND subject = ANY($1)) events,
    (SELECT count(*)::int FROM inbox JOIN outbox ON inbox.event_id = outbox.id::text
      WHERE queue = 'order-service.notifications' AND subject = ANY($1)) handled`;
  const counts = { notifications: orders.length, events: orders.length, handled: orders.length };
  let seen: unknown;
  await eventually("every customer to be notified", async () => {
    [seen] = await shop.rows("order-service", query, [orders]);
    return (seen as typeof counts).handled >= orders.length;
  }).catch(() => {});
  expect(seen).toEqual(counts);
}

/** Every order has its two events, and all of them have left the outbox. */
async function expectPublished(shop: Shop, orders: readonly string[]): Promise<void> {
  const query = `SELECT type, count(*)::int, count(published_at)::int published
    FROM outbox WHERE subject = ANY($1) GROUP BY 1 ORDER BY 1`;
  const allOut = [
    { type: "OrderCreatedEvent", count: orders.length, published: orders.length },
    { type: "OrderProcessedEvent", count: orders.length, published: orders.length },
  ];
  expect(await shop.rows("order-service", query, [orders])).toEqual(allOut);
}

/** Nothing is being handled, nothing waits for a retry, nothing was given up. */
export async function expectQueuesEmpty(shop: Shop): Promise<void> {
  const names = queues.flatMap((queue) => [queue, `${queue}.retry`, `${queue}.dlq`]);
  const left = () => depths(shop, names);
  await eventually(
    "the queues to be empty",
    async () => Object.keys(await left()).length === 0,
    30_000,
  ).catch(() => {});
  expect(await left()).toEqual({});
}

/** How many messages wait in each queue, but for empty ones. */
export async function depths(shop: Shop, names: readonly string[]): Promise<Record<string, number>> {
  const connection = await connect(shop.data.amqpUrl);
  try {
    const channel = await connection.createChannel();
    const found: Record<string, number> = {};
    for (const name of names) {
      const { messageCount } = await channel.checkQueue(name);
      if (messageCount > 0) found[name] = messageCount;
    }
    return found;
  } finally {
    await connection.close();
  }
}
