import type { ColumnType, Generated, Transaction } from "kysely";

/** A waiting or published event. Rows are kept for a while after publishing, so that they can be replayed. */
export interface OutboxTable {
  /** Order of insertion; events of one subject are published in this order. */
  position: Generated<string>;
  id: string;
  type: string;
  subject: string;
  data: ColumnType<Record<string, unknown>, string, string>;
  traceparent: string | null;
  occurred_at: Generated<Date>;
  published_at: Date | null;
}

/** What a queue has already handled; the pair is unique, so a message delivered twice has its effect once. */
export interface InboxTable {
  queue: string;
  event_id: string;
  handled_at: Generated<Date>;
}

/** The tables the chassis owns in the service's database. */
export interface ChassisSchema {
  outbox: OutboxTable;
  inbox: InboxTable;
}

/**
 * Sees a service's transaction as one over the chassis' own tables.
 *
 * Kysely's types are invariant, so TypeScript cannot know that a wider schema also has these tables.
 */
export function chassisTables<DB extends ChassisSchema>(trx: Transaction<DB>): Transaction<ChassisSchema> {
  return trx as unknown as Transaction<ChassisSchema>;
}
