import type { Service } from "../workspace/workspace.js";
import { hostEndpoint, type Instance, innerEndpoint } from "./engines/engine.js";
import type { Platform } from "./platform.js";
import type { ResourceName } from "./resource.js";

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

/** The resources that a service does without, by its service.yaml: it is not led to them and need not wait for them. */
export function doesWithout({
  owns,
  messaging,
}: Pick<Service, "owns" | "messaging">): readonly ResourceName[] {
  return [
    ...(owns.database === "postgres" ? [] : ["postgres" as const]),
    ...(messaging === "none" || messaging === "eventbridge" ? ["rabbitmq" as const] : []),
  ];
}

/**
 * What a service is given of these variables: its database only when it owns one, the broker unless it has no events, and
 * those of its service.yaml, which add to the platform's and override them.
 */
export function serviceVariables(
  service: Pick<Service, "owns" | "messaging" | "env">,
  { DATABASE_URL: database, AMQP_URL: broker, ...others }: Readonly<Record<string, string>>,
): Record<string, string> {
  const without = doesWithout(service);
  return {
    ...others,
    ...(database !== undefined && !without.includes("postgres") && { DATABASE_URL: database }),
    ...(broker !== undefined && !without.includes("rabbitmq") && { AMQP_URL: broker }),
    ...service.env,
  };
}
