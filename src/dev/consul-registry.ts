import * as z from "zod";
import { withDeadline } from "../platform/with-deadline.js";

const requestTimeoutMs = 2_000;

/** The fields used of https://developer.hashicorp.com/consul/api-docs/health#list-service-instances-for-service */
const healthEntries = z.array(
  z.object({
    Service: z.object({ ID: z.string() }),
    Checks: z.array(z.object({ CheckID: z.string(), Status: z.string(), Output: z.string() })),
  }),
);

export interface Registered {
  readonly id: string;
  readonly passing: boolean;
  /** What the health check saw last; empty before it ran for the first time. */
  readonly output: string;
}

/** What the services that run from source need to know of the workspace's Consul. */
export class ConsulRegistry {
  constructor(private readonly url: string) {}

  /** The instances of a service whose id begins so. @throws Error when Consul does not answer */
  async instances(service: string, idPrefix: string, signal: AbortSignal): Promise<readonly Registered[]> {
    const path = `/v1/health/service/${encodeURIComponent(service)}`;
    const response = await withDeadline(requestTimeoutMs, signal, (within) =>
      fetch(`${this.url}${path}`, { signal: within }),
    );
    if (!response.ok) throw new Error(`Consul answered ${response.status}`);
    return healthEntries
      .parse(await response.json())
      .filter(({ Service }) => Service.ID.startsWith(idPrefix))
      .map(({ Service, Checks }) => ({
        id: Service.ID,
        passing: Checks.every(({ Status }) => Status === "passing"),
        output: Checks.find(({ CheckID }) => CheckID === `service:${Service.ID}`)?.Output ?? "",
      }));
  }

  /** Takes an instance out; one that is not there is no failure. Never throws: its health check ends it as well. */
  async deregister(id: string): Promise<void> {
    const url = `${this.url}/v1/agent/service/deregister/${encodeURIComponent(id)}`;
    await fetch(url, { method: "PUT", signal: AbortSignal.timeout(requestTimeoutMs) }).catch(() => undefined);
  }
}
