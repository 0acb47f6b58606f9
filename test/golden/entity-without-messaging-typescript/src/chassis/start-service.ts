import type { ChassisConfig } from "./config.js";
import { databaseProblem } from "./database-problem.js";
import { prepareInstance, type RunningService, startInstance } from "./instance.js";
import { createLogger, type Logger } from "./logger.js";
import { migrate } from "./migrations.js";
import type { ServiceDefinition } from "./service.js";
import { ServiceDatabase } from "./service-database.js";

/** Starts a service. It listens at once, and is ready when the database is reached and migrated; Consul may be away. */
export async function startService<Schema>(
  definition: ServiceDefinition<Schema>,
  config: ChassisConfig,
  logger: Logger = createLogger(config),
): Promise<RunningService> {
  const base = prepareInstance(config, logger);
  const database = new ServiceDatabase(config, logger);
  const parts = await definition.build({ ...base.kit, db: database.as<Schema>() });

  return startInstance(base, {
    routes: (app) => parts.routes(app),
    background: parts.background ?? [],
    probes: [database.probe],
    problemOf: databaseProblem,
    start: (signal) =>
      database.migrateWhenReached((patient) => migrate(patient, definition.migrations), signal),
    stopSteps: [database.stopStep],
  });
}
