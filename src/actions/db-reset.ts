import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";
import { recreateDatabase } from "../platform/database/recreate-database.js";
import { readSeeds, runSeeds } from "../platform/database/run-seeds.js";
import type { ServiceDatabase } from "../platform/database/service-database.js";
import { parseDuration } from "../platform/duration.js";
import { type Instance, serviceGraceSeconds } from "../platform/engines/engine.js";
import type { Platform } from "../platform/platform.js";
import { reviveServices } from "../platform/revive-services.js";
import type { ActionContext } from "./context.js";
import { rollingOut } from "./rolling-out.js";
import { openServiceDatabase } from "./service-database.js";

export interface DbResetOptions {
  readonly service: string;
  /** The service's sample data afterwards. */
  readonly seed: boolean;
  /** Do not ask. */
  readonly yes: boolean;
  readonly dryRun: boolean;
  /** `90s`, `2m`: how long its instances may take to be ready again. */
  readonly timeout: string;
}

export interface DbResetResult {
  readonly service: string;
  readonly database: string;
  readonly dryRun: boolean;
  /** False when it was not confirmed, and with `dryRun`. */
  readonly changed: boolean;
  /** Its instances that were stopped and started again (or would be). */
  readonly restarted: readonly string[];
  readonly seeds: readonly string[];
}

/**
 * Drops the database of one service and makes it again, empty. Its instances are stopped before and started again after it,
 * since they make their tables when they start; nobody is served meanwhile.
 * @throws MsxError NO_WORKSPACE, FILE_INVALID, UNKNOWN_SERVICE, USAGE, NO_DATABASE, SEEDS_MISSING, FILE_UNREADABLE, PLATFORM_DOWN,
 *   CONFIRMATION_NEEDED, WORKSPACE_BUSY, DATABASE_FAILED, RESOURCE_FAILED (an instance does not get ready again), SEED_FAILED, SEED_COMMITS,
 *   DOCKER_FAILED, ENGINE_UNAVAILABLE, ENGINE_LOST or INTERRUPTED
 */
export async function dbReset(options: DbResetOptions, context: ActionContext): Promise<DbResetResult> {
  const { signal } = context;
  const timeoutMs = parseDuration(options.timeout, "--timeout", "db reset");
  const { platform, service, database } = await openServiceDatabase(options.service, context);
  const seeds = options.seed ? readSeeds(service) : [];
  const files = seeds.map(({ file }) => file);
  const told = { service: service.name, database: database.name, dryRun: options.dryRun };
  if (options.dryRun) {
    const restarted = (await runningOf(platform, service.name)).map(({ name }) => name);
    return { ...told, changed: false, restarted, seeds: files };
  }
  if (!options.yes && !(await confirmed(database, context))) {
    return { ...told, changed: false, restarted: [], seeds: [] };
  }
  return rollingOut("db reset", platform, [service], signal, async () => {
    const instances = await runningOf(platform, service.name);
    await withoutInstances(platform, instances, { ...context, timeoutMs }, () =>
      announced(database, context, () => recreateDatabase(database, signal)),
    );
    if (seeds.length > 0) await runSeeds(database, seeds, signal);
    return { ...told, changed: true, restarted: instances.map(({ name }) => name), seeds: files };
  });
}

async function runningOf({ engine }: Platform, service: string): Promise<readonly Instance[]> {
  const instances = await engine.observe();
  return instances.filter(
    ({ kind, owner, state }) => kind === "service" && owner === service && state === "running",
  );
}

async function confirmed({ name, service }: ServiceDatabase, { io }: ActionContext): Promise<boolean> {
  if (!io.interactive) {
    throw new MsxError("CONFIRMATION_NEEDED", {
      detail: phrase("reset-removes", { service, database: name }),
    });
  }
  const params = { database: name, service };
  return (await io.ask({ type: "confirm", flag: "--yes", code: "db.reset.confirm", params })) === "yes";
}

/** The work as a task that the user can follow. */
async function announced(
  { name }: ServiceDatabase,
  { io }: ActionContext,
  work: () => Promise<void>,
): Promise<void> {
  const id = "db.reset";
  io.emit({ type: "plan", tasks: [{ id, code: "db.reset.task", params: { database: name } }] });
  io.emit({ type: "task", id, state: "started" });
  try {
    await work();
    io.emit({ type: "task", id, state: "succeeded" });
  } catch (error) {
    io.emit({ type: "task", id, state: "failed" });
    throw error;
  }
}

/**
 * Does the work while these instances are stopped, and brings them back however it ended, unless the user wants an end.
 * @throws what the work threw; RESOURCE_FAILED when one does not get ready again
 */
async function withoutInstances(
  platform: Platform,
  instances: readonly Instance[],
  { io, signal, timeoutMs }: ActionContext & { readonly timeoutMs: number },
  work: () => Promise<void>,
): Promise<void> {
  await Promise.all(
    instances.map((instance) => platform.engine.services.stop(instance, serviceGraceSeconds)),
  );
  let failure: unknown;
  try {
    signal.throwIfAborted();
    await work();
  } catch (error) {
    failure = error;
  }
  signal.throwIfAborted();
  const names = instances.map(({ name }) => name);
  const stopped = (await platform.engine.observe()).filter(({ name }) => names.includes(name));
  const revived = await reviveServices(platform, stopped, { timeoutMs, io, signal });
  failure ??= revived.find(({ error }) => error !== undefined)?.error;
  if (failure !== undefined) throw failure;
}
