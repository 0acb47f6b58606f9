import type { Kysely, Transaction } from "kysely";
import { type ChassisSchema, chassisTables } from "./schema.js";

/** Lets a consumer have its effect once, however often the broker delivers the event. */
export interface InboxScope<Schema> {
  /**
   * Runs `work` in a transaction that also records the event as handled; both commit or neither.
   *
   * @returns false, without running `work`, when this queue has already handled the event.
   */
  once(work: (trx: Transaction<Schema & ChassisSchema>) => Promise<void>): Promise<boolean>;
  /** Whether this queue has already handled the event; lets a handler of several steps stop early. */
  seen(): Promise<boolean>;
}

/** The inbox as one event of one queue sees it. */
export function inboxScope<Schema>(
  db: Kysely<Schema & ChassisSchema>,
  queue: string,
  eventId: string,
): InboxScope<Schema> {
  return {
    once: (work) =>
      db.transaction().execute(async (trx) => {
        // A concurrent delivery of the same event waits here until this transaction ends, then inserts nothing.
        const inserted = await chassisTables(trx)
          .insertInto("inbox")
          .values({ queue, event_id: eventId })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows === 0n) return false;
        await work(trx);
        return true;
      }),
    seen: async () => {
      const row = await (db as unknown as Kysely<ChassisSchema>)
        .selectFrom("inbox")
        .select("event_id")
        .where("queue", "=", queue)
        .where("event_id", "=", eventId)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
