import type { FastifyInstance } from "fastify";
import type { Kysely, Migration } from "kysely";
import type { BackgroundTask } from "./background-tasks.js";
import type { ChassisConfig } from "./config.js";
import type { ConsumerDefinition } from "./consumer.js";
import type { CoreKit } from "./instance.js";
import type { Outbox } from "./outbox.js";
import type { ChassisSchema } from "./schema.js";

export type { BackgroundTask };

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

/** What the chassis hands to a service. */
export interface Kit<Schema> extends CoreKit<ChassisConfig> {
  readonly db: Kysely<Schema & ChassisSchema>;
  readonly outbox: Outbox;
}
