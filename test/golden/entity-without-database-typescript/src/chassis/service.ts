import type { FastifyInstance } from "fastify";
import type { BackgroundTask } from "./background-tasks.js";
import type { ChassisConfig } from "./config.js";
import type { CoreKit } from "./instance.js";

export type { BackgroundTask };

/** What a service is made of; `src/adapters/service.ts` exports one, and `runService` runs it. */
export interface ServiceDefinition {
  /** Wires the service's rooms together. Called once, at start. */
  build(kit: Kit): ServiceParts | Promise<ServiceParts>;
}

export interface ServiceParts {
  routes(app: FastifyInstance): void;
  readonly background?: readonly BackgroundTask[];
}

/** What the chassis hands to a service. */
export type Kit = CoreKit<ChassisConfig>;
