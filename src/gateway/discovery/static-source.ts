import type { HostAndPort } from "../config/gateway-config.js";
import type { UpstreamRegistry } from "../proxy/upstream.js";
import type { InstanceSource } from "./instance-source.js";

/** The instances named in the route file (`DownstreamHostAndPorts`). Names are resolved when a connection is made. */
export function createStaticSource(
  registry: UpstreamRegistry,
  scheme: "http" | "https",
  hosts: readonly HostAndPort[],
): InstanceSource {
  const upstreams = hosts.map((address) => registry.acquire(scheme, address));
  return {
    kind: "static",
    upstreams,
    state: "live",
    ready: Promise.resolve(),
    close() {
      for (const upstream of upstreams) registry.release(upstream);
    },
  };
}
