import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { BackgroundTask } from "./background-tasks.js";
import type { EventMetrics } from "./event-metrics.js";
import type { ChassisSchema } from "./schema.js";

const intervalMs = 30_000;
/** Published events can be replayed for this long (see docs/runbook.md). */
const outboxRetention = "7 days";
/** A message that comes back later than this would be handled again. */
const inboxRetention = "30 days";

/** Forgets old outbox and inbox rows, and measures how many events wait. */
export function retentionTask(db: Kysely<ChassisSchema>, metrics: EventMetrics): BackgroundTask {
  return {
    name: "retention",
    async run(signal) {
      while (!signal.aborted) {
        await sql`delete from outbox where published_at < now() - ${outboxRetention}::interval`.execute(db);
        await sql`delete from inbox where handled_at < now() - ${inboxRetention}::interval`.execute(db);
        const waiting = await db
          .selectFrom("outbox")
          .select((e) => e.fn.countAll<string>().as("events"))
          .where("published_at", "is", null)
          .executeTakeFirstOrThrow();
        metrics.outboxPending.set(Number(waiting.events));
        await sleep(intervalMs, undefined, { signal }).catch(() => {});
      }
    },
  };
}
