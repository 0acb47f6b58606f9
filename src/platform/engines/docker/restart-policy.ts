import type Docker from "dockerode";

/** From now on a container is started again when it ends by itself or when the daemon restarts. */
export async function restartAlways(docker: Docker, id: string): Promise<void> {
  await docker
    .getContainer(id)
    .update({ RestartPolicy: { Name: "unless-stopped" } })
    .catch(() => {
      // Podman before 5.4 cannot change it afterwards: the container runs all the same, and `up` starts it again.
    });
}
