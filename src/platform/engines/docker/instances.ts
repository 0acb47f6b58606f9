import type Docker from "dockerode";
import type { Instance, InstanceState } from "../engine.js";
import { isGone } from "./docker-failure.js";
import { label, ownFilter } from "./labels.js";

type Inspected = Docker.ContainerInspectInfo;

/** An instance with what only this engine asks about it. */
export interface DockerInstance extends Instance {
  readonly networkIds: readonly string[];
  /** Whether the daemon really published its ports (Podman drops them in some network modes). */
  readonly published: boolean;
}

/** Every container of a workspace (or of one of its resources), as it is now, in name order. */
export async function listInstances(
  docker: Docker,
  id: string,
  resource?: string,
): Promise<DockerInstance[]> {
  const { label: labels } = ownFilter(id);
  if (resource !== undefined) labels.push(`${label.resource}=${resource}`);
  const found = await docker.listContainers({ all: true, filters: { label: labels } });
  const inspected = await Promise.all(found.map(({ Id }) => inspectInstance(docker, Id)));
  return inspected.filter((instance) => instance !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One container as an instance; undefined when it is gone (or none of msx's). */
export async function inspectInstance(docker: Docker, id: string): Promise<DockerInstance | undefined> {
  try {
    return toInstance(await docker.getContainer(id).inspect());
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export function toInstance(info: Inspected): DockerInstance | undefined {
  const labels = info.Config.Labels ?? {};
  const kind = labels[label.resource] === undefined ? "service" : "resource";
  const owner = labels[label[kind]];
  if (owner === undefined) return undefined;
  const wished = portLabels(labels);
  const version = labels[label.version];
  return {
    id: info.Id,
    kind,
    owner,
    number: Number(labels[label.number] ?? 1),
    name: info.Name.replace(/^\//, ""),
    state: stateOf(info),
    ...(info.State.Running ? {} : { exitCode: info.State.ExitCode }),
    settled: (info.HostConfig.RestartPolicy?.Name || "no") !== "no",
    specHash: labels[label.specHash] ?? "",
    ports: hostPorts(info, wished),
    schemes: Object.fromEntries(wished.map(({ name, scheme }) => [name, scheme])),
    innerPorts: Object.fromEntries(wished.map(({ name, inner }) => [name, inner])),
    image: info.Config.Image,
    ...(version !== undefined && { version }),
    labels: extraLabels(labels),
    networkIds: Object.values(info.NetworkSettings.Networks ?? {}).map(({ NetworkID }) => NetworkID),
    published: wished.every(({ inner }) => (info.NetworkSettings.Ports?.[`${inner}/tcp`] ?? []).length > 0),
  };
}

function stateOf({ State }: Inspected): InstanceState {
  if (State.Dead) return "dead";
  if (State.Paused) return "paused";
  if (State.Restarting) return "restarting";
  if (State.Running) return "running";
  return State.Status === "created" ? "created" : "stopped";
}

interface LabelledPort {
  readonly name: string;
  readonly inner: number;
  readonly scheme: string;
}

function portLabels(labels: Readonly<Record<string, string>>): LabelledPort[] {
  return Object.entries(labels)
    .filter(([key]) => key.startsWith(label.port))
    .map(([key, value]) => {
      const [inner = "0", scheme = ""] = value.split("/");
      return { name: key.slice(label.port.length), inner: Number(inner), scheme };
    });
}

/** From the bindings it was made with, which a stopped container has too. */
function hostPorts(info: Inspected, ports: readonly LabelledPort[]): Record<string, number> {
  const bindings = (info.HostConfig.PortBindings ?? {}) as Record<
    string,
    { HostPort?: string }[] | undefined
  >;
  return Object.fromEntries(
    ports.flatMap(({ name, inner }) => {
      const port = bindings[`${inner}/tcp`]?.[0]?.HostPort;
      return port ? [[name, Number(port)]] : [];
    }),
  );
}

function extraLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels)
      .filter(([key]) => key.startsWith(label.extra))
      .map(([key, value]) => [key.slice(label.extra.length), value]),
  );
}
