import type Docker from "dockerode";

/** Everything a container of a workspace is made from, resource and service alike. */
export interface ContainerRequest {
  readonly name: string;
  /** The name others in the network know it by. */
  readonly alias: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command?: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Container port → host port on 127.0.0.1. */
  readonly publish: ReadonlyMap<number, number>;
  readonly network: string;
  /** Full name of a volume → mount path. */
  readonly volumes: Readonly<Record<string, string>>;
  /** The daemon's socket, as the daemon's machine has it; mounted at /var/run/docker.sock. */
  readonly dockerSocket?: string | undefined;
  readonly memoryMiB: number;
  readonly pids: number;
  readonly hostname?: string | undefined;
  readonly user?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly dropCapabilities: boolean;
}

const mebibyte = 1024 * 1024;

/** The options of `POST /containers/create` (Docker Engine API). */
export function containerOptions(request: ContainerRequest): Docker.ContainerCreateOptions {
  const publish = [...request.publish];
  return {
    name: request.name,
    Image: request.image,
    Env: Object.entries(request.env).map(([name, value]) => `${name}=${value}`),
    ...(request.command && { Cmd: [...request.command] }),
    ...(request.hostname !== undefined && { Hostname: request.hostname }),
    ...(request.user !== undefined && { User: request.user }),
    Labels: { ...request.labels },
    // msx and Consul ask over the network. An image's own check starts a process in the container every few seconds, and
    // the daemon leaves one that is late running: on a busy machine they pile up until nothing else gets a turn.
    Healthcheck: { Test: ["NONE"] },
    ExposedPorts: Object.fromEntries(publish.map(([inner]) => [`${inner}/tcp`, {}])),
    HostConfig: {
      PortBindings: Object.fromEntries(
        publish.map(([inner, outer]) => [`${inner}/tcp`, [{ HostIp: "127.0.0.1", HostPort: String(outer) }]]),
      ),
      NetworkMode: request.network,
      Mounts: [
        ...Object.entries(request.volumes).map(([Source, Target]) => ({
          Type: "volume" as const,
          Source,
          Target,
        })),
        ...(request.dockerSocket === undefined
          ? []
          : [{ Type: "bind" as const, Source: request.dockerSocket, Target: "/var/run/docker.sock" }]),
      ],
      Memory: request.memoryMiB * mebibyte,
      PidsLimit: request.pids,
      SecurityOpt: ["no-new-privileges:true"],
      ...(request.dropCapabilities && { CapDrop: ["ALL"] }),
      ...(request.readOnly && {
        ReadonlyRootfs: true,
        Tmpfs: { "/tmp": "rw,nosuid,nodev,noexec,size=64m,mode=1777" },
      }),
      // Until it is healthy it must not restart: an early exit has to be seen as one. `settle` changes this.
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } },
    },
    NetworkingConfig: { EndpointsConfig: { [request.network]: { Aliases: [request.alias] } } },
  };
}
