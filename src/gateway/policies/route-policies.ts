import type { AuthenticationProviders, RateLimitOptions, RouteConfig } from "../config/gateway-config.js";
import type { InstanceSource } from "../discovery/instance-source.js";
import type { GatewayLog } from "../gateway-log.js";
import type { Handler } from "../routing/route.js";
import { CircuitBreaker } from "./circuit-breaker.js";
import { KeptState } from "./kept-state.js";
import { RateLimiter } from "./rate-limiter.js";
import { SigningKeys } from "./signing-keys.js";
import type { TokenIssuer } from "./token-verifier.js";
import { withAuthentication } from "./with-authentication.js";
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
  readonly #keys = new KeptState<SigningKeys>();
  readonly #jwksCooldownMs: number | undefined;

  constructor(log: GatewayLog, jwksCooldownMs?: number) {
    this.#log = log;
    this.#jwksCooldownMs = jwksCooldownMs;
  }

  /** The policies of a route, in Ocelot's order: the limit, authentication, the breaker. `providers` has those it names. */
  create(route: RouteConfig, source: InstanceSource, providers: AuthenticationProviders): RoutePolicies {
    const breaker = this.#breakerOf(route);
    const { rateLimit: limit, authentication } = route;
    return {
      breaker,
      wrap: (forward) => {
        let handle = forward;
        if (breaker !== undefined) handle = withBreaker(breaker, route, source, handle);
        if (authentication !== undefined) {
          handle = withAuthentication(
            authentication,
            this.#issuersOf(authentication.providers, providers),
            handle,
          );
        }
        if (limit !== undefined) handle = withRateLimit(this.#limiterOf(route, limit), limit, handle);
        return handle;
      },
    };
  }

  /** To be called when all routes of a file have theirs. */
  endReload(): void {
    this.#breakers.forgetUnused();
    this.#limiters.forgetUnused();
    this.#keys.forgetUnused();
  }

  #issuersOf(names: readonly string[], providers: AuthenticationProviders): TokenIssuer[] {
    return names.flatMap((name) => {
      const provider = providers[name];
      if (provider === undefined) return [];
      const cooldownMs = this.#jwksCooldownMs;
      const keys = this.#keys.take(provider.jwksUri, () => new SigningKeys(provider.jwksUri, { cooldownMs }));
      return [{ provider, keys }];
    });
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
