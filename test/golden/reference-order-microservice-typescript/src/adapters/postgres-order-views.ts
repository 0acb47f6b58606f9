import { sql } from "kysely";
import type { Notification } from "../domain/notification.js";
import type { OrderView, OrderViews, Page, PageRequest } from "../domain/ports.js";
import type { StockLevel } from "../domain/stock.js";
import { cutPage, fromCursor } from "./page-cursor.js";
import type { OrderDatabase } from "./schema.js";

/** The queries of this service; none of them reads the write model. */
export class PostgresOrderViews implements OrderViews {
  constructor(private readonly db: OrderDatabase) {}

  async find(id: string): Promise<OrderView | undefined> {
    const query = this.db.selectFrom("order_views").select("body").where("id", "=", id);
    return (await query.executeTakeFirst())?.body;
  }

  async list(
    { userId }: { readonly userId?: string | undefined },
    { limit, cursor }: PageRequest,
  ): Promise<Page<OrderView>> {
    let query = this.db
      .selectFrom("order_views")
      .selectAll()
      .orderBy("created_at")
      .orderBy("id")
      .limit(limit + 1);
    if (userId !== undefined) query = query.where("user_id", "=", userId);
    if (cursor !== undefined) {
      const after = fromCursor(cursor);
      query = query.where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id})`);
    }
    const { rows, next } = cutPage(await query.execute(), limit);
    return { items: rows.map((row) => row.body), ...next };
  }

  async stock(sku: string): Promise<StockLevel | undefined> {
    const query = this.db.selectFrom("stock").select(["sku", "available"]).where("sku", "=", sku);
    return query.executeTakeFirst();
  }

  async notifications(orderId: string): Promise<readonly Notification[]> {
    const rows = await this.db
      .selectFrom("notifications")
      .selectAll()
      .where("order_id", "=", orderId)
      .orderBy("sent_at")
      .execute();
    return rows.map((row) => ({
      id: row.id,
      orderId: row.order_id,
      userId: row.user_id,
      message: row.message,
      sentAt: row.sent_at.toISOString(),
    }));
  }
}
