import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { CoreConfig } from "./core-config.js";
import { createDatabase, createPool, databaseAnswers, isDatabaseUnavailable } from "./database.js";
import type { DatabaseConfig } from "./database-config.js";
import type { Probe } from "./health.js";
import type { Logger } from "./logger.js";
import type { ShutdownStep } from "./shutdown.js";

const retryMs = 1_000;

/** The database of a running service: its connections, its readiness, its migrations and its end. */
export class ServiceDatabase {
  readonly #onLost = (error: Error) =>
    this.logger.warn({ reason: error.message }, "lost a database connection");
  readonly #pool;
  // Of its own: a pool that is busy with requests is no reason to send them elsewhere.
  readonly #healthPool;

  constructor(
    private readonly config: CoreConfig & DatabaseConfig,
    private readonly logger: Logger,
  ) {
    this.#pool = createPool(config, this.#onLost);
    this.#healthPool = createPool(config, this.#onLost, { size: 1 });
  }

  readonly probe: Probe = {
    name: "database",
    vital: true,
    isUp: () => databaseAnswers(this.#healthPool),
  };

  readonly stopStep: ShutdownStep = {
    name: "database",
    run: () => Promise.all([this.#pool.end(), this.#healthPool.end()]),
  };

  /** The database, seen as one of this schema. `onCommit` is called after each commit made through it. */
  as<Schema>(onCommit?: () => void): Kysely<Schema> {
    return createDatabase<Schema>(this.#pool, onCommit);
  }

  /**
   * Waits for the database as long as it takes, or until `signal` is aborted, and runs `migrations` on it.
   * @throws at once when a migration is wrong
   */
  async migrateWhenReached(
    migrations: (db: Kysely<unknown>) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const patient = createDatabase<unknown>(createPool(this.config, this.#onLost, { patient: true }));
    try {
      while (!signal.aborted) {
        try {
          await migrations(patient);
          return;
        } catch (error) {
          if (!isDatabaseUnavailable(error)) throw error;
          this.logger.warn({ reason: String(error) }, "waiting for the database");
          await sleep(retryMs, undefined, { signal }).catch(() => {});
        }
      }
    } finally {
      await patient.destroy();
    }
  }
}
