import type { InstanceSource } from "./discovery/instance-source.js";
import type { BreakerState } from "./policies/circuit-breaker.js";
import type { RouteTable } from "./routing/route-table.js";

/** `starting` until routes were set once, `draining` from the moment the gateway is asked to close. */
export type GatewayStatus = "starting" | "up" | "draining";

/** What `GET /health` answers: 200 when `up`, else 503. */
export interface HealthReport {
  readonly status: GatewayStatus;
  /** SHA-256 of the route file in use, in hexadecimal: tells whoever wrote the file whether it has arrived. */
  readonly fileHash?: string | undefined;
  readonly routes: readonly RouteHealth[];
}

/** One route in the report. */
export interface RouteHealth {
  readonly path: string;
  /** Empty means every method. */
  readonly methods: readonly string[];
  readonly service: string | undefined;
  readonly discovery: InstanceSource["kind"];
  /** `stale`: Consul does not answer and the last known instances are used. */
  readonly state: InstanceSource["state"];
  readonly instances: number;
  /** Undefined where the route has no breaker. */
  readonly breaker: BreakerState | undefined;
}

/** Reports the routes as they are now. */
export function reportHealth(status: GatewayStatus, table: RouteTable, fileHash?: string): HealthReport {
  const routes = table.routes.map(({ config, source, breaker }) => ({
    path: config.upstreamPath,
    methods: config.methods,
    service: config.serviceName ?? config.lambda?.name,
    discovery: source.kind,
    state: source.state,
    instances: source.instances.upstreams.length,
    breaker: breaker?.state,
  }));
  return { status, fileHash, routes };
}
