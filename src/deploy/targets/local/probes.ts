import { phrase, ReasonError } from "../../../errors/detail.js";
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
    throw new ReasonError(
      phrase("path-answered", { path, status: response.status, text: said.slice(0, 300) }),
    );
}

/**
 * Asks Consul whether it knows this replica and its check passes.
 * @param weight what it must be registered with, where that matters
 * @throws Error when it does not
 */
export async function probeConsul(
  consulUrl: string,
  service: string,
  { id, weight }: { readonly id: string; readonly weight?: number | undefined },
  signal: AbortSignal,
): Promise<void> {
  const registered = (await passingInstances(consulUrl, service, signal)).get(id)?.weight;
  if (registered === undefined) throw new ReasonError(phrase("consul-does-not-list", { id }));
  if (weight !== undefined && registered !== weight) {
    throw new ReasonError(phrase("consul-weight", { id, registered, weight }));
  }
}

/**
 * Tells Consul that nobody is to be sent to this replica any more, while it goes on serving who still comes. (Not a
 * deregistration: the replica would notice and register again.) Never throws: what is not registered gets no requests.
 */
export async function takeOutOfService(consulUrl: string, id: string): Promise<void> {
  // https://developer.hashicorp.com/consul/api-docs/agent/service#enable-maintenance-mode
  const path = `/v1/agent/service/maintenance/${encodeURIComponent(id)}?enable=true&reason=draining`;
  const { signal } = new AbortController();
  await get(`${consulUrl}${path}`, signal, "PUT").catch(() => undefined);
}

/**
 * Asks Consul and the gateway whether neither leads to any of these replicas any more.
 * @throws Error when one does
 */
export async function probeUnrouted(
  urls: { readonly gatewayUrl: string | undefined; readonly consulUrl: string },
  service: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const passing = await passingInstances(urls.consulUrl, service, signal);
  const listed = ids.find((id) => passing.has(id));
  if (listed !== undefined) throw new ReasonError(phrase("consul-still-lists", { id: listed }));
  if (urls.gatewayUrl === undefined) return;
  const used = countUsed(passing);
  const ahead = (await routesTo(urls.gatewayUrl, service, signal)).find(({ instances }) => instances > used);
  if (ahead) throw new ReasonError(phrase("gateway-ahead", { known: ahead.instances, passing: used }));
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
  const own = await routesTo(urls.gatewayUrl, service, signal);
  if (own.length === 0) throw new ReasonError(phrase("gateway-no-route", { service }));
  if (urls.consulUrl === undefined) return;
  const used = countUsed(await passingInstances(urls.consulUrl, service, signal));
  const behind = own.find((route) => route.instances !== used);
  if (behind)
    throw new ReasonError(phrase("gateway-behind", { known: behind.instances, passing: used, service }));
}

async function routesTo(
  gatewayUrl: string,
  service: string,
  signal: AbortSignal,
): Promise<readonly RouteReport[]> {
  const response = await get(`${gatewayUrl}/health`, signal);
  const { routes } = (await response.json()) as { routes: readonly RouteReport[] };
  return routes.filter((route) => route.service === service);
}

interface PassingInstance {
  /** Consul's own default is 1. */
  readonly weight: number;
  /** Run from source by `msx dev`. */
  readonly isDev: boolean;
}

/** How many of them the gateway uses: while a developer runs the service from source, only that. */
function countUsed(passing: ReadonlyMap<string, PassingInstance>): number {
  const dev = [...passing.values()].filter(({ isDev }) => isDev).length;
  return dev > 0 ? dev : passing.size;
}

/**
 * The passing instances of a service, by id.
 * https://developer.hashicorp.com/consul/api-docs/health#list-nodes-for-service
 */
export async function passingInstances(
  consulUrl: string,
  service: string,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PassingInstance>> {
  const response = await get(
    `${consulUrl}/v1/health/service/${encodeURIComponent(service)}?passing=1`,
    signal,
  );
  if (!response.ok) throw new ReasonError(phrase("consul-answered", { status: response.status }));
  const entries = (await response.json()) as readonly {
    Service: { ID: string; Tags?: readonly string[] | null; Weights?: { Passing: number } };
  }[];
  return new Map(
    entries.map(({ Service: { ID, Tags, Weights } }) => [
      ID,
      { weight: Weights?.Passing ?? 1, isDev: Tags?.includes("dev") ?? false },
    ]),
  );
}

function get(url: string, signal: AbortSignal, method = "GET"): Promise<Response> {
  return withDeadline(requestTimeoutMs, signal, (within) => fetch(url, { method, signal: within }));
}
