import type Docker from "dockerode";
import { isGone } from "./docker-failure.js";
import { type Identity, ownFilter } from "./labels.js";

/**
 * Removes the images that were built for a workspace's services. By their names: an image that somebody tagged
 * otherwise, or that another container uses, stays.
 * @returns the names (or, of one without a name, the id) that are gone
 */
export async function removeImages(
  docker: Docker,
  { id, workspace }: Identity,
  signal: AbortSignal,
): Promise<string[]> {
  const removed: string[] = [];
  for (const { Id, RepoTags } of await docker.listImages({ filters: ownFilter(id) })) {
    const tags = (RepoTags ?? []).filter((tag) => !tag.startsWith("<none>"));
    const own = tags.length === 0 ? [Id] : tags.filter((tag) => tag.startsWith(`${workspace.name}/`));
    for (const name of own) {
      signal.throwIfAborted();
      if (await isRemoved(docker, name)) removed.push(name);
    }
  }
  return removed.sort();
}

function isRemoved(docker: Docker, name: string): Promise<boolean> {
  return docker
    .getImage(name)
    .remove()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (isGone(error) || error.statusCode === 409) return false;
        throw error;
      },
    );
}
