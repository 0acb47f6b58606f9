import type { Upstream } from "../proxy/upstream.js";

/**
 * `pending`: not known yet. `live`: as the source says now. `stale`: the source does not answer, the last known
 * instances are used.
 */
export type SourceState = "pending" | "live" | "stale";

/** Instances and what share of the requests each is to get. */
export interface InstanceList {
  readonly upstreams: readonly Upstream[];
  /** Of the upstream at the same place, relative to each other, above 0; undefined when all are equal. */
  readonly weights: readonly number[] | undefined;
}

/** The instances a route may use, kept up to date behind its back. */
export interface InstanceSource {
  readonly kind: "static" | "consul" | "lambda";
  /** The current instances; the same object until they change, so reading costs nothing on the request path. */
  readonly instances: InstanceList;
  readonly state: SourceState;
  /** Resolves when the instances are known for the first time. */
  readonly ready: Promise<void>;
  /** Gives the instances back. A source shared by several routes closes with its last user. */
  close(): void;
}

/** Puts instances and weights together; none of the weights counts when all are equal. */
export function instanceList(upstreams: readonly Upstream[], weights: readonly number[]): InstanceList {
  return { upstreams, weights: weights.every((weight) => weight === weights[0]) ? undefined : weights };
}
