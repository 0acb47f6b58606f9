import { Broker, declareTopic } from "./broker.js";
import type { ChassisConfig } from "./config.js";
import { ConsumerRunner } from "./consumer-runner.js";
import { databaseProblem } from "./database-problem.js";
import { createEventMetrics } from "./event-metrics.js";
import { eventMigrations } from "./event-migrations.js";
import { prepareInstance, type RunningService, startInstance } from "./instance.js";
import { createLogger, type Logger } from "./logger.js";
import { migrate } from "./migrations.js";
import { Outbox } from "./outbox.js";
import { OutboxRelay } from "./outbox-relay.js";
import { retentionTask } from "./retention.js";
import type { ChassisSchema } from "./schema.js";
import type { ServiceDefinition } from "./service.js";
import { ServiceDatabase } from "./service-database.js";

/**
 * Starts a service. It listens at once, and is ready when the database is reached and migrated; broker and Consul are
 * connected beside that and may be away.
 */
export async function startService<Schema>(
  definition: ServiceDefinition<Schema>,
  config: ChassisConfig,
  logger: Logger = createLogger(config),
): Promise<RunningService> {
  const base = prepareInstance(config, logger);
  const metrics = createEventMetrics(base.metrics.registry);
  const database = new ServiceDatabase(config, logger);
  const broker = new Broker(config, logger, metrics);
  const chassisDb = database.as<ChassisSchema>();
  const relay = new OutboxRelay(chassisDb, broker, definition.exchange, config, logger, metrics);
  const db = database.as<Schema & ChassisSchema>(() => relay.wake());
  const parts = await definition.build({ ...base.kit, db, outbox: new Outbox() });
  const context = { db, broker, config, logger, metrics };
  const consumers = (parts.consumers ?? []).map((consumer) => new ConsumerRunner(consumer, context));

  return startInstance(base, {
    routes: (app) => parts.routes(app),
    background: [retentionTask(chassisDb, metrics), ...(parts.background ?? [])],
    // With the broker away requests succeed: their events wait in the outbox.
    probes: [database.probe, { name: "broker", vital: false, isUp: () => broker.up }],
    problemOf: databaseProblem,
    async start(signal) {
      await database.migrateWhenReached(async (patient) => {
        await migrate(patient, eventMigrations, "chassis_migration");
        await migrate(patient, definition.migrations);
      }, signal);
      if (signal.aborted) return;
      relay.start();
      await broker.start(
        async (model) => {
          await declareTopic(model, definition.exchange);
          for (const consumer of consumers) await consumer.subscribe(model);
        },
        () => relay.wake(),
      );
    },
    stopSteps: [
      { name: "consumers", run: () => Promise.all(consumers.map((consumer) => consumer.stop())) },
      { name: "outbox", run: () => relay.stop() },
      { name: "broker", run: () => broker.close() },
      database.stopStep,
    ],
  });
}
