import { type Kysely, type Migration, sql } from "kysely";

const orders: Migration = {
  async up(db) {
    await createOrders(db);
    await createOrderViews(db);
    await createStock(db);
  },
};

async function createOrders(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("orders")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("items", "jsonb", (column) => column.notNull())
    .addColumn("total_minor", "bigint", (column) => column.notNull())
    .addColumn("currency", "text", (column) => column.notNull())
    .addColumn("payment_method", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) =>
      column.notNull().check(sql`status in ('Pending', 'Processed', 'Cancelled')`),
    )
    .addColumn("reason", "text")
    .addColumn("payment_id", "text")
    .addColumn("refunded", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .addColumn("updated_at", "timestamptz", (column) => column.notNull())
    .execute();
  // Nearly always empty, so looking for refunds that are due costs nothing.
  await sql`create index orders_refunds_due on orders (updated_at)
    where status = 'Cancelled' and payment_id is not null and not refunded`.execute(db);
}

async function createOrderViews(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("order_views")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("body", "json", (column) => column.notNull())
    .addColumn("created_at", "timestamptz", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("order_views_by_age").on("order_views").columns(["created_at", "id"]).execute();
  await db.schema
    .createIndex("order_views_by_user")
    .on("order_views")
    .columns(["user_id", "created_at", "id"])
    .execute();
}

async function createStock(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("stock")
    .addColumn("sku", "text", (column) => column.primaryKey())
    .addColumn("available", "integer", (column) => column.notNull().check(sql`available >= 0`))
    .execute();
  await db.schema
    .createTable("stock_reservations")
    .addColumn("order_id", "text", (column) => column.notNull().references("orders.id"))
    .addColumn("sku", "text", (column) => column.notNull().references("stock.sku"))
    .addColumn("quantity", "integer", (column) => column.notNull().check(sql`quantity > 0`))
    .addColumn("released", "boolean", (column) => column.notNull().defaultTo(false))
    .addPrimaryKeyConstraint("stock_reservations_key", ["order_id", "sku"])
    .execute();
}

/** Something to sell from the first minute; a real shop would be told by its warehouse. */
const initialStock: Migration = {
  async up(db) {
    await sql`insert into stock (sku, available) values ('A', 1000000), ('B', 1000000), ('C', 1000000)`.execute(
      db,
    );
  },
};

const customers: Migration = {
  async up(db) {
    await db.schema
      .createTable("customers")
      .addColumn("user_id", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("email", "text", (column) => column.notNull())
      .addColumn("version", "integer", (column) => column.notNull())
      .addColumn("removed", "boolean", (column) => column.notNull())
      .execute();
  },
};

const notifications: Migration = {
  async up(db) {
    await db.schema
      .createTable("notifications")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("order_id", "text", (column) => column.notNull().unique())
      .addColumn("user_id", "text", (column) => column.notNull())
      .addColumn("message", "text", (column) => column.notNull())
      .addColumn("sent_at", "timestamptz", (column) => column.notNull())
      .execute();
  },
};

/** Run in the order of their names, each once. Never change one that was released: add the next. */
export const migrations: Record<string, Migration> = {
  "001_orders": orders,
  "002_initial_stock": initialStock,
  "003_customers": customers,
  "004_notifications": notifications,
};
