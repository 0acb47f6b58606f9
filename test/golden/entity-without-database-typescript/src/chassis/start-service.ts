import type { ChassisConfig } from "./config.js";
import { prepareInstance, type RunningService, startInstance } from "./instance.js";
import { createLogger, type Logger } from "./logger.js";
import type { ServiceDefinition } from "./service.js";

/** Starts a service. It needs nothing to answer, so it is ready as soon as it listens; Consul may be away. */
export async function startService(
  definition: ServiceDefinition,
  config: ChassisConfig,
  logger: Logger = createLogger(config),
): Promise<RunningService> {
  const base = prepareInstance(config, logger);
  const parts = await definition.build(base.kit);
  return startInstance(base, {
    routes: (app) => parts.routes(app),
    background: parts.background ?? [],
    probes: [],
    start: async () => {},
    stopSteps: [],
  });
}
