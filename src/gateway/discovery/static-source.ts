import type { Instance } from "../config/gateway-config.js";
import type { UpstreamRegistry } from "../proxy/upstream.js";
import { type InstanceSource, instanceList } from "./instance-source.js";

/** The instances named in the route file (`DownstreamHostAndPorts`). Names are resolved when a connection is made. */
export function createStaticSource(
  registry: UpstreamRegistry,
  scheme: "http" | "https",
  hosts: readonly Instance[],
): InstanceSource {
  const used = hosts.filter(({ weight }) => weight > 0);
  const upstreams = used.map((address) => registry.acquire(scheme, address));
  return {
    kind: "static",
    instances: instanceList(
      upstreams,
      used.map(({ weight }) => weight),
    ),
    state: "live",
    ready: Promise.resolve(),
    close() {
      for (const upstream of upstreams) registry.release(upstream);
    },
  };
}
