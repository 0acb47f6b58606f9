import type { ContainerSpec, ImageFacts, PortWish, Resource, ResourceContext } from "../../resource.js";
import { wishedPorts } from "../../wished-ports.js";
import { specHash } from "../spec-hash.js";
import type { ImageStore } from "./image-store.js";
import { networkName } from "./network.js";

/** A resource as one container, with the identity of what it is made from. */
export interface ResolvedSpec {
  readonly facts: ImageFacts;
  readonly spec: ContainerSpec;
  /** The ports this image serves, with the user's wish for the first one. */
  readonly ports: readonly PortWish[];
  readonly hash: string;
}

/** What a resource's container is to be, given the image that runs it. */
export function resolveSpec(
  resource: Resource,
  facts: ImageFacts,
  enabled: readonly Resource[],
  context: ResourceContext,
): ResolvedSpec {
  const connections = innerConnections(resource, enabled, context);
  const spec = resource.container({ ...context, image: facts, connections, network: networkName(context) });
  const ports = wishedPorts(resource, context).filter(({ name }) => !spec.withoutPorts?.includes(name));
  const { files: _kept, ...identity } = spec;
  return { facts, spec, ports, hash: specHash({ ...identity, image: facts.reference, ports }) };
}

/**
 * The spec with the image that is present: the best one, or a fallback that already runs. Undefined when none is
 * present, so that one has to be pulled or built first.
 * @param running the spec hash of the container there is
 */
export async function presentSpec(
  resource: Resource,
  images: ImageStore,
  enabled: readonly Resource[],
  context: ResourceContext,
  running: string | undefined,
): Promise<ResolvedSpec | undefined> {
  for (const [index, wish] of resource.images.entries()) {
    const facts = await images.facts(wish);
    if (!facts) continue;
    const resolved = resolveSpec(resource, facts, enabled, context);
    if (index === 0 || resolved.hash === running) return resolved;
  }
  return undefined;
}

/** The variables that lead from inside the network to what a resource depends on. */
function innerConnections(
  resource: Resource,
  enabled: readonly Resource[],
  context: ResourceContext,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const other of enabled) {
    if (![...resource.dependsOn, ...(resource.after ?? [])].includes(other.name)) continue;
    const ports = Object.fromEntries(other.ports.map(({ name, container }) => [name, container]));
    Object.assign(variables, other.connection({ host: other.name, ports }, context));
  }
  return variables;
}
