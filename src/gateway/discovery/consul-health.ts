import { type Dispatcher, request } from "undici";
import * as z from "zod";
import type { ConsulAddress, Instance } from "../config/gateway-config.js";

/** What one `/v1/health/service/<name>` query answered. */
export interface HealthAnswer {
  readonly instances: readonly Instance[];
  /** `X-Consul-Index`, or undefined when the answer carries none. */
  readonly index: number | undefined;
}

/** Consul "Health HTTP API", list service instances. Names are Consul's. */
const healthEntries = z.array(
  z.object({
    Node: z.object({ Address: z.string() }),
    Service: z.object({
      Address: z.string(),
      Port: z.number(),
      Tags: z.array(z.string()).nullish(),
      Weights: z.object({ Passing: z.number().optional() }).nullish(),
    }),
  }),
);

/** How long Consul may hold a query open when nothing changes. */
export const BLOCKING_WAIT_SECONDS = 30;

/** Consul adds up to wait/16 of jitter to a blocking query; past this it is not going to answer. */
const HEADERS_TIMEOUT_MS = (BLOCKING_WAIT_SECONDS + BLOCKING_WAIT_SECONDS / 16 + 10) * 1000;

/**
 * Asks for the passing instances of a service: at once when `index` is 0, else when something changed since `index`
 * or the wait is over. An instance is where its service says it listens (the node's IP address when the service names
 * none, as Consul documents), never the node's name, which does not resolve outside the cluster. Its weight is the
 * `Weights.Passing` it was registered with.
 *
 * Throws when Consul cannot be reached, answers anything but 200, or answers something else than its API says.
 */
export async function queryHealth(
  consul: ConsulAddress,
  service: string,
  index: number,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<HealthAnswer> {
  const blocking = index > 0 ? `&index=${index}&wait=${BLOCKING_WAIT_SECONDS}s` : "";
  const { statusCode, headers, body } = await request(
    `${consul.url}/v1/health/service/${encodeURIComponent(service)}?passing=true${blocking}`,
    {
      dispatcher,
      signal,
      headersTimeout: HEADERS_TIMEOUT_MS,
      headers: consul.token === undefined ? {} : { "x-consul-token": consul.token },
    },
  );
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`Consul answered ${statusCode}: ${text.slice(0, 200)}`);
  const header = Number(headers["x-consul-index"]);
  return { instances: readInstances(JSON.parse(text)), index: Number.isFinite(header) ? header : undefined };
}

/** Marks an instance that a developer runs from source: while one passes its checks, the others get no request. */
const DEV_TAG = "dev";

/** The instances to use in a Consul answer; throws when it is none. */
export function readInstances(answer: unknown): Instance[] {
  const found = healthEntries
    .parse(answer)
    .map(({ Node, Service }) => ({
      host: Service.Address || Node.Address,
      port: Service.Port,
      weight: Service.Weights?.Passing ?? 1,
      isDev: Service.Tags?.includes(DEV_TAG) === true,
    }))
    // Anyone may register anything: one instance that cannot be dialled must not hide the others.
    .filter(({ host, port, weight }) => port > 0 && weight > 0 && /^[A-Za-z0-9._:-]+$/.test(host));
  const preferred = found.filter(({ isDev }) => isDev);
  return (preferred.length > 0 ? preferred : found).map(({ host, port, weight }) => ({ host, port, weight }));
}

/**
 * The index for the next query (Consul "Blocking Queries", implementation details): start over when it went backwards,
 * as it does when Consul lost its state, and never ask with less than 1.
 */
export function nextIndex(previous: number, answered: number | undefined): number {
  if (answered === undefined) return 0;
  return answered < previous ? 0 : Math.max(1, answered);
}
