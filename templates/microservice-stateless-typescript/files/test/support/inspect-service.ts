import { loadConfig } from "../../src/chassis/config.js";
import { loadContract } from "../../src/chassis/contract.js";
import { createLogger } from "../../src/chassis/logger.js";
import type { ServiceDefinition } from "../../src/chassis/service.js";
import { registeredRoutes } from "./contract-shape.js";

export interface ServiceShape {
  /** `GET /api/v1/users/{id}` for every route of the service, sorted. */
  readonly routes: readonly string[];
}

/** Builds a service without starting it and tells what it consists of. */
export async function inspectService(definition: ServiceDefinition): Promise<ServiceShape> {
  const config = loadConfig({ SERVICE_NAME: "inspected", LOG_LEVEL: "silent" });
  const parts = await definition.build({
    config,
    logger: createLogger(config),
    contract: loadContract(),
    client: () => ({ request: () => Promise.reject(new Error("not started")) }),
  });
  return { routes: await registeredRoutes((app) => parts.routes(app)) };
}
