import type { Store } from "../store/store.js";
import { ConsulError } from "./consul-error.js";
import type { Answer, ConsulRequest } from "./consul-request.js";
import { parseGoMilliseconds } from "./go-duration.js";

/** What a read finds, and the index of what it was read from. */
export interface Reading extends Answer {
  readonly index: number;
}

/** https://developer.hashicorp.com/consul/api-docs/features/blocking: 5 minutes unless told, at most 10. */
const defaultWaitMs = 5 * 60_000;
const maxWaitMs = 10 * 60_000;

/** The only datacenter there is. */
export const datacenter = "dc1";

/**
 * Answers a read of the catalogue: at once, or, with `index`, when its index has passed that one or `wait` is over (a
 * sixteenth is added at random, as Consul does, so that clients do not come back together).
 * Throws {@link ConsulError} on parameters that Consul refuses.
 */
export async function blockingQuery(
  store: Store,
  { query, signal }: ConsulRequest,
  read: () => Reading,
): Promise<Answer> {
  const { index, waitMs } = readOptions(query);
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), waitMs + Math.random() * (waitMs / 16));
  const stop = (): void => timer.abort();
  signal.addEventListener("abort", stop, { once: true });
  try {
    let reading = read();
    while (index > 0 && reading.index <= index && !timer.signal.aborted) {
      await store.nextWrite(timer.signal);
      reading = read();
    }
    return { ...reading, headers: { ...consistencyHeaders(query, reading.index), ...reading.headers } };
  } finally {
    clearTimeout(timeout);
    signal.removeEventListener("abort", stop);
  }
}

function readOptions(query: URLSearchParams): { index: number; waitMs: number } {
  if (query.has("stale") && query.has("consistent")) {
    throw new ConsulError(400, "Cannot specify ?stale with ?consistent, conflicting semantics.");
  }
  const index = query.get("index") ?? "";
  if (index !== "" && !/^\d+$/.test(index)) throw new ConsulError(400, "Invalid index");
  const dc = query.get("dc") ?? "";
  if (dc !== "" && dc !== datacenter) throw new ConsulError(500, "No path to datacenter");
  return { index: Number(index), waitMs: readWait(query) };
}

/** `wait` in milliseconds. Throws {@link ConsulError} 400. */
export function readWait(query: URLSearchParams): number {
  const wait = query.get("wait") ?? "";
  const waitMs = wait === "" ? defaultWaitMs : parseGoMilliseconds(wait);
  if (waitMs === undefined) throw new ConsulError(400, "Invalid wait time");
  return waitMs <= 0 ? defaultWaitMs : Math.min(waitMs, maxWaitMs);
}

function consistencyHeaders(query: URLSearchParams, index: number): Record<string, string> {
  return {
    // Never 0: with it a client would not block (as Consul's documentation asks of it).
    "X-Consul-Index": String(Math.max(1, index)),
    "X-Consul-KnownLeader": "true",
    "X-Consul-LastContact": "0",
    "X-Consul-Effective-Consistency": query.has("stale")
      ? "stale"
      : query.has("consistent")
        ? "consistent"
        : "leader",
  };
}
