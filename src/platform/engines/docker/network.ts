import type Docker from "dockerode";
import { MsxError } from "../../../errors/msx-error.js";
import { isGone } from "./docker-failure.js";
import { type Identity, label, ownerOf, ownFilter, sharedLabels } from "./labels.js";

export function networkName({ workspace }: Pick<Identity, "workspace">): string {
  return `${workspace.name}-network`;
}

/**
 * The workspace's network, when it is there.
 * @throws MsxError NAME_CONFLICT when a network of its name is somebody else's
 */
export async function findNetwork(docker: Docker, identity: Identity): Promise<{ id: string } | undefined> {
  const name = networkName(identity);
  const named = (await docker.listNetworks({ filters: { name: [name] } })).filter(
    ({ Name }) => Name === name,
  );
  const own = named.find(({ Labels }) => Labels?.[label.id] === identity.id);
  if (own) return { id: own.Id };
  const foreign = named[0];
  if (foreign) throw new MsxError("NAME_CONFLICT", { kind: "Network", name, owner: ownerOf(foreign.Labels) });
  return undefined;
}

/** Makes the network where it is missing; answers whether it had to. */
export async function ensureNetwork(
  docker: Docker,
  identity: Identity,
): Promise<{ id: string; made: boolean }> {
  const found = await findNetwork(docker, identity);
  if (found) return { ...found, made: false };
  const network = await docker.createNetwork({
    Name: networkName(identity),
    Driver: "bridge",
    Labels: { ...sharedLabels(identity), "com.docker.compose.network": "default" },
  });
  return { id: network.id, made: true };
}

/** Removes every network of the workspace; answers their names. */
export async function removeNetworks(docker: Docker, id: string): Promise<string[]> {
  const own = await docker.listNetworks({ filters: ownFilter(id) });
  for (const { Id } of own) {
    await docker
      .getNetwork(Id)
      .remove()
      .catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
  }
  return own.map(({ Name }) => Name);
}
