import type Docker from "dockerode";
import { phrase } from "../../../errors/detail.js";
import type { Destroyed, DestroyOptions, Instance, Progress } from "../engine.js";
import { isGone, whileDoing } from "./docker-failure.js";
import { removeFunctionContainers } from "./function-containers.js";
import { listInstances } from "./instances.js";
import type { Identity } from "./labels.js";
import { removeNetworks } from "./network.js";
import { removeImages } from "./service-images.js";
import { listVolumes, removeVolume } from "./volumes.js";

/** How long a container gets between SIGTERM and SIGKILL: a service's own grace period, and a bit. */
const graceSeconds = 12;

/** Services first, so that they still find what they need while they finish; the gateway with them. */
const firstWave = (instance: Instance): boolean =>
  instance.kind === "service" || instance.owner === "gateway";

/**
 * Removes what carries the workspace's id, what its AWS provider started for functions, and nothing else.
 * @throws MsxError DOCKER_FAILED, ENGINE_LOST; the signal's reason
 */
export async function destroy(
  docker: Docker,
  identity: Identity,
  options: DestroyOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Destroyed> {
  const { id } = identity;
  return whileDoing(phrase("doing-down"), async () => {
    const instances = await listInstances(docker, id);
    for (const wave of [instances.filter(firstWave), instances.filter((one) => !firstWave(one))]) {
      const ended = await Promise.allSettled(
        wave.map(async (instance) => {
          signal.throwIfAborted();
          progress("platform.step.stop", { name: instance.name });
          await stopAndRemove(docker, instance, signal);
        }),
      );
      // All of them, before the first failure is passed on: nothing goes on behind the caller's back.
      for (const one of ended) if (one.status === "rejected") throw one.reason;
    }
    signal.throwIfAborted();
    const functions = await removeFunctionContainers(docker, id);
    const networks = await removeNetworks(docker, id);
    const volumes = await listVolumes(docker, id);
    signal.throwIfAborted();
    if (options.volumes) for (const name of volumes) await removeVolume(docker, name);
    const images = options.images ? await removeImages(docker, identity, signal) : [];
    const named = (kind: Destroyed["removed"][number]["kind"], names: readonly string[]) =>
      names.map((name) => ({ kind, name }));
    return {
      removed: [
        ...named("container", [...instances.map(({ name }) => name), ...functions]),
        ...named("network", networks),
        ...named("volume", options.volumes ? volumes : []),
        ...named("image", images),
      ],
      kept: options.volumes ? [] : volumes,
    };
  });
}

async function stopAndRemove(docker: Docker, { id, state }: Instance, signal: AbortSignal): Promise<void> {
  const container = docker.getContainer(id);
  try {
    // A paused process cannot answer SIGTERM.
    if (state === "paused") await container.unpause();
    if (state === "running" || state === "paused") {
      await container.stop({ t: graceSeconds, abortSignal: signal });
    }
    signal.throwIfAborted();
    await container.remove({ force: true, v: true });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
