import { type Kysely, type Migration, type MigrationProvider, Migrator, sql } from "kysely";

/** A service's migrations by name (`001_users`). */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Brings the database up to date, in one transaction and in the order of the migrations' names.
 *
 * Safe when several replicas start at once: Kysely's migrator holds an advisory lock while it works.
 * @param table where it is noted which have run; each set of migrations has its own.
 * @throws what the database said; nothing of a failed set is kept.
 */
export async function migrate(
  db: Kysely<unknown>,
  migrations: Migrations,
  table = "service_migration",
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
function withLaterMigrations(db: Kysely<unknown>, migrations: Migrations, table: string): MigrationProvider {
  return {
    async getMigrations() {
      const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
      const executed = rows.map(({ name }): [string, Migration] => [name, { up: async () => {} }]);
      return { ...Object.fromEntries(executed), ...migrations };
    },
  };
}
