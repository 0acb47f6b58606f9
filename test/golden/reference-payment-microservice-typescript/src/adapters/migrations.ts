import { type Migration, sql } from "kysely";

const payments: Migration = {
  async up(db) {
    await db.schema
      .createTable("payments")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("order_id", "text", (column) => column.notNull())
      .addColumn("amount_minor", "bigint", (column) => column.notNull().check(sql`amount_minor > 0`))
      .addColumn("currency", "text", (column) => column.notNull())
      .addColumn("method", "text", (column) => column.notNull())
      .addColumn("status", "text", (column) =>
        column.notNull().check(sql`status in ('Authorized', 'Declined', 'Refunded')`),
      )
      .addColumn("reason", "text")
      .addColumn("idempotency_key", "text", (column) => column.notNull().unique())
      .addColumn("fingerprint", "text", (column) => column.notNull())
      .addColumn("created_at", "timestamptz", (column) => column.notNull())
      .execute();
    await db.schema.createIndex("payments_by_age").on("payments").columns(["created_at", "id"]).execute();
    await db.schema
      .createIndex("payments_by_order")
      .on("payments")
      .columns(["order_id", "created_at", "id"])
      .execute();
  },
};

/** Run in the order of their names, each once. Never change one that was released: add the next. */
export const migrations: Record<string, Migration> = { "001_payments": payments };
