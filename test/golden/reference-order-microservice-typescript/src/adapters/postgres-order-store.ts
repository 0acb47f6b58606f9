import { type Selectable, sql } from "kysely";
import type { Outbox } from "../chassis/outbox.js";
import type { Order } from "../domain/order.js";
import type { OrderEvent } from "../domain/order-events.js";
import type { OrderStore, Reservation } from "../domain/ports.js";
import type { StockLevel, StockLine } from "../domain/stock.js";
import type { Transition } from "../domain/transitions.js";
import { changingColumns, newRow, orderOf, viewOf } from "./order-rows.js";
import type { OrderDatabase, OrdersTable, OrderTransaction } from "./schema.js";
import { releaseStock, takeStock } from "./stock-rows.js";

/**
 * Orders in PostgreSQL: order, read model, stock and outbox change in one transaction. Every step locks the order's
 * row first, so the steps on one order follow one another, and then the stock's rows in the order of their skus, so
 * orders never wait for each other in a circle.
 */
export class PostgresOrderStore implements OrderStore {
  constructor(
    private readonly db: OrderDatabase,
    private readonly outbox: Outbox,
  ) {}

  async add(order: Order, event: OrderEvent): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      const row = newRow(order);
      await trx.insertInto("orders").values(row).execute();
      const { id, user_id, created_at } = row;
      const body = JSON.stringify(viewOf(order));
      await trx.insertInto("order_views").values({ id, user_id, created_at, body }).execute();
      await this.outbox.add(trx, event);
    });
  }

  async find(id: string): Promise<Order | undefined> {
    const row = await this.db.selectFrom("orders").selectAll().where("id", "=", id).executeTakeFirst();
    return row && orderOf(row);
  }

  async reserve(
    orderId: string,
    lines: readonly StockLine[],
    refuse: (levels: readonly StockLevel[]) => string | undefined,
  ): Promise<Reservation> {
    return this.db.transaction().execute(async (trx) => {
      const row = await lockOrder(trx, orderId);
      if (row?.status !== "Pending") return { kind: "settled" };
      const reason = await takeStock(trx, orderId, lines, refuse);
      return reason === undefined ? { kind: "reserved" } : { kind: "refused", reason };
    });
  }

  async change(
    orderId: string,
    decide: (order: Order) => Transition | undefined,
  ): Promise<Order | undefined> {
    return this.db.transaction().execute(async (trx) => {
      const row = await lockOrder(trx, orderId);
      if (row === undefined) return undefined;
      const current = orderOf(row);
      const transition = decide(current);
      if (transition === undefined) return current;
      await this.#keep(trx, transition);
      return transition.order;
    });
  }

  async refundsDue(limit: number): Promise<readonly Order[]> {
    const rows = await this.db
      .selectFrom("orders")
      .selectAll()
      .where(sql<boolean>`status = 'Cancelled' and payment_id is not null and not refunded`)
      .orderBy("updated_at")
      .limit(limit)
      .execute();
    return rows.map(orderOf);
  }

  async #keep(trx: OrderTransaction, { order, event, releaseStock: release }: Transition): Promise<void> {
    await trx.updateTable("orders").set(changingColumns(order)).where("id", "=", order.id).execute();
    const body = JSON.stringify(viewOf(order));
    await trx.updateTable("order_views").set({ body }).where("id", "=", order.id).execute();
    if (release) await releaseStock(trx, order.id);
    if (event !== undefined) await this.outbox.add(trx, event);
  }
}

function lockOrder(trx: OrderTransaction, id: string): Promise<Selectable<OrdersTable> | undefined> {
  return trx.selectFrom("orders").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
}
