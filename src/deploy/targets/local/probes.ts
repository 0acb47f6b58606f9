import type { Instance } from "../../../platform/engines/engine.js";
import { withDeadline } from "../../../platform/with-deadline.js";
import type { Service } from "../../../workspace/workspace.js";

/** Bounds one request, so that a wait's many tries are not eaten by one. */
const requestTimeoutMs = 2_000;

/** Asks a replica itself, on its published port, whether it is ready. @throws Error with what it answered */
export async function probeReady(instance: Instance, service: Service, signal: AbortSignal): Promise<void> {
  const path = service.http?.health.ready ?? "/health/ready";
  const response = await get(`http://127.0.0.1:${instance.ports.http}${path}`, signal);
  const said = await response.text();
  if (response.status !== 200)
    throw new Error(`GET ${path} answered ${response.status} ${said.slice(0, 300)}`);
}

/**
 * Asks Consul whether it knows this replica and its check passes.
 * @throws Error when it does not
 */
export async function probeConsul(
  consulUrl: string,
  service: string,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const passing = await passingIds(consulUrl, service, signal);
  if (!passing.includes(id)) throw new Error(`Consul does not list ${id} as passing`);
}

/** Takes a replica that is gone out of Consul; one that ended properly did so itself. Never throws. */
export async function deregister(consulUrl: string, id: string): Promise<void> {
  const url = `${consulUrl}/v1/agent/service/deregister/${encodeURIComponent(id)}`;
  await fetch(url, { method: "PUT", signal: AbortSignal.timeout(requestTimeoutMs) }).catch(() => undefined);
}

/** A route of the gateway, as its `GET /health` reports it. */
interface RouteReport {
  readonly service?: string;
  readonly instances: number;
}

/**
 * Asks the gateway whether it routes to the service and knows as many replicas as Consul says are passing: then the
 * newest one gets requests too.
 * @throws Error when it does not
 */
export async function probeGateway(
  urls: { readonly gatewayUrl: string; readonly consulUrl: string | undefined },
  service: string,
  signal: AbortSignal,
): Promise<void> {
  const response = await get(`${urls.gatewayUrl}/health`, signal);
  const { routes } = (await response.json()) as { routes: readonly RouteReport[] };
  const own = routes.filter((route) => route.service === service);
  if (own.length === 0) throw new Error(`the gateway has no route to ${service}`);
  if (urls.consulUrl === undefined) return;
  const passing = await passingIds(urls.consulUrl, service, signal);
  const behind = own.find((route) => route.instances !== passing.length);
  if (behind)
    throw new Error(`the gateway knows ${behind.instances} of ${passing.length} instances of ${service}`);
}

/** https://developer.hashicorp.com/consul/api-docs/health#list-nodes-for-service */
async function passingIds(
  consulUrl: string,
  service: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const response = await get(
    `${consulUrl}/v1/health/service/${encodeURIComponent(service)}?passing=1`,
    signal,
  );
  if (!response.ok) throw new Error(`Consul answered ${response.status}`);
  const entries = (await response.json()) as readonly { Service: { ID: string } }[];
  return entries.map((entry) => entry.Service.ID);
}

function get(url: string, signal: AbortSignal): Promise<Response> {
  return withDeadline(requestTimeoutMs, signal, (within) => fetch(url, { signal: within }));
}
