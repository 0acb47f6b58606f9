import { type Migration, sql } from "kysely";

export interface ItemTable {
  id: string;
  name: string;
  description: string | null;
  created_at: Date;
  updated_at: Date;
  version: number;
}

/** The tables this service owns. */
export interface Schema {
  items: ItemTable;
}

/**
 * Run at start, in the order of their names. Add new ones and never change one that has run; only expand the schema, so
 * that the version before still works on it (docs/runbook.md).
 */
export const migrations: Record<string, Migration> = {
  "001_items": {
    async up(db) {
      await db.schema
        .createTable("items")
        .addColumn("id", "uuid", (column) => column.primaryKey())
        .addColumn("name", "varchar(200)", (column) => column.notNull())
        .addColumn("description", "varchar(2000)")
        // Milliseconds, as JavaScript's dates: a page's position must compare equal to what is stored.
        .addColumn("created_at", sql`timestamptz(3)`, (column) => column.notNull())
        .addColumn("updated_at", sql`timestamptz(3)`, (column) => column.notNull())
        .addColumn("version", "integer", (column) => column.notNull())
        .execute();
      await db.schema.createIndex("items_created").on("items").columns(["created_at", "id"]).execute();
    },
  },
};
