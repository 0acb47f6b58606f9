import { deleteQueue, purgeQueue } from "./change-queues.js";
import { getMessages } from "./get-messages.js";
import { checkAlarms, checkVhosts } from "./health-checks.js";
import { publishMessage } from "./publish-message.js";
import * as read from "./read-objects.js";
import type { Endpoint } from "./request.js";

export type Method = "GET" | "POST" | "DELETE";
type Methods = Partial<Record<Method, Endpoint>>;

/** Every path, its variable parts as `*`. */
const routes: Readonly<Record<string, Methods>> = {
  "api/overview": { GET: read.overview },
  "api/whoami": { GET: read.whoami },
  "api/vhosts": { GET: read.listVhosts },
  "api/vhosts/*": { GET: read.showVhost },
  "api/queues": { GET: read.listQueues },
  "api/queues/*": { GET: read.listQueues },
  "api/queues/*/*": { GET: read.showQueue, DELETE: deleteQueue },
  "api/queues/*/*/bindings": { GET: read.listQueueBindings },
  "api/queues/*/*/contents": { DELETE: purgeQueue },
  "api/queues/*/*/get": { POST: getMessages },
  "api/exchanges": { GET: read.listExchanges },
  "api/exchanges/*": { GET: read.listExchanges },
  "api/exchanges/*/*": { GET: read.showExchange },
  "api/exchanges/*/*/publish": { POST: publishMessage },
  "api/exchanges/*/*/bindings/*": { GET: read.listExchangeBindings },
  "api/bindings": { GET: read.listBindings },
  "api/bindings/*": { GET: read.listBindings },
  "api/connections": { GET: read.listConnections },
  "api/consumers": { GET: read.listConsumers },
  "api/health/checks/alarms": { GET: checkAlarms },
  "api/health/checks/local-alarms": { GET: checkAlarms },
  "api/health/checks/virtual-hosts": { GET: checkVhosts },
};

const patterns = Object.entries(routes).map(([path, methods]) => ({ parts: path.split("/"), methods }));

/** @param path as it came, still encoded: a `/` in a name is `%2F` there */
export function findRoute(path: string): { methods: Methods; params: readonly string[] } | undefined {
  const parts = path.split("/").slice(1).map(decode);
  if (parts.includes(undefined)) return undefined;
  const found = patterns.find(
    (pattern) =>
      pattern.parts.length === parts.length &&
      pattern.parts.every((part, index) => part === "*" || part === parts[index]),
  );
  if (found === undefined) return undefined;
  const params = parts.filter((_, index) => found.parts[index] === "*") as string[];
  return { methods: found.methods, params };
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
