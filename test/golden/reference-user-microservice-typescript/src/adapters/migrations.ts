import type { Migration } from "kysely";
import { eventStoreMigration } from "../chassis/event-store.js";

const users: Migration = {
  async up(db) {
    await db.schema
      .createTable("users")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("email", "varchar(255)", (column) => column.notNull())
      .addColumn("email_key", "text", (column) => column.notNull())
      .addColumn("profile", "jsonb")
      .addColumn("version", "integer", (column) => column.notNull())
      .addColumn("created_at", "timestamptz", (column) => column.notNull())
      .addUniqueConstraint("users_email_key_unique", ["email_key"])
      .execute();
    await db.schema.createIndex("users_by_age").on("users").columns(["created_at", "id"]).execute();
  },
};

/** Run in the order of their names, each once. Never change one that was released: add the next. */
export const migrations: Record<string, Migration> = {
  "000_event_store": eventStoreMigration,
  "001_users": users,
};
