import { Client } from "pg";
import { connections } from "./connections.js";
import type { Instance } from "./engines/engine.js";
import type { Platform } from "./platform.js";
import { withDeadline } from "./with-deadline.js";

/** Events a service has stored and not yet published. */
export interface OutboxLag {
  readonly pending: number;
  /** Age of the oldest of them in whole seconds; null when none waits. */
  readonly oldestSeconds: number | null;
}

/** How long one look may take. */
const lookMs = 4000;

/**
 * How far the outbox of a service is behind, read from its own database with its own role.
 * @returns undefined when the service has no outbox, or its database does not answer
 */
export async function outboxLag(
  platform: Pick<Platform, "resources" | "context">,
  instances: readonly Instance[],
  service: string,
  signal: AbortSignal,
): Promise<OutboxLag | undefined> {
  const url = connections(platform, instances, "host", service).DATABASE_URL;
  if (url === undefined) return undefined;
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: lookMs,
    query_timeout: lookMs,
  });
  client.on("error", () => undefined);
  try {
    return await withDeadline(lookMs, signal, async () => {
      await client.connect();
      const { rows } = await client.query<{ pending: number; oldest: number | null }>(
        `SELECT count(*)::int AS pending, floor(extract(epoch FROM now() - min(occurred_at)))::int AS oldest
           FROM outbox WHERE published_at IS NULL`,
      );
      return { pending: rows[0]?.pending ?? 0, oldestSeconds: rows[0]?.oldest ?? null };
    });
  } catch {
    signal.throwIfAborted();
    // No such table, or a database that is away: the latter is told by its own line of the report.
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
