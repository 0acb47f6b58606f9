import type { FastifyInstance } from "fastify";
import type { Kysely, Migration } from "kysely";
import type { ServiceClient } from "./client.js";
import type { ChassisConfig } from "./config.js";
import type { ConsumerDefinition } from "./consumer.js";
import type { OpenApiDocument } from "./contract.js";
import type { Logger } from "./logger.js";
import type { Outbox } from "./outbox.js";
import type { ChassisSchema } from "./schema.js";

/** What a service is made of; `src/adapters/service.ts` exports one, and `runService` runs it. */
export interface ServiceDefinition<Schema> {
  /** The topic exchange this service publishes its events on, such as `user_events`. */
  readonly exchange: string;
  /** Kysely migrations by name (`001_users`), run in the order of their names. The chassis runs its own before. */
  readonly migrations: Record<string, Migration>;
  /** Wires the service's rooms together. Called once, before the database is reached: it must not query. */
  build(kit: Kit<Schema>): ServiceParts<Schema> | Promise<ServiceParts<Schema>>;
}

export interface ServiceParts<Schema> {
  routes(app: FastifyInstance): void;
  readonly consumers?: readonly ConsumerDefinition<Schema>[];
  readonly background?: readonly BackgroundTask[];
}

/** Work that goes on beside requests. Started once the database is migrated, restarted with a pause when it throws. */
export interface BackgroundTask {
  readonly name: string;
  /** Returns soon after `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/** What the chassis hands to a service. */
export interface Kit<Schema> {
  readonly config: ChassisConfig;
  readonly logger: Logger;
  readonly db: Kysely<Schema & ChassisSchema>;
  readonly outbox: Outbox;
  readonly contract: OpenApiDocument;
  /** A resilient client for another service, by the name it has in Consul. One a name, so that its breaker is shared. */
  client(serviceName: string): ServiceClient;
}
