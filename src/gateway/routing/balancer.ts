import type { BalancingType } from "../config/gateway-config.js";
import type { InstanceList } from "../discovery/instance-source.js";
import type { Upstream } from "../proxy/upstream.js";
import { WeightedTurns } from "./weighted-turns.js";

/** Chooses one of a route's instances for a request. One balancer belongs to one route. */
export interface Balancer {
  /**
   * Returns an instance that is not in `tried`, or undefined when there is none. `tried` is absent on the first
   * attempt of a request.
   */
  pick(instances: InstanceList, tried?: ReadonlySet<Upstream>): Upstream | undefined;
}

/** Makes the balancer for a `LoadBalancerOptions.Type`. */
export function createBalancer(type: BalancingType): Balancer {
  switch (type) {
    case "RoundRobin":
      return roundRobin();
    case "LeastConnection":
      return leastConnection();
    case "NoLoadBalancer":
      return {
        pick: ({ upstreams }, tried) => upstreams.find((upstream) => tried?.has(upstream) !== true),
      };
  }
}

function roundRobin(): Balancer {
  let turn = 0;
  const weighted = new WeightedTurns();
  return {
    pick({ upstreams, weights }, tried) {
      if (weights !== undefined)
        return weighted.next(upstreams, weights, (upstream) => !tried?.has(upstream));
      for (let step = 0; step < upstreams.length; step += 1) {
        turn = (turn + 1) % upstreams.length;
        const upstream = upstreams[turn];
        if (upstream !== undefined && tried?.has(upstream) !== true) return upstream;
      }
      return undefined;
    },
  };
}

/**
 * Fewest requests in flight from this gateway, for its weight; equal ones take turns, or a quiet platform would use one
 * instance.
 */
function leastConnection(): Balancer {
  let turn = 0;
  const weighted = new WeightedTurns();
  return {
    pick({ upstreams, weights }, tried) {
      if (weights !== undefined) return leastLoaded(weighted, upstreams, weights, tried);
      turn += 1;
      let best: Upstream | undefined;
      for (let step = 0; step < upstreams.length; step += 1) {
        const upstream = upstreams[(turn + step) % upstreams.length];
        if (upstream === undefined || tried?.has(upstream) === true) continue;
        if (best === undefined || upstream.inFlight < best.inFlight) best = upstream;
      }
      return best;
    },
  };
}

function leastLoaded(
  turns: WeightedTurns,
  upstreams: readonly Upstream[],
  weights: readonly number[],
  tried: ReadonlySet<Upstream> | undefined,
): Upstream | undefined {
  let least = Number.POSITIVE_INFINITY;
  upstreams.forEach((upstream, index) => {
    if (tried?.has(upstream) !== true) least = Math.min(least, upstream.inFlight / (weights[index] ?? 1));
  });
  return turns.next(
    upstreams,
    weights,
    (upstream, weight) => tried?.has(upstream) !== true && upstream.inFlight / weight === least,
  );
}
