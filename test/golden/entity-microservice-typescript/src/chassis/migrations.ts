import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from "kysely";

/** The tables of the outbox and the inbox. */
const chassisMigrations: Record<string, Migration> = {
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

/**
 * Brings the database up to date: the chassis' tables, then the service's, each in one transaction.
 *
 * Safe when several replicas start at once: Kysely's migrator holds an advisory lock while it works.
 * @throws what the database said; nothing of the failed set is kept.
 */
export async function migrate(db: Kysely<unknown>, migrations: Record<string, Migration>): Promise<void> {
  await runMigrations(db, chassisMigrations, "chassis_migration");
  await runMigrations(db, migrations, "service_migration");
}

async function runMigrations(
  db: Kysely<unknown>,
  migrations: Record<string, Migration>,
  table: string,
): Promise<void> {
  // Named, since Kysely would take a table of that name in any other schema for its own.
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db);
  const migrator = new Migrator({
    db,
    provider: withLaterMigrations(db, migrations, table),
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
    ...(rows[0] && { migrationTableSchema: rows[0].schema }),
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

/**
 * Lets a version start on a database that a later version has already migrated, as a rollback does.
 *
 * Kysely refuses to work when an executed migration is unknown; those are filled in as done. What makes this safe
 * is that migrations only expand the schema until no running version needs the old shape (see docs/runbook.md).
 */
function withLaterMigrations(
  db: Kysely<unknown>,
  migrations: Record<string, Migration>,
  table: string,
): MigrationProvider {
  return {
    async getMigrations() {
      const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
      const executed = rows.map(({ name }): [string, Migration] => [name, { up: async () => {} }]);
      return { ...Object.fromEntries(executed), ...migrations };
    },
  };
}
