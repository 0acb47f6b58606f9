import type { Instance, InstanceState } from "../engine.js";
import type { ResourceState, RunState, ServiceState } from "./protocol.js";

const states: Readonly<Record<RunState["state"], InstanceState>> = {
  created: "created",
  starting: "created",
  running: "running",
  restarting: "restarting",
  failed: "dead",
  stopped: "stopped",
};

/** A resource of the supervisor as every engine shows it. */
export function resourceInstance(workspace: string, resource: ResourceState): Instance {
  const { name, program } = resource;
  return {
    ...shared(resource, resource.ports),
    id: name,
    kind: "resource",
    owner: name,
    number: 1,
    name: `${workspace}-${name}-1`,
    image: `embedded ${program}`,
    labels: {},
  };
}

/** A replica of a service as every engine shows it. */
export function serviceInstance(replica: ServiceState): Instance {
  const { name, service, number, image, version, labels } = replica;
  const { run } = replica;
  return {
    ...shared(replica, [replica.port]),
    // One that ended before it was settled is looked at by its exit code, as a container would be.
    ...(run.state === "failed" && run.exitCode !== undefined && { state: "stopped" as const }),
    id: name,
    kind: "service",
    owner: service,
    ...{ number, name, image, version, labels },
  };
}

function shared({ specHash, run }: Pick<ResourceState, "specHash" | "run">, served: ResourceState["ports"]) {
  const ports = Object.fromEntries(served.map((port) => [port.name, port.number]));
  const { state, settled, reason, exitCode } = run;
  return {
    state: states[state],
    ...(reason !== undefined && { reason }),
    ...(exitCode !== undefined && { exitCode }),
    ...{ settled, specHash, ports },
    schemes: Object.fromEntries(served.map((port) => [port.name, port.scheme])),
    innerPorts: ports,
    innerHost: "127.0.0.1",
  };
}
