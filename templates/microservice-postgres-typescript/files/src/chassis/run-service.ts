import { loadConfig } from "./config.js";
import type { ServiceDefinition } from "./service.js";
import { startService } from "./start-service.js";

/**
 * Runs a service until SIGTERM or SIGINT, then stops it gracefully and ends the process: 0 when everything was
 * finished within the grace period, 1 when something had to be cut off or the service could not start.
 */
export async function runService<Schema>(definition: ServiceDefinition<Schema>): Promise<void> {
  const service = await startService(definition, loadConfig(process.env));
  const stopRequested = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  const failure = await Promise.race([stopRequested, service.failed]);
  const clean = await service.stop();
  process.exit(clean && !failure ? 0 : 1);
}
