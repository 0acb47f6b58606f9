import type { Instance } from "../../../platform/engines/engine.js";
import type { Service } from "../../../workspace/workspace.js";

/** One request must not eat the whole wait. */
const requestTimeoutMs = 2_000;

/** Why something is not fine yet, in words; undefined when it is. */
export type Verdict = string | undefined;

/** Asks a replica itself, on its published port, whether it is ready. */
export async function probeReady(
  instance: Instance,
  service: Service,
  signal: AbortSignal,
): Promise<Verdict> {
  const path = service.http?.health.ready ?? "/health/ready";
  const port = instance.ports.http;
  if (port === undefined) return "it publishes no port";
  const answer = await get(`http://127.0.0.1:${port}${path}`, signal);
  if (typeof answer === "string") return `GET ${path}: ${answer}`;
  if (answer.status === 200) return undefined;
  return `GET ${path} answered ${answer.status} ${(await answer.text()).slice(0, 300)}`.trim();
}

/**
 * Asks Consul whether it knows this replica and its check passes.
 * https://developer.hashicorp.com/consul/api-docs/health#list-nodes-for-service
 */
export async function probeConsul(
  consulUrl: string,
  service: string,
  id: string,
  signal: AbortSignal,
): Promise<Verdict> {
  const passing = await passingIds(consulUrl, service, signal);
  if (typeof passing === "string") return passing;
  return passing.includes(id) ? undefined : `Consul does not list ${id} as passing`;
}

/** Takes a replica that is gone out of Consul; one that ended properly did so itself. Never throws. */
export async function deregister(consulUrl: string, id: string): Promise<void> {
  const url = `${consulUrl}/v1/agent/service/deregister/${encodeURIComponent(id)}`;
  await fetch(url, { method: "PUT", signal: AbortSignal.timeout(requestTimeoutMs) }).catch(() => undefined);
}

/** A route of the gateway, as its `GET /health` reports it. */
interface RouteReport {
  readonly path: string;
  readonly service?: string;
  readonly instances: number;
}

/**
 * Asks the gateway whether it routes to the service and knows as many replicas as Consul says are passing: then the
 * newest one gets requests too.
 */
export async function probeGateway(
  urls: { readonly gatewayUrl: string; readonly consulUrl: string | undefined },
  service: string,
  signal: AbortSignal,
): Promise<Verdict> {
  const answer = await get(`${urls.gatewayUrl}/health`, signal);
  if (typeof answer === "string") return `the gateway: ${answer}`;
  const report = await json<{ routes?: readonly RouteReport[] }>(answer);
  if (report === undefined) return `the gateway answered ${answer.status} to /health without a report`;
  const own = (report.routes ?? []).filter((route) => route.service === service);
  if (own.length === 0) return `the gateway has no route to ${service}`;
  if (urls.consulUrl === undefined) return undefined;
  const passing = await passingIds(urls.consulUrl, service, signal);
  if (typeof passing === "string") return passing;
  const behind = own.find((route) => route.instances !== passing.length);
  return behind && `the gateway knows ${behind.instances} of ${passing.length} instances for ${behind.path}`;
}

async function passingIds(
  consulUrl: string,
  service: string,
  signal: AbortSignal,
): Promise<readonly string[] | string> {
  const answer = await get(`${consulUrl}/v1/health/service/${encodeURIComponent(service)}?passing=1`, signal);
  if (typeof answer === "string") return `Consul: ${answer}`;
  if (answer.status !== 200) return `Consul answered ${answer.status}`;
  const entries = await json<readonly { Service: { ID: string } }[]>(answer);
  return entries?.map((entry) => entry.Service.ID) ?? "Consul's answer is not JSON";
}

async function json<T>(answer: Response): Promise<T | undefined> {
  return (await answer.json().catch(() => undefined)) as T | undefined;
}

/** The response, or why there is none. */
async function get(url: string, signal: AbortSignal): Promise<Response | string> {
  try {
    return await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]) });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: Error & { code?: string } };
    return cause?.code ?? cause?.message ?? message;
  }
}
