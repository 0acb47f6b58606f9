import type { StoredLog } from "./log-request.js";
import type { Stores } from "./stores.js";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1000;

/** An answer of the query API. */
export interface QueryAnswer {
  readonly status: number;
  readonly json: unknown;
}

export const queryRoutes = [
  "GET /api/traces",
  "GET /api/traces/{traceId}",
  "GET /api/services",
  "GET /api/logs",
  "GET /api/metrics",
  "GET /health",
];

/** Answers a read of what is kept; undefined for a path that there is not. */
export function answerQuery(path: string, query: URLSearchParams, stores: Stores): QueryAnswer | undefined {
  const { spans, metrics, logs } = stores;
  if (path === "/health") {
    return ok({ status: "up", spans: spans.spanCount, series: metrics.size, logs: logs.size });
  }
  if (path === "/api/services") {
    const known = [...spans.services(), ...metrics.find(() => true).map(({ service }) => service)];
    const logging = logs.newest(Number.POSITIVE_INFINITY, () => true).map(({ service }) => service);
    return ok({ services: [...new Set([...known, ...logging])].sort() });
  }
  if (path.startsWith("/api/traces/")) return showTrace(path.slice("/api/traces/".length), stores);
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    return { status: 400, json: { error: `limit must be a whole number from 1 to ${MAX_LIMIT}` } };
  }
  const service = query.get("service") ?? undefined;
  if (path === "/api/traces") return ok({ traces: spans.traces({ service, limit }) });
  if (path === "/api/logs") return listLogs(query, limit, stores);
  if (path === "/api/metrics") {
    const name = query.get("name") ?? undefined;
    const isWanted = (point: { service: string; name: string }): boolean =>
      (service === undefined || point.service === service) && (name === undefined || point.name === name);
    return ok({ metrics: metrics.find(isWanted) });
  }
  return undefined;
}

function showTrace(traceId: string, { spans }: Stores): QueryAnswer {
  const found = spans.trace(traceId);
  if (found.length === 0) return { status: 404, json: { error: `no span of trace ${traceId} is kept` } };
  return ok({ traceId: traceId.toLowerCase(), spans: found });
}

/** `service`, `traceId`, and `severity`, the least severity number. */
function listLogs(query: URLSearchParams, limit: number, { logs }: Stores): QueryAnswer {
  const least = Number(query.get("severity") ?? 0);
  if (!Number.isInteger(least) || least < 0 || least > 24) {
    return { status: 400, json: { error: "severity must be a severity number from 0 to 24" } };
  }
  const [service, traceId] = [query.get("service"), query.get("traceId")?.toLowerCase()];
  const isWanted = (log: StoredLog): boolean =>
    (service === null || log.service === service) &&
    (traceId === undefined || log.traceId === traceId) &&
    log.severityNumber >= least;
  return ok({ logs: logs.newest(limit, isWanted) });
}

function ok(json: unknown): QueryAnswer {
  return { status: 200, json };
}
