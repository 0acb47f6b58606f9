import type Docker from "dockerode";
import { phrase } from "../../../errors/detail.js";
import { dockerFailure, isUnreachable } from "./docker-failure.js";

/**
 * From now on a container is started again when it ends by itself or when the daemon restarts.
 * @throws MsxError ENGINE_LOST
 */
export async function restartAlways(docker: Docker, id: string): Promise<void> {
  await docker
    .getContainer(id)
    .update({ RestartPolicy: { Name: "unless-stopped" } })
    .catch((error: unknown) => {
      if (isUnreachable(error)) throw dockerFailure(error, phrase("doing-restart-policy"));
      // Podman before 5.4 cannot change it afterwards: the container runs all the same, and `up` starts it again.
    });
}
