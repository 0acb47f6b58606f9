import { createServiceClient, type ServiceClient } from "./client.js";
import type { CoreConfig } from "./core-config.js";
import { createDiscovery } from "./discovery.js";
import type { Logger } from "./logger.js";
import type { Metrics } from "./metrics.js";
import { createResilience } from "./resilience.js";

/** Makes clients of other services: one a service name, so that all calls to it share a breaker. */
export function createClientFactory(
  config: CoreConfig,
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
