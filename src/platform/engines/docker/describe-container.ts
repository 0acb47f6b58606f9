import type Docker from "dockerode";
import type { ContainerDescription, Instance } from "../engine.js";
import type { ImageStore } from "./image-store.js";
import { volumePrefix } from "./volumes.js";

/** What a running container was made with, beyond what its image says. */
export async function describeContainer(
  docker: Docker,
  images: Pick<ImageStore, "recipe">,
  workspace: string,
  instance: Instance,
): Promise<ContainerDescription> {
  const { Config, HostConfig, Image, Mounts } = await docker.getContainer(instance.id).inspect();
  const { Config: image } = await docker.getImage(Image).inspect();
  const build = images.recipe(Config.Image);
  const command = ownCommand(Config.Cmd, image.Cmd);
  const prefix = volumePrefix(workspace, instance.owner);
  return {
    instance,
    image: Config.Image,
    ...(build && { build }),
    env: ownVariables(Config.Env, image.Env),
    ...(command && { command }),
    ...(Config.User && Config.User !== image.User && { user: Config.User }),
    hostname: Config.Hostname,
    readOnly: HostConfig.ReadonlyRootfs ?? false,
    tmpfs: HostConfig.Tmpfs ?? {},
    dropCapabilities: HostConfig.CapDrop ?? [],
    securityOptions: HostConfig.SecurityOpt ?? [],
    memoryBytes: HostConfig.Memory ?? 0,
    pids: HostConfig.PidsLimit ?? 0,
    restart: HostConfig.RestartPolicy?.Name ?? "no",
    log: { driver: HostConfig.LogConfig?.Type ?? "json-file", options: HostConfig.LogConfig?.Config ?? {} },
    volumes: Mounts.flatMap(({ Type, Name, Destination }) =>
      Type === "volume" && Name?.startsWith(prefix)
        ? [{ name: Name.slice(prefix.length), path: Destination }]
        : [],
    ),
    publish: Object.entries((HostConfig.PortBindings ?? {}) as Record<string, { HostPort?: string }[]>).map(
      ([inner, bindings]) => ({
        container: Number.parseInt(inner, 10),
        host: Number(bindings[0]?.HostPort ?? 0),
      }),
    ),
  };
}

/** The container's environment without what its image brings. */
function ownVariables(
  all: readonly string[] | undefined,
  baked: readonly string[] | undefined,
): Record<string, string> {
  const own = (all ?? []).filter((entry) => !baked?.includes(entry));
  return Object.fromEntries(
    own.map((entry) => {
      const at = entry.indexOf("=");
      return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
}

function ownCommand(
  command: readonly string[] | null | undefined,
  baked: readonly string[] | null | undefined,
): readonly string[] | undefined {
  const differs = JSON.stringify(command ?? []) !== JSON.stringify(baked ?? []);
  return differs && command ? command : undefined;
}
