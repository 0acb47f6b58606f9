import { type ColumnType, type Generated, type Kysely, type Migration, sql, type Transaction } from "kysely";
import { conflict } from "./problem.js";

/** One stored event of one aggregate. Versions of an aggregate start at 1 and have no gaps. */
export interface EventStoreTable {
  aggregate_type: string;
  aggregate_id: string;
  version: number;
  event_type: string;
  data: ColumnType<Record<string, unknown>, string, never>;
  recorded_at: Generated<Date>;
}

/** The table `eventStoreMigration` makes; part of the schema of a service that keeps an event store. */
export interface EventStoreSchema {
  event_store: EventStoreTable;
}

export interface StoredEvent {
  readonly version: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly recordedAt: Date;
}

/** To be put among a service's migrations (`"000_event_store": eventStoreMigration`). */
export const eventStoreMigration: Migration = {
  async up(db) {
    await db.schema
      .createTable("event_store")
      .addColumn("aggregate_id", "text", (column) => column.notNull())
      .addColumn("version", "integer", (column) => column.notNull())
      .addColumn("aggregate_type", "text", (column) => column.notNull())
      .addColumn("event_type", "text", (column) => column.notNull())
      .addColumn("data", "jsonb", (column) => column.notNull())
      .addColumn("recorded_at", "timestamptz", (column) => column.notNull().defaultTo(sql`now()`))
      .addUniqueConstraint("event_store_aggregate_version", ["aggregate_id", "version"])
      .execute();
  },
};

/**
 * Appends events to an aggregate.
 *
 * @param expectedVersion the version the decision was based on; 0 for a new aggregate.
 * @returns the aggregate's new version.
 * @throws ProblemError 409 when somebody else has appended since (the unique constraint decides).
 */
export async function appendEvents<DB extends EventStoreSchema>(
  trx: Transaction<DB>,
  aggregate: string,
  id: string,
  expectedVersion: number,
  events: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[],
): Promise<number> {
  if (events.length === 0) return expectedVersion;
  const rows = events.map((event, index) => ({
    aggregate_type: aggregate,
    aggregate_id: id,
    version: expectedVersion + index + 1,
    event_type: event.type,
    data: JSON.stringify(event.data),
  }));
  const inserted = await eventTables(trx)
    .insertInto("event_store")
    .values(rows)
    .onConflict((clash) => clash.columns(["aggregate_id", "version"]).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows !== BigInt(rows.length)) {
    throw conflict(`${aggregate} ${id} was changed by somebody else; read it again and retry`);
  }
  return expectedVersion + rows.length;
}

/** All events of an aggregate, oldest first; empty when there is none. */
export async function readEvents<DB extends EventStoreSchema>(
  db: Kysely<DB>,
  id: string,
): Promise<readonly StoredEvent[]> {
  const rows = await eventTables(db)
    .selectFrom("event_store")
    .select(["version", "event_type", "data", "recorded_at"])
    .where("aggregate_id", "=", id)
    .orderBy("version")
    .execute();
  return rows.map((row) => ({
    version: row.version,
    type: row.event_type,
    data: row.data,
    recordedAt: row.recorded_at,
  }));
}

function eventTables<DB extends EventStoreSchema>(db: Kysely<DB>): Kysely<EventStoreSchema> {
  return db as unknown as Kysely<EventStoreSchema>;
}
