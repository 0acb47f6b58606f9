import path from "node:path";
import type { EmbeddedSpec, PortWish, Resource, ResourceContext } from "../../resource.js";
import { explicitPort, wishedPorts } from "../../wished-ports.js";
import type { Instance } from "../engine.js";
import { hostEndpoint } from "../engine.js";
import { specHash } from "../spec-hash.js";
import type { Places } from "./places.js";

/** What a resource is to be on the embedded engine, with the identity of what it is started from. */
export interface ResolvedEmbedded {
  readonly spec: EmbeddedSpec;
  /** The ports it serves, and whether msx.yaml names their number. */
  readonly ports: readonly (PortWish & { readonly explicit: boolean })[];
  readonly dataFolder: string | undefined;
  readonly hash: string;
}

export function resolveEmbedded(
  resource: Resource,
  enabled: readonly Resource[],
  context: ResourceContext,
  places: Places,
  instances: readonly Instance[],
): ResolvedEmbedded {
  const spec = resource.embedded({
    ...context,
    connections: connectionsOf(resource, enabled, context, instances),
  });
  const wished = wishedPorts(resource, context);
  const ports = spec.ports.map((name) => {
    const port = wished.find((one) => one.name === name);
    if (!port) throw new Error(`${resource.name} has no port ${name}`);
    const isMoved = port === wished[0] && explicitPort(resource.name, context) !== undefined;
    return { ...port, explicit: isMoved };
  });
  const dataFolder = spec.keepsData ? path.join(places.data, resource.name) : undefined;
  const { insteadOf: _, ...identity } = spec;
  return {
    spec,
    ports,
    dataFolder,
    hash: specHash({ spec: identity, ports, dataFolder }),
  };
}

/** The variables that lead to what a resource depends on, as it runs now. */
function connectionsOf(
  resource: Resource,
  enabled: readonly Resource[],
  context: ResourceContext,
  instances: readonly Instance[],
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const other of enabled) {
    if (![...resource.dependsOn, ...(resource.after ?? [])].includes(other.name)) continue;
    const instance = instances.find(({ kind, owner }) => kind === "resource" && owner === other.name);
    if (instance) Object.assign(variables, other.connection(hostEndpoint(instance), context));
  }
  return variables;
}
