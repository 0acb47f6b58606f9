import type { FastifyInstance } from "fastify";
import type { Kysely, Migration } from "kysely";
import type { BackgroundTask } from "./background-tasks.js";
import type { ChassisConfig } from "./config.js";
import type { CoreKit } from "./instance.js";

export type { BackgroundTask };

/** What a service is made of; `src/adapters/service.ts` exports one, and `runService` runs it. */
export interface ServiceDefinition<Schema> {
  /** Kysely migrations by name (`001_users`), run in the order of their names. */
  readonly migrations: Record<string, Migration>;
  /** Wires the service's rooms together. Called once, before the database is reached: it must not query. */
  build(kit: Kit<Schema>): ServiceParts | Promise<ServiceParts>;
}

export interface ServiceParts {
  routes(app: FastifyInstance): void;
  readonly background?: readonly BackgroundTask[];
}

/** What the chassis hands to a service. */
export interface Kit<Schema> extends CoreKit<ChassisConfig> {
  readonly db: Kysely<Schema>;
}
