import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { type BackgroundTask, BackgroundTasks } from "./background-tasks.js";
import type { ServiceClient } from "./client.js";
import { createClientFactory } from "./client-factory.js";
import { ConsulRegistration } from "./consul-registration.js";
import { loadContract, type OpenApiDocument } from "./contract.js";
import type { CoreConfig } from "./core-config.js";
import { Health, isServing, type Probe } from "./health.js";
import { createHttpServer } from "./http.js";
import type { Logger } from "./logger.js";
import { createMetrics, type Metrics } from "./metrics.js";
import type { ProblemError } from "./problem.js";
import { type ShutdownStep, stopInOrder } from "./shutdown.js";
import { startTelemetry } from "./telemetry.js";

export interface RunningService {
  readonly app: FastifyInstance;
  /** Where it listens; the port differs from the configured one when that is 0. */
  readonly url: string;
  /** Resolves when requests can be answered. */
  readonly started: Promise<void>;
  /** Resolves, with the reason, when the service cannot start at all. */
  readonly failed: Promise<unknown>;
  /** Stops gracefully. @returns whether everything was finished within the grace period. */
  stop(): Promise<boolean>;
}

/** What the chassis hands to every service. */
export interface CoreKit<Config extends CoreConfig> {
  readonly config: Config;
  readonly logger: Logger;
  readonly contract: OpenApiDocument;
  /** A resilient client for another service, by the name it has in Consul. One a name, so that its breaker is shared. */
  client(serviceName: string): ServiceClient;
}

/** What an instance has before its service is built: tracing runs, nothing listens yet. */
export interface InstanceBase<Config extends CoreConfig> {
  readonly kit: CoreKit<Config>;
  readonly metrics: Metrics;
  stopTelemetry(): Promise<void>;
}

export function prepareInstance<Config extends CoreConfig>(
  config: Config,
  logger: Logger,
): InstanceBase<Config> {
  const stopTelemetry = startTelemetry(config);
  const metrics = createMetrics();
  const client = createClientFactory(config, logger, metrics);
  return { kit: { config, logger, contract: loadContract(), client }, metrics, stopTelemetry };
}

/** A built service, with what it relies on beside itself. */
export interface InstanceParts {
  routes(app: FastifyInstance): void;
  readonly background: readonly BackgroundTask[];
  /** What readiness looks at. */
  readonly probes: readonly Probe[];
  /** The problem that an error of what it relies on is; undefined for any other error. */
  problemOf?(error: unknown): ProblemError | undefined;
  /**
   * Reaches what the service relies on; resolves when requests can be answered, or soon after `signal` is aborted.
   * @throws when the service can never start.
   */
  start(signal: AbortSignal): Promise<void>;
  /** What to stop once no request and no background task is left, in order. */
  readonly stopSteps: readonly ShutdownStep[];
}

/** Starts an instance. It listens at once, and is ready when `parts.start` is done; Consul may be away. */
export async function startInstance<Config extends CoreConfig>(
  { kit, metrics, stopTelemetry }: InstanceBase<Config>,
  parts: InstanceParts,
): Promise<RunningService> {
  const { config, logger, contract } = kit;
  const health = new Health(parts.probes);
  const background = new BackgroundTasks(logger);
  const problemOf = parts.problemOf && { problemOf: parts.problemOf };
  const app = createHttpServer({ contract, health, logger, metrics, ...problemOf });
  parts.routes(app);
  const isReady = async () => isServing(await health.readiness());
  const registration = config.consul && new ConsulRegistration(config.consul.url, config, isReady, logger);
  await registration?.forgetPredecessor();
  await app.listen({ host: config.http.host, port: config.http.port });
  const { port } = app.server.address() as AddressInfo;

  const stopping = new AbortController();

  const start = async (): Promise<void> => {
    await parts.start(stopping.signal);
    if (stopping.signal.aborted) return;
    background.start(parts.background);
    health.markStarted();
    logger.info({ port }, "started");
    await registration?.start(port);
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
        ...parts.stopSteps,
        { name: "telemetry", run: stopTelemetry },
      ];
      return stopInOrder(steps, config.shutdown.graceMs, logger);
    },
  };
}
