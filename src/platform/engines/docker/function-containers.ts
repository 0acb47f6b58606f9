import type Docker from "dockerode";
import { isGone } from "./docker-failure.js";
import { label, ownFilter } from "./labels.js";

/** Where a function's code and its layers are mounted, each in a volume that whoever started it made. */
const codePaths: readonly string[] = ["/var/task", "/opt"];

/**
 * Removes the containers in which the workspace's AWS provider ran functions, and their volumes: what it leaves when it is ended in
 * the middle. It labels nothing; they are known by the workspace's network and by Lambda's own variable. Others on the network stay.
 * @returns their names
 */
export async function removeFunctionContainers(docker: Docker, id: string): Promise<string[]> {
  const networks = await docker.listNetworks({ filters: ownFilter(id) });
  const removed: string[] = [];
  for (;;) {
    const before = removed.length;
    for (const { Id } of networks) removed.push(...(await removeOn(docker, Id)));
    // The daemon may still be making what it was asked for last.
    if (removed.length === before) return removed.sort();
  }
}

async function removeOn(docker: Docker, network: string): Promise<string[]> {
  const found = await docker.listContainers({ all: true, filters: { network: [network] } });
  const strangers = found.filter(({ Labels }) => Labels[label.id] === undefined);
  const names = await Promise.all(strangers.map(({ Id }) => removeFunction(docker, Id)));
  return names.filter((name) => name !== undefined);
}

async function removeFunction(docker: Docker, id: string): Promise<string | undefined> {
  try {
    const container = docker.getContainer(id);
    const { Config, Mounts, Name } = await container.inspect();
    if (!Config.Env?.some((entry) => entry.startsWith("AWS_LAMBDA_FUNCTION_NAME="))) return undefined;
    await container.remove({ force: true, v: true });
    for (const { Type, Name: volume, Destination } of Mounts) {
      if (Type === "volume" && volume !== undefined && codePaths.includes(Destination)) {
        await removeUnused(docker, volume);
      }
    }
    return Name.replace(/^\//, "");
  } catch (error) {
    // Its provider was quicker.
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The same code in another workspace is the same volume. */
async function removeUnused(docker: Docker, volume: string): Promise<void> {
  await docker
    .getVolume(volume)
    .remove()
    .catch((error: { statusCode?: number }) => {
      if (!isGone(error) && error.statusCode !== 409) throw error;
    });
}
