import type { RateLimitOptions, RouteConfig } from "../config/gateway-config.js";
import type { InstanceSource } from "../discovery/instance-source.js";
import type { GatewayLog } from "../gateway-log.js";
import type { Handler } from "../routing/route.js";
import { CircuitBreaker } from "./circuit-breaker.js";
import { KeptState } from "./kept-state.js";
import { RateLimiter } from "./rate-limiter.js";
import { withBreaker } from "./with-breaker.js";
import { withRateLimit } from "./with-rate-limit.js";

/** The policies of one route. */
export interface RoutePolicies {
  readonly breaker: CircuitBreaker | undefined;
  /** Puts the policies before the forwarder; gives it back as it is where the route has none. */
  wrap(forward: Handler): Handler;
}

/** Makes the policies of all routes, and keeps their state over reloads. */
export class PolicyFactory {
  readonly #log: GatewayLog;
  readonly #breakers = new KeptState<CircuitBreaker>();
  readonly #limiters = new KeptState<RateLimiter>();

  constructor(log: GatewayLog) {
    this.#log = log;
  }

  /** The policies of a route, in Ocelot's order: the limit first, the breaker next to the service. */
  create(route: RouteConfig, source: InstanceSource): RoutePolicies {
    const breaker = this.#breakerOf(route);
    const limit = route.rateLimit;
    return {
      breaker,
      wrap: (forward) => {
        let handle = forward;
        if (breaker !== undefined) handle = withBreaker(breaker, route, source, handle);
        if (limit !== undefined) handle = withRateLimit(this.#limiterOf(route, limit), limit, handle);
        return handle;
      },
    };
  }

  /** To be called when all routes of a file have theirs. */
  endReload(): void {
    this.#breakers.forgetUnused();
    this.#limiters.forgetUnused();
  }

  #limiterOf(route: RouteConfig, options: RateLimitOptions): RateLimiter {
    return this.#limiters.take(keyOf(route, options), () => new RateLimiter(options));
  }

  #breakerOf(route: RouteConfig): CircuitBreaker | undefined {
    const { breaker: options, name, serviceName: service } = route;
    if (options === undefined) return undefined;
    return this.#breakers.take(keyOf(route, options), () => {
      const log = this.#log;
      return new CircuitBreaker(options, undefined, (state) => {
        if (state === "open") log.warn("breaker opened", { route: name, service, forMs: options.durationMs });
        else if (state === "closed") log.info("breaker closed", { route: name, service });
      });
    });
  }
}

function keyOf({ name, priority }: RouteConfig, options: object): string {
  return JSON.stringify([name, priority, options]);
}
