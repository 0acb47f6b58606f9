import type Docker from "dockerode";
import { MsxError } from "../../../errors/msx-error.js";
import type { VolumeSpec } from "../../resource.js";
import { isGone } from "./docker-failure.js";
import { type Identity, label, ownerOf, ownFilter, sharedLabels } from "./labels.js";

export function volumeName(identity: Identity, resource: string, volume: string): string {
  return `${volumePrefix(identity.workspace.name, resource)}${volume}`;
}

/** What the names of a resource's volumes begin with. */
export function volumePrefix(workspace: string, resource: string): string {
  return `${workspace}-${resource}-`;
}

/**
 * Whether a volume is there and may be used.
 * @throws MsxError NAME_CONFLICT when it is somebody else's, VOLUME_INCOMPATIBLE when another version wrote its data
 */
export async function checkVolume(
  docker: Docker,
  identity: Identity,
  resource: string,
  volume: VolumeSpec,
): Promise<boolean> {
  const name = volumeName(identity, resource, volume.name);
  const found = await inspect(docker, name);
  if (!found) return false;
  const labels = found.Labels ?? {};
  if (labels[label.id] !== identity.id) {
    throw new MsxError("NAME_CONFLICT", { kind: "Volume", name, owner: ownerOf(labels) });
  }
  const old = labels[label.dataVersion];
  if (volume.version !== undefined && old !== undefined && old !== volume.version) {
    throw new MsxError("VOLUME_INCOMPATIBLE", { volume: name, resource, old, new: volume.version });
  }
  return true;
}

/** Makes a volume where it is missing; answers its full name. @throws like `checkVolume` */
export async function ensureVolume(
  docker: Docker,
  identity: Identity,
  resource: string,
  volume: VolumeSpec,
): Promise<string> {
  const name = volumeName(identity, resource, volume.name);
  if (!(await checkVolume(docker, identity, resource, volume))) {
    await docker.createVolume({
      Name: name,
      Labels: {
        ...sharedLabels(identity),
        [label.resource]: resource,
        ...(volume.version !== undefined && { [label.dataVersion]: volume.version }),
        "com.docker.compose.volume": `${resource}-${volume.name}`,
      },
    });
  }
  return name;
}

/** Names of the workspace's volumes. */
export async function listVolumes(docker: Docker, id: string): Promise<string[]> {
  const { Volumes } = await docker.listVolumes({ filters: ownFilter(id) });
  return (Volumes ?? []).map(({ Name }) => Name).sort();
}

export async function removeVolume(docker: Docker, name: string): Promise<void> {
  await docker
    .getVolume(name)
    .remove()
    .catch((error: unknown) => {
      if (!isGone(error)) throw error;
    });
}

function inspect(docker: Docker, name: string): Promise<{ Labels?: Record<string, string> } | undefined> {
  return docker
    .getVolume(name)
    .inspect()
    .then(
      (volume) => volume,
      (error: unknown) => {
        if (isGone(error)) return undefined;
        throw error;
      },
    );
}
