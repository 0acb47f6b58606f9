import { z } from "zod";
import type { CoreConfig } from "./core-config.js";

/** Long enough to spare Consul a query a request, short enough to notice a new replica at once. */
const cacheMs = 1_000;
const queryTimeoutMs = 1_000;

/** The fields used of https://developer.hashicorp.com/consul/api-docs/health#list-service-instances-for-service */
const healthEntries = z.array(
  z.object({
    Node: z.object({ Address: z.string() }),
    Service: z.object({
      Address: z.string(),
      Port: z.number(),
      Tags: z.array(z.string()).nullish(),
      Weights: z.object({ Passing: z.number() }).optional(),
    }),
  }),
);

/** Tag of an instance that somebody is working on: while there is one, calls go there and not to the deployed ones. */
const devTag = "dev";

export interface DiscoveredInstance {
  /** Base URL, without a trailing slash. */
  readonly url: string;
  /** Its share of the requests, in proportion to the other instances' weights; at least 1. */
  readonly weight: number;
}

/**
 * Finds a service's healthy instances; empty when there is none.
 * @param fresh ask again even where the answer of a moment ago is known. Default: false.
 */
export type Discovery = (serviceName: string, fresh?: boolean) => Promise<readonly DiscoveredInstance[]>;

/**
 * Discovery through Consul, or, without it, through `<NAME>_URL` (`PAYMENT_SERVICE_URL` for `payment-service`).
 *
 * When Consul is not reached the last known instances are used: most are still there.
 */
export function createDiscovery(config: CoreConfig): Discovery {
  const { consul, env } = config;
  if (!consul) return async (name) => urlFromEnvironment(env, name);
  const known = new Map<
    string,
    { readonly instances: readonly DiscoveredInstance[]; readonly freshUntil: number }
  >();
  return async (name, fresh = false) => {
    const cached = known.get(name);
    if (cached && !fresh && Date.now() < cached.freshUntil) return cached.instances;
    try {
      const instances = await healthyInstances(consul.url, name);
      known.set(name, { instances, freshUntil: Date.now() + cacheMs });
      return instances;
    } catch (error) {
      if (cached) return cached.instances;
      throw new Error(`Consul does not answer, and ${name} was never found before`, { cause: error });
    }
  };
}

async function healthyInstances(consulUrl: string, name: string): Promise<readonly DiscoveredInstance[]> {
  const response = await fetch(`${consulUrl}/v1/health/service/${encodeURIComponent(name)}?passing=true`, {
    signal: AbortSignal.timeout(queryTimeoutMs),
  });
  if (!response.ok) throw new Error(`Consul answered ${response.status}`);
  const passing = healthEntries.parse(await response.json());
  const inWork = passing.filter(({ Service }) => Service.Tags?.includes(devTag));
  const entries = inWork.length > 0 ? inWork : passing;
  return entries.map(({ Node, Service }) => ({
    url: `http://${Service.Address || Node.Address}:${Service.Port}`,
    weight: Math.max(1, Service.Weights?.Passing ?? 1),
  }));
}

function urlFromEnvironment(env: CoreConfig["env"], name: string): readonly DiscoveredInstance[] {
  const url = env[`${name.toUpperCase().replaceAll("-", "_")}_URL`];
  return url ? [{ url: url.replace(/\/+$/, ""), weight: 1 }] : [];
}
