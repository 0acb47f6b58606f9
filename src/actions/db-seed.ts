import { readSeeds, runSeeds } from "../platform/database/run-seeds.js";
import { ensureDatabase } from "../platform/database/service-database.js";
import type { ActionContext } from "./context.js";
import { openServiceDatabase } from "./service-database.js";

export interface DbSeedResult {
  readonly service: string;
  readonly database: string;
  readonly dryRun: boolean;
  /** In the order they ran in (or would). */
  readonly seeds: readonly string[];
}

/**
 * Puts a service's sample data, its `seeds/*.sql`, into its database: all of it or nothing.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, NO_DATABASE, SEEDS_MISSING, FILE_UNREADABLE, PLATFORM_DOWN,
 *   SEED_FAILED, SEED_COMMITS, DATABASE_FAILED, ENGINE_UNAVAILABLE; the signal's reason
 */
export async function dbSeed(
  { service: name, dryRun }: { readonly service: string; readonly dryRun: boolean },
  context: ActionContext,
): Promise<DbSeedResult> {
  const { service, database } = await openServiceDatabase(name, context);
  const seeds = readSeeds(service);
  if (!dryRun) {
    await ensureDatabase(database, context.signal);
    await runSeeds(database, seeds, context.signal);
  }
  return { service: name, database: database.name, dryRun, seeds: seeds.map(({ file }) => file) };
}
