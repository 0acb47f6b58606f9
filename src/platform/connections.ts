import { hostEndpoint, type Instance, innerEndpoint } from "./engines/engine.js";
import type { Platform } from "./platform.js";

/**
 * The environment variables that lead to the running resources, from the host or from inside the network;
 * with a service, its own database too.
 */
export function connections(
  platform: Pick<Platform, "resources" | "context">,
  instances: readonly Instance[],
  view: "host" | "inside",
  service?: string,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const resource of platform.resources) {
    const instance = instances.find(
      (one) => one.kind === "resource" && one.owner === resource.name && one.state === "running",
    );
    if (!instance) continue;
    const endpoint = view === "host" ? hostEndpoint(instance) : innerEndpoint(instance);
    Object.assign(variables, resource.connection(endpoint, platform.context, service));
  }
  return variables;
}
