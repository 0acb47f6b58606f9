import type Docker from "dockerode";
import { phrase } from "../../../errors/detail.js";
import { whileDoing } from "./docker-failure.js";
import { type Identity, label } from "./labels.js";

/**
 * Removes the images this workspace built for a service, known by their labels, but for those in `keep` (`name:tag`). One
 * that a container uses stays, since the daemon refuses. Answers the names removed.
 */
export async function pruneImages(
  docker: Docker,
  { id }: Identity,
  service: string,
  keep: readonly string[],
): Promise<readonly string[]> {
  const own = await whileDoing(phrase("doing-list-images", { name: service }), () =>
    docker.listImages({ filters: { label: [`${label.id}=${id}`, `${label.service}=${service}`] } }),
  );
  const names = own.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => !keep.includes(name));
  const removed: string[] = [];
  for (const name of names) {
    const isGone = await docker
      .getImage(name)
      .remove()
      .then(
        () => true,
        () => false,
      );
    if (isGone) removed.push(name);
  }
  return removed;
}
