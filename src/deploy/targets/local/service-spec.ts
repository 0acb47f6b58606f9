import { createHash } from "node:crypto";
import { canaryLabel } from "../../../platform/canary.js";
import { serviceVariables } from "../../../platform/connections.js";
import type { ServiceSpec } from "../../../platform/engines/engine.js";
import type { Service, Workspace } from "../../../workspace/workspace.js";
import { type Release, releaseFrom, releaseLabels } from "./release.js";

/** The first host port tried for a service; well away from the ports that resources want. */
const firstHostPort = 18_080;
/** What a service of the templates needs several times over (about 90 MiB and 25 threads under load). */
const memoryMiB = 512;
const pids = 256;

/** What makes two replicas of a service the same; an instance of another shape is replaced. */
export interface ServiceShape {
  readonly service: Service;
  readonly version: string;
  /** `<workspace>/<service>:<version>` */
  readonly image: string;
  /** The variables that lead to the platform's resources, as seen from inside the network. */
  readonly connections: Readonly<Record<string, string>>;
  /** Of a canary: its share in percent, and the weight in Consul that gives each replica its part of it. */
  readonly canary?: { readonly percent: number; readonly weight: number };
}

/** `<workspace>-<service>-<n>`: the container's name, its address on the network and its id in Consul. */
export function instanceName(workspace: Pick<Workspace, "name">, service: string, number: number): string {
  return `${workspace.name}-${service}-${number}`;
}

export function imageName(workspace: Pick<Workspace, "name">, service: string, version: string): string {
  return `${workspace.name}/${service}:${version}`;
}

/**
 * How one replica runs.
 * @param before what it takes the place of, remembered for a rollback
 */
export function serviceSpec(
  shape: ServiceShape,
  workspace: Pick<Workspace, "name">,
  number: number,
  before: Release | undefined,
): ServiceSpec {
  const name = instanceName(workspace, shape.service.name, number);
  return {
    service: shape.service.name,
    number,
    version: shape.version,
    image: shape.image,
    env: { ...sharedEnv(shape), SERVICE_ID: name, SERVICE_ADDRESS: name },
    ports: [{ name: "http", container: httpPort(shape.service), scheme: "http", host: firstHostPort }],
    memoryMiB,
    pids,
    labels: {
      ...releaseLabels(releaseFrom(shape.service, shape.version), before),
      ...(shape.canary && { [canaryLabel]: String(shape.canary.percent) }),
    },
    specHash: specHash(shape),
  };
}

/** Identity of a replica but for its number: 16 hex digits over version, environment, port and limits. */
export function specHash(shape: ServiceShape): string {
  const env = Object.entries(sharedEnv(shape)).sort(([a], [b]) => (a < b ? -1 : 1));
  const identity = [shape.image, env, httpPort(shape.service), memoryMiB, pids];
  if (shape.canary) identity.push(shape.canary.percent);
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16);
}

/** service.yaml may add variables and override those of resources, but not who the service is. */
function sharedEnv({ service, version, connections, canary }: ServiceShape): Record<string, string> {
  return {
    ...serviceVariables(service, connections),
    SERVICE_NAME: service.name,
    SERVICE_VERSION: version,
    PORT: String(httpPort(service)),
    ...(canary && { SERVICE_WEIGHT: String(canary.weight) }),
  };
}

function httpPort(service: Service): number {
  return service.http?.port ?? 8080;
}
