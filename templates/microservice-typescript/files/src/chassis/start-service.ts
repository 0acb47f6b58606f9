import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { Kysely } from "kysely";
import { BackgroundTasks } from "./background-tasks.js";
import { Broker, declareTopic } from "./broker.js";
import { createServiceClient, type ServiceClient } from "./client.js";
import type { ChassisConfig } from "./config.js";
import { ConsulRegistration } from "./consul-registration.js";
import { ConsumerRunner } from "./consumer-runner.js";
import { loadContract } from "./contract.js";
import { createDatabase, createPool, databaseAnswers, isDatabaseUnavailable } from "./database.js";
import { createDiscovery } from "./discovery.js";
import { Health, isServing } from "./health.js";
import { createHttpServer } from "./http.js";
import { createLogger, type Logger } from "./logger.js";
import { createMetrics, type Metrics } from "./metrics.js";
import { migrate } from "./migrations.js";
import { Outbox } from "./outbox.js";
import { OutboxRelay } from "./outbox-relay.js";
import { createResilience } from "./resilience.js";
import { retentionTask } from "./retention.js";
import type { ChassisSchema } from "./schema.js";
import type { ServiceDefinition } from "./service.js";
import { stopInOrder } from "./shutdown.js";
import { startTelemetry } from "./telemetry.js";

const databaseRetryMs = 1_000;

export interface RunningService {
  readonly app: FastifyInstance;
  /** Where it listens; the port differs from the configured one when that is 0. */
  readonly url: string;
  /** Resolves when requests can be answered. */
  readonly started: Promise<void>;
  /** Resolves, with the reason, when the service cannot start at all: a migration is wrong. */
  readonly failed: Promise<unknown>;
  /** Stops gracefully. @returns whether everything was finished within the grace period. */
  stop(): Promise<boolean>;
}

/**
 * Starts a service. It listens at once, and is ready when the database is reached and migrated; broker and Consul are
 * connected beside that and may be away.
 */
export async function startService<Schema>(
  definition: ServiceDefinition<Schema>,
  config: ChassisConfig,
  logger: Logger = createLogger(config),
): Promise<RunningService> {
  const stopTelemetry = startTelemetry(config);
  const metrics = createMetrics();
  const contract = loadContract();
  const onLost = (error: Error) => logger.warn({ reason: error.message }, "lost a database connection");
  const pool = createPool(config, onLost);
  const broker = new Broker(config, logger, metrics);
  // Of its own: a pool that is busy with requests is no reason to send them elsewhere.
  const healthPool = createPool(config, onLost, { size: 1 });
  const health = new Health(
    () => databaseAnswers(healthPool),
    () => broker.up,
  );
  const chassisDb = createDatabase<ChassisSchema>(pool);
  const relay = new OutboxRelay(chassisDb, broker, definition.exchange, config, logger, metrics);
  const db = createDatabase<Schema & ChassisSchema>(pool, () => relay.wake());
  const client = clientFactory(config, logger, metrics);
  const parts = await definition.build({ config, logger, db, outbox: new Outbox(), contract, client });
  const context = { db, broker, config, logger, metrics };
  const consumers = (parts.consumers ?? []).map((consumer) => new ConsumerRunner(consumer, context));
  const background = new BackgroundTasks(logger);

  const app = createHttpServer({ contract, health, logger, metrics });
  parts.routes(app);
  await app.listen({ host: config.http.host, port: config.http.port });
  const { port } = app.server.address() as AddressInfo;

  const stopping = new AbortController();
  const isReady = async () => isServing(await health.readiness());
  const registration =
    config.consul && new ConsulRegistration(config.consul.url, config, port, isReady, logger);

  const start = async (): Promise<void> => {
    const patient = createDatabase<unknown>(createPool(config, onLost, { patient: true }));
    await migrateWhenReached(patient, definition.migrations, logger, stopping.signal).finally(() =>
      patient.destroy(),
    );
    if (stopping.signal.aborted) return;
    relay.start();
    await broker.start(
      async (model) => {
        await declareTopic(model, definition.exchange);
        for (const consumer of consumers) await consumer.subscribe(model);
      },
      () => relay.wake(),
    );
    background.start([retentionTask(chassisDb, metrics), ...(parts.background ?? [])]);
    health.markStarted();
    logger.info({ port }, "started");
    await registration?.start();
  };
  const started = start();

  return {
    app,
    url: `http://127.0.0.1:${port}`,
    started,
    failed: started.then(
      () => new Promise<never>(() => {}),
      (error: unknown) => {
        logger.fatal({ error }, "cannot start");
        return error;
      },
    ),
    stop: () => {
      logger.info("stopping");
      stopping.abort();
      health.markDraining();
      const steps = [
        { name: "start", run: () => started.catch(() => {}) },
        { name: "deregister", run: async () => registration?.stop() },
        { name: "drain", run: () => sleep(config.shutdown.drainMs) },
        { name: "http", run: () => app.close() },
        { name: "background", run: () => background.stop() },
        { name: "consumers", run: () => Promise.all(consumers.map((consumer) => consumer.stop())) },
        { name: "outbox", run: () => relay.stop() },
        { name: "broker", run: () => broker.close() },
        { name: "database", run: () => Promise.all([pool.end(), healthPool.end()]) },
        { name: "telemetry", run: stopTelemetry },
      ];
      return stopInOrder(steps, config.shutdown.graceMs, logger);
    },
  };
}

/** One client a service name, so that all calls to it share a breaker. */
function clientFactory(
  config: ChassisConfig,
  logger: Logger,
  metrics: Metrics,
): (serviceName: string) => ServiceClient {
  const discovery = createDiscovery(config);
  const clients = new Map<string, ServiceClient>();
  return (service) => {
    const existing = clients.get(service);
    if (existing) return existing;
    const resilience = createResilience(config, (open) => {
      logger.warn({ service }, open ? "circuit breaker opened" : "circuit breaker closed");
      metrics.breakerOpen.set({ service }, open ? 1 : 0);
    });
    const client = createServiceClient(service, discovery, resilience, (outcome) =>
      metrics.clientAttempts.inc({ service, outcome }),
    );
    clients.set(service, client);
    return client;
  };
}

/** Waits for the database as long as it takes; a migration that is wrong fails at once. */
async function migrateWhenReached<Schema>(
  db: Kysely<unknown>,
  migrations: ServiceDefinition<Schema>["migrations"],
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await migrate(db, migrations);
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      logger.warn({ reason: String(error) }, "waiting for the database");
      await sleep(databaseRetryMs, undefined, { signal }).catch(() => {});
    }
  }
}
