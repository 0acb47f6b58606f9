import type { Instance, InstanceState } from "../engine.js";
import type { ResourceState } from "./protocol.js";

const states: Readonly<Record<ResourceState["state"], InstanceState>> = {
  starting: "created",
  running: "running",
  restarting: "restarting",
  failed: "dead",
};

/** A resource of the supervisor as every engine shows it. */
export function toInstance(workspace: string, resource: ResourceState): Instance {
  const { name, state, reason, settled, specHash, program, port } = resource;
  const ports = { [port.name]: port.number };
  return {
    id: name,
    kind: "resource",
    owner: name,
    number: 1,
    name: `${workspace}-${name}-1`,
    state: states[state],
    ...(reason !== undefined && { reason }),
    settled,
    specHash,
    ports,
    schemes: { [port.name]: port.scheme },
    innerPorts: ports,
    innerHost: "127.0.0.1",
    image: `embedded ${program}`,
    labels: {},
  };
}
