import { hostEndpoint, type Instance } from "./engines/engine.js";
import type { Platform } from "./platform.js";
import type { ResourceName } from "./resource.js";

/** Without these no service of a workspace works; the others (`aws`, `tracing`) are missed only by who uses them. */
const essential: readonly ResourceName[] = ["postgres", "rabbitmq", "consul", "gateway"];

/** The enabled resources that every service needs and that do not run. */
export function missingEssentials(
  { resources }: Pick<Platform, "resources">,
  instances: readonly Instance[],
): readonly ResourceName[] {
  const running = instances.filter(({ kind, state }) => kind === "resource" && state === "running");
  return resources
    .map(({ name }) => name)
    .filter((name) => essential.includes(name) && !running.some(({ owner }) => owner === name));
}

/** Brings what runs to what the workspace needs now: a service that was added since `up` gets its database and role. */
export async function prepareResources(
  { resources, context }: Pick<Platform, "resources" | "context">,
  instances: readonly Instance[],
  signal: AbortSignal,
): Promise<void> {
  for (const resource of resources) {
    const instance = instances.find(
      ({ kind, owner, state }) => kind === "resource" && owner === resource.name && state === "running",
    );
    if (instance) await resource.prepare?.(hostEndpoint(instance), context, signal);
  }
}
