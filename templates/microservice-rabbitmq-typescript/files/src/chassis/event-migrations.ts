import { sql } from "kysely";
import type { Migrations } from "./migrations.js";

/** The tables of the outbox and the inbox; run before the service's own. */
export const eventMigrations: Migrations = {
  "001_outbox_inbox": {
    async up(db) {
      await db.schema
        .createTable("outbox")
        .addColumn("position", "bigserial", (column) => column.primaryKey())
        .addColumn("id", "uuid", (column) => column.notNull().unique())
        .addColumn("type", "text", (column) => column.notNull())
        .addColumn("subject", "text", (column) => column.notNull())
        .addColumn("data", "json", (column) => column.notNull())
        .addColumn("traceparent", "text")
        .addColumn("occurred_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
        .addColumn("published_at", "timestamptz")
        .execute();
      await db.schema
        .createIndex("outbox_pending")
        .on("outbox")
        .columns(["subject", "position"])
        .where(sql.ref("published_at"), "is", null)
        .execute();
      await db.schema.createIndex("outbox_published").on("outbox").column("published_at").execute();
      await db.schema
        .createTable("inbox")
        .addColumn("queue", "text", (column) => column.notNull())
        .addColumn("event_id", "text", (column) => column.notNull())
        .addColumn("handled_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
        .addPrimaryKeyConstraint("inbox_pkey", ["queue", "event_id"])
        .execute();
      await db.schema.createIndex("inbox_handled").on("inbox").column("handled_at").execute();
    },
  },
};
