import type Docker from "dockerode";
import type { Destroyed, Instance, Progress } from "../engine.js";
import { isGone, whileDoing } from "./docker-failure.js";
import { listInstances } from "./instances.js";
import { removeNetworks } from "./network.js";
import { listVolumes, removeVolume } from "./volumes.js";

/** How long a container gets between SIGTERM and SIGKILL: a service's own grace period, and a bit. */
const graceSeconds = 12;

/** Services first, so that they still find what they need while they finish; the gateway with them. */
const firstWave = (instance: Instance): boolean =>
  instance.kind === "service" || instance.owner === "gateway";

/** Removes what carries the workspace's id, and nothing else. */
export async function destroy(
  docker: Docker,
  id: string,
  options: { readonly volumes: boolean },
  progress: Progress,
): Promise<Destroyed> {
  return whileDoing("taking the platform down", async () => {
    const instances = await listInstances(docker, id);
    for (const wave of [instances.filter(firstWave), instances.filter((one) => !firstWave(one))]) {
      await Promise.all(
        wave.map(async (instance) => {
          progress("platform.step.stop", { name: instance.name });
          await stopAndRemove(docker, instance);
        }),
      );
    }
    const networks = await removeNetworks(docker, id);
    const volumes = await listVolumes(docker, id);
    if (options.volumes) for (const name of volumes) await removeVolume(docker, name);
    return {
      removed: [
        ...instances.map(({ name }) => ({ kind: "container" as const, name })),
        ...networks.map((name) => ({ kind: "network" as const, name })),
        ...(options.volumes ? volumes : []).map((name) => ({ kind: "volume" as const, name })),
      ],
      kept: options.volumes ? [] : volumes,
    };
  });
}

async function stopAndRemove(docker: Docker, { id, state }: Instance): Promise<void> {
  const container = docker.getContainer(id);
  try {
    // A paused process cannot answer SIGTERM.
    if (state === "paused") await container.unpause();
    if (state === "running" || state === "paused") await container.stop({ t: graceSeconds });
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
