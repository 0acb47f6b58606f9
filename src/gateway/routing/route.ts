import type { RouteConfig } from "../config/gateway-config.js";
import type { InstanceSource } from "../discovery/instance-source.js";
import type { CircuitBreaker } from "../policies/circuit-breaker.js";
import type { RoutePolicies } from "../policies/route-policies.js";
import type { Exchange } from "../proxy/exchange.js";
import type { Upstream } from "../proxy/upstream.js";
import { createBalancer } from "./balancer.js";
import { compilePathFiller, compilePathTemplate, type PathMatcher, placeholdersOf } from "./path-template.js";

/** Handles a request that belongs to a route; what it answers with goes through the exchange. */
export type Handler = (exchange: Exchange) => void;

/** A route as the request path uses it: everything that can be worked out at load time is. */
export interface Route {
  readonly config: RouteConfig;
  readonly matcher: PathMatcher;
  readonly source: InstanceSource;
  readonly timeoutMs: number;
  /** The methods the route takes, with HEAD where GET is; undefined takes all. */
  readonly methods: ReadonlySet<string> | undefined;
  /** The instance for a request, none of those in `tried`; undefined when there is none. */
  pick(tried?: ReadonlySet<Upstream>): Upstream | undefined;
  /** The path and query for the service. */
  target(values: Readonly<Record<string, string>>, query: string): string;
  /** The gateway's path for a `Location` of the service; the location itself when it is not one of the route's. */
  mapLocation(location: string, host: string): string;
  /** Undefined where the route has none. */
  readonly breaker: CircuitBreaker | undefined;
  /** The route's pipeline: its policies, then the forwarder; the forwarder alone where there are none. */
  readonly handle: Handler;
}

const NO_POLICIES: RoutePolicies = { breaker: undefined, wrap: (forward) => forward };

/** Compiles a validated route. */
export function compileRoute(
  config: RouteConfig,
  source: InstanceSource,
  defaultTimeoutMs: number,
  forward: Handler,
  policies: RoutePolicies = NO_POLICIES,
): Route {
  const fill = compilePathFiller(config.downstreamPath);
  const joiner = config.downstreamPath.includes("?") ? "&" : "?";
  const methods = new Set(config.methods);
  const balancer = createBalancer(config.balancing);
  if (methods.has("GET")) methods.add("HEAD");
  return {
    config,
    matcher: compilePathTemplate(config.upstreamPath, config.caseSensitive),
    source,
    timeoutMs: config.timeoutMs ?? defaultTimeoutMs,
    methods: methods.size === 0 ? undefined : methods,
    pick: (tried) => balancer.pick(source.instances, tried),
    target: (values, query) => (query === "" ? fill(values) : `${fill(values)}${joiner}${query.slice(1)}`),
    mapLocation: compileLocationMap(config),
    breaker: policies.breaker,
    handle: policies.wrap(forward),
  };
}

/**
 * A service answers `201` with the path it knows, `/api/v1/users/7`, which the gateway may not serve. Where it matches
 * the downstream template, the client gets the upstream path, `/api/users/7`, as nginx's `proxy_redirect default` does.
 * A route whose templates do not name the same placeholders cannot be read backwards and leaves locations alone.
 */
function compileLocationMap(config: RouteConfig): (location: string, host: string) => string {
  const [downstreamPath = ""] = config.downstreamPath.split("?");
  const known = placeholdersOf(downstreamPath);
  const canMapBack = placeholdersOf(config.upstreamPath).every((name) => known.includes(name));
  if (!canMapBack || downstreamPath.includes("}{")) return (location) => location;
  const matcher = compilePathTemplate(downstreamPath, true);
  const fill = compilePathFiller(config.upstreamPath);
  return (location, host) => {
    const [, authority, path = "", suffix = ""] = LOCATION.exec(location) ?? [];
    if (authority !== undefined && authority.toLowerCase() !== host.toLowerCase()) return location;
    const values = matcher.match(path);
    return values === undefined ? location : `${fill(values)}${suffix}`;
  };
}

/** The authority (when absolute), the path, and the query and fragment of a `Location`. */
const LOCATION = /^(?:https?:\/\/([^/?#]+))?(\/[^?#]*)(.*)$/i;
