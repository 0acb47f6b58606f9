import type { Upstream } from "../proxy/upstream.js";

/**
 * `pending`: not known yet. `live`: as the source says now. `stale`: the source does not answer, the last known
 * instances are used.
 */
export type SourceState = "pending" | "live" | "stale";

/** The instances a route may use, kept up to date behind its back. */
export interface InstanceSource {
  readonly kind: "static" | "consul";
  /** The current instances; the same array until they change, so reading costs nothing on the request path. */
  readonly upstreams: readonly Upstream[];
  readonly state: SourceState;
  /** Resolves when the instances are known for the first time. */
  readonly ready: Promise<void>;
  /** Gives the instances back. A source shared by several routes closes with its last user. */
  close(): void;
}
