import { loadConfig } from "../../src/chassis/config.js";
import { loadContract } from "../../src/chassis/contract.js";
import { createDatabase, createPool } from "../../src/chassis/database.js";
import { createLogger } from "../../src/chassis/logger.js";
import { Outbox } from "../../src/chassis/outbox.js";
import type { ServiceDefinition } from "../../src/chassis/service.js";
import { registeredRoutes } from "./contract-shape.js";

export interface ServiceShape {
  /** `GET /api/v1/users/{id}` for every route of the service, sorted. */
  readonly routes: readonly string[];
  /** `user_events UserCreatedEvent` for every binding of its consumers, sorted. */
  readonly consumed: readonly string[];
}

/** Builds a service without starting it (nothing is connected to) and tells what it consists of. */
export async function inspectService<Schema>(definition: ServiceDefinition<Schema>): Promise<ServiceShape> {
  const config = loadConfig({
    SERVICE_NAME: "inspected",
    DATABASE_URL: "postgres://nowhere.invalid/none",
    AMQP_URL: "amqp://nowhere.invalid",
    LOG_LEVEL: "silent",
  });
  const parts = await definition.build({
    config,
    logger: createLogger(config),
    contract: loadContract(),
    outbox: new Outbox(),
    db: createDatabase(createPool(config, () => {})),
    client: () => ({ request: () => Promise.reject(new Error("not started")) }),
  });
  const consumed = (parts.consumers ?? []).flatMap(({ bindings }) =>
    bindings.flatMap(({ exchange, types }) => types.map((type) => `${exchange} ${type}`)),
  );
  return {
    routes: await registeredRoutes((app) => parts.routes(app)),
    consumed: [...new Set(consumed)].sort(),
  };
}
