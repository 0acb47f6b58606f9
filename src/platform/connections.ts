import type { Service } from "../workspace/workspace.js";
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

/**
 * What a service is given of these variables: its database only when it owns one, and those of its service.yaml, which add
 * to the platform's and override them.
 */
export function serviceVariables(
  service: Pick<Service, "owns" | "env">,
  { DATABASE_URL: database, ...others }: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    ...others,
    ...(database !== undefined && service.owns.database === "postgres" && { DATABASE_URL: database }),
    ...service.env,
  };
}
