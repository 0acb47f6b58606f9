import type Docker from "dockerode";
import { phrase } from "../../../errors/detail.js";
import type {
  BaseImageKey,
  BuildRequest,
  Instance,
  Progress,
  Reporter,
  ServiceEngine,
  ServiceSpec,
} from "../engine.js";
import { buildImage } from "./build-image.js";
import type { ContainerRunner } from "./container-runner.js";
import { whileDoing } from "./docker-failure.js";
import type { ImageStore } from "./image-store.js";
import { inspectInstance } from "./instances.js";
import { containerLabels, type Identity, label, sharedLabels } from "./labels.js";
import { tailLines } from "./log-lines.js";
import { ensureNetwork } from "./network.js";
import { pruneImages } from "./prune-images.js";
import { restartAlways } from "./restart-policy.js";

const silent: Reporter = { progress: () => undefined, note: () => undefined };

/** Services as containers: read-only, without capabilities, with limits, in the workspace's network. */
export class DockerServices implements ServiceEngine {
  readonly #docker: Docker;
  readonly #identity: Identity;
  readonly #images: ImageStore;
  readonly #runner: ContainerRunner;

  constructor(docker: Docker, identity: Identity, images: ImageStore, runner: ContainerRunner) {
    this.#docker = docker;
    this.#identity = identity;
    this.#images = images;
    this.#runner = runner;
  }

  build(
    request: BuildRequest,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly id: string }> {
    const labels = { ...sharedLabels(this.#identity), ...request.labels };
    return buildImage(this.#docker, { ...request, labels }, this.#images.buildKit, onLine, signal);
  }

  imageId(reference: string): Promise<string | undefined> {
    return whileDoing(phrase("doing-look-image", { name: reference }), () => this.#images.id(reference));
  }

  async ensureImage(key: BaseImageKey, progress: Progress, signal: AbortSignal): Promise<string> {
    return (await this.#images.ensure({ key }, progress, signal)).reference;
  }

  async start(spec: ServiceSpec, signal: AbortSignal): Promise<Instance> {
    const { workspace } = this.#identity;
    const name = `${workspace.name}-${spec.service}-${spec.number}`;
    await whileDoing(phrase("doing-look-network"), () => ensureNetwork(this.#docker, this.#identity));
    const labels = {
      ...containerLabels(this.#identity, {
        kind: "service",
        owner: spec.service,
        number: spec.number,
        specHash: spec.specHash,
        ports: spec.ports,
      }),
      [label.version]: spec.version,
      ...Object.fromEntries(
        Object.entries(spec.labels ?? {}).map(([key, value]) => [`${label.extra}${key}`, value]),
      ),
    };
    const request = {
      name,
      owner: spec.service,
      alias: spec.service,
      // The name others find it by in Consul: the short id, which is the default, says nothing to a reader.
      hostname: name,
      image: spec.image,
      env: spec.env,
      labels,
      ports: spec.ports.map((port) => ({ ...port, explicit: false })),
      portKey: spec.number === 1 ? spec.service : `${spec.service}-${spec.number}`,
      volumes: {},
      memoryMiB: spec.memoryMiB,
      pids: spec.pids,
      user: spec.user,
      readOnly: true,
      dropCapabilities: true,
    };
    return whileDoing(phrase("doing-start", { name }), () =>
      this.#runner.run(request, () => Promise.resolve(), silent, signal),
    );
  }

  settle(instance: Instance): Promise<void> {
    return restartAlways(this.#docker, instance.id);
  }

  inspect(instance: Instance): Promise<Instance | undefined> {
    return whileDoing(phrase("doing-inspect", { name: instance.name }), () =>
      inspectInstance(this.#docker, instance.id),
    );
  }

  async stop(instance: Instance, graceSeconds: number): Promise<void> {
    await whileDoing(phrase("doing-stop", { name: instance.name }), async () => {
      const current = await inspectInstance(this.#docker, instance.id);
      if (!current || current.state === "stopped" || current.state === "created") return;
      const container = this.#docker.getContainer(instance.id);
      // A frozen process takes no signal.
      if (current.state === "paused") await container.unpause();
      await container.stop({ t: graceSeconds });
    });
  }

  async kill(instance: Instance): Promise<void> {
    await whileDoing(phrase("doing-kill", { name: instance.name }), () =>
      this.#docker.getContainer(instance.id).kill({ signal: "SIGKILL" }),
    );
  }

  async remove(instance: Instance, graceSeconds: number): Promise<void> {
    await whileDoing(phrase("doing-stop", { name: instance.name }), async () => {
      const current = await inspectInstance(this.#docker, instance.id);
      if (current?.state === "running") {
        await this.#docker
          .getContainer(instance.id)
          .stop({ t: graceSeconds })
          .catch(() => undefined);
      }
      await this.#runner.remove(instance.id);
    });
  }

  pruneImages(service: string, keep: readonly string[]): Promise<readonly string[]> {
    return pruneImages(this.#docker, this.#identity, service, keep);
  }

  tail(instance: Instance, lines: number): Promise<readonly string[]> {
    return whileDoing(phrase("doing-read-log", { name: instance.name }), () =>
      tailLines(this.#docker, instance.id, lines),
    );
  }
}
