import { type Detail, phrase, type Reason } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import { isPortFree } from "../../free-port.js";
import type { PlatformState } from "../../platform-state.js";
import { PortAllocator } from "../../ports.js";
import type { Resource, ResourceContext, ResourceName } from "../../resource.js";
import { explicitPort } from "../../wished-ports.js";
import {
  type Applied,
  type ContainerDescription,
  type Destroyed,
  type DestroyOptions,
  type Engine,
  type HostAccess,
  hostEndpoint,
  type Instance,
  type LogLine,
  type LogQuery,
  type ProgramRequest,
  type Progress,
  type Reporter,
  type ResourceStep,
  type ServiceEngine,
} from "../engine.js";
import type { Daemon } from "./connect.js";
import { ContainerRunner } from "./container-runner.js";
import { decideStep } from "./decide-step.js";
import { describeContainer } from "./describe-container.js";
import { destroy } from "./destroy.js";
import { whileDoing } from "./docker-failure.js";
import { DockerServices } from "./docker-services.js";
import { saysItHas, syncFilesInto } from "./files-in-container.js";
import { hostAccess } from "./host-access.js";
import { ImageStore } from "./image-store.js";
import { type DockerInstance, listInstances } from "./instances.js";
import { containerLabels, type Identity, label } from "./labels.js";
import { logLines, tailLines } from "./log-lines.js";
import { ensureNetwork, findNetwork } from "./network.js";
import { presentSpec, type ResolvedSpec, resolveSpec } from "./resource-spec.js";
import { restartAlways } from "./restart-policy.js";
import { revive } from "./revive.js";
import { runInside } from "./run-inside.js";
import { ensureStartedImages } from "./started-images.js";
import { checkVolume, ensureVolume, volumeName } from "./volumes.js";

export interface DockerEngineOptions {
  readonly daemon: Daemon;
  readonly state: PlatformState;
  /** The enabled resources. */
  readonly resources: readonly Resource[];
  readonly context: ResourceContext;
}

/** SIGTERM to SIGKILL for a resource: PostgreSQL and RabbitMQ write down what they have within seconds. */
const resourceGraceSeconds = 20;

/** The platform as containers of one workspace on a Docker daemon. */
export class DockerEngine implements Engine {
  readonly name = "docker";
  readonly description: Detail;
  readonly services: ServiceEngine;
  readonly isLocal: boolean;
  readonly #options: DockerEngineOptions;
  readonly #identity: Identity;
  readonly #images: ImageStore;
  readonly #runner: ContainerRunner;
  /** Containers this run made, by resource: only those may be thrown away again. */
  readonly #made = new Map<ResourceName, string>();
  /** What the plan found to be right: not looked at again for its own step. */
  readonly #kept = new Map<
    ResourceName,
    { instance: DockerInstance; files: ResolvedSpec["spec"]["files"] }
  >();

  constructor(options: DockerEngineOptions) {
    const { daemon, state, context } = options;
    this.description = daemon.description;
    this.isLocal = daemon.isLocal;
    this.#options = options;
    this.#identity = { workspace: context.workspace, id: state.id };
    this.#images = new ImageStore(daemon, context);
    this.#runner = new ContainerRunner(daemon.docker, this.#identity, new PortAllocator(state));
    this.services = new DockerServices(daemon.docker, this.#identity, this.#images, this.#runner);
  }

  get #docker(): Daemon["docker"] {
    return this.#options.daemon.docker;
  }

  hasPage({ page }: Resource): boolean {
    return page !== undefined;
  }

  observe(): Promise<readonly DockerInstance[]> {
    return whileDoing(phrase("doing-list-containers"), () => listInstances(this.#docker, this.#identity.id));
  }

  async plan(resources: readonly Resource[]): Promise<readonly ResourceStep[]> {
    return whileDoing(phrase("doing-look-running"), async () => {
      const [network, instances] = await Promise.all([
        findNetwork(this.#docker, this.#identity),
        listInstances(this.#docker, this.#identity.id),
      ]);
      return Promise.all(resources.map((resource) => this.#planOne(resource, instances, network?.id)));
    });
  }

  async prepare(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    return whileDoing(phrase("doing-make-network"), async () => {
      return (await ensureNetwork(this.#docker, this.#identity)).made;
    });
  }

  async apply(step: ResourceStep, report: Reporter, signal: AbortSignal): Promise<Applied> {
    const { resource, action } = step;
    const kept = action === "keep" ? this.#kept.get(resource.name) : undefined;
    if (kept) {
      const endpoint = hostEndpoint(kept.instance);
      const isInStep = !kept.files || (await saysItHas(resource, endpoint, kept.files, signal));
      return { changed: !isInStep && (await this.syncFiles(resource)), endpoint };
    }
    this.#kept.delete(resource.name);
    const instance = await this.#find(resource.name);
    if (instance && (action === "keep" || action === "start" || action === "unpause")) {
      const container = this.#docker.getContainer(instance.id);
      return whileDoing(phrase("doing-start", { name: instance.name }), async () => {
        if (action === "unpause") await container.unpause();
        const filesDiffer = await this.syncFiles(resource);
        if (action === "start") await container.start();
        return { changed: action !== "keep" || filesDiffer, endpoint: hostEndpoint(instance) };
      });
    }
    const made = await whileDoing(phrase("doing-start", { name: resource.name }), () =>
      this.#make(resource, report, signal),
    );
    return { changed: true, endpoint: hostEndpoint(made) };
  }

  async ended(resource: ResourceName): Promise<Reason | undefined> {
    const instance = await this.#find(resource);
    if (!instance) return phrase("container-removed");
    if (instance.state === "running") return undefined;
    if (instance.state !== "stopped") return phrase("container-is", { state: instance.state });
    const { State } = await whileDoing(phrase("doing-inspect", { name: instance.name }), () =>
      this.#docker.getContainer(instance.id).inspect(),
    );
    const { ExitCode: code, Error: reason } = State;
    if (State.OOMKilled) return phrase("too-much-memory-code", { code });
    return reason ? phrase("ended-with-reason", { code, reason }) : phrase("ended-with", { code });
  }

  async settle(resource: ResourceName): Promise<void> {
    const instance = this.#kept.get(resource)?.instance ?? (await this.#find(resource));
    if (instance && !instance.settled) await restartAlways(this.#docker, instance.id);
  }

  async stop(resource: ResourceName): Promise<void> {
    const instance = await this.#find(resource);
    if (instance?.state !== "running") return;
    this.#kept.delete(resource);
    await whileDoing(phrase("doing-stop", { name: instance.name }), () =>
      this.#docker.getContainer(instance.id).stop({ t: resourceGraceSeconds }),
    );
  }

  async discard({ resource }: ResourceStep): Promise<void> {
    const id = this.#made.get(resource.name);
    if (id === undefined) return;
    await whileDoing(phrase("doing-remove", { name: resource.name }), () => this.#runner.remove(id));
    this.#made.delete(resource.name);
  }

  async syncFiles(resource: Resource): Promise<boolean> {
    const instance = await this.#find(resource.name);
    if (!instance) return false;
    const resolved = await this.#presentSpec(resource, instance.specHash);
    if (!resolved?.spec.files) return false;
    const { files, user } = resolved.spec;
    return whileDoing(phrase("doing-put-files", { name: instance.name }), () =>
      syncFilesInto(this.#docker, instance.id, files, user),
    );
  }

  revive(instance: Instance): Promise<boolean> {
    return whileDoing(phrase("doing-start", { name: instance.name }), () =>
      revive(this.#docker, this.#identity, this.#runner, instance),
    );
  }

  describe(instances: readonly Instance[]): Promise<readonly ContainerDescription[]> {
    const { workspace } = this.#identity;
    return whileDoing(phrase("doing-look-running"), () =>
      Promise.all(instances.map((one) => describeContainer(this.#docker, this.#images, workspace.name, one))),
    );
  }

  async runInside(
    instance: Instance,
    request: ProgramRequest,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    return whileDoing(phrase("doing-run", { command: request.command[0] ?? "-", name: instance.name }), () =>
      runInside(this.#docker, instance, request, signal),
    ).finally(() => signal.throwIfAborted());
  }

  async tail(resource: ResourceName, lines: number): Promise<readonly string[]> {
    const instance = await this.#find(resource);
    return instance ? tailLines(this.#docker, instance.id, lines) : [];
  }

  logs(query: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    return logLines(this.#docker, query, signal);
  }

  hostAccess(): Promise<HostAccess> {
    return whileDoing(phrase("doing-look-network"), () => hostAccess(this.#docker, this.#identity));
  }

  destroy(options: DestroyOptions, progress: Progress, signal: AbortSignal): Promise<Destroyed> {
    return destroy(this.#docker, this.#identity, options, progress, signal);
  }

  async #planOne(
    resource: Resource,
    instances: readonly DockerInstance[],
    networkId: string | undefined,
  ): Promise<ResourceStep> {
    const name = this.#containerName(resource);
    if (!instances.some((one) => one.name === name)) await this.#runner.assertNameIsOurs(name);
    const instance = instances.find(({ kind, owner }) => kind === "resource" && owner === resource.name);
    const resolved = await this.#presentSpec(resource, instance?.specHash);
    for (const volume of resolved?.spec.volumes ?? []) {
      const exists = await checkVolume(this.#docker, this.#identity, resource.name, volume);
      if (exists && !this.#knowsSecretsOf(resolved?.spec)) {
        const name = volumeName(this.#identity, resource.name, volume.name);
        throw new MsxError("SECRETS_LOST", { volume: name, resource: resource.name });
      }
    }
    const free = instance?.state === "stopped" ? await portsAreFree(instance) : true;
    const decision = decideStep(instance, resolved?.hash, networkId, free);
    if (instance && decision.action === "keep") {
      this.#kept.set(resource.name, { instance, files: resolved?.spec.files });
    }
    return { resource, ...decision };
  }

  /** A volume was locked with the secrets of when it was made: others open nothing. */
  #knowsSecretsOf(spec: ResolvedSpec["spec"] | undefined): boolean {
    return Object.values(spec?.secretEnv ?? {}).every(
      (secret) => this.#options.state.secrets[secret] !== undefined,
    );
  }

  async #make(resource: Resource, report: Reporter, signal: AbortSignal): Promise<DockerInstance> {
    const { facts, missed } = await this.#images.ensureFirst(resource.images, report.progress, signal);
    for (const image of missed) {
      report.note("platform.image.fallback", { resource: resource.name, image, instead: facts.reference });
    }
    const resolved = this.#resolve(resource, facts);
    const { spec } = resolved;
    await ensureStartedImages(this.#images, resource, spec.startsImages ?? [], report, signal);
    const volumes: Record<string, string> = {};
    for (const volume of spec.volumes ?? []) {
      volumes[await ensureVolume(this.#docker, this.#identity, resource.name, volume)] = volume.path;
    }
    const fill = (id: string): Promise<unknown> =>
      syncFilesInto(this.#docker, id, spec.files ?? {}, spec.user);
    report.progress("platform.step.start", {});
    const instance = await this.#runner.run(
      this.#runRequest(resource, resolved, volumes),
      fill,
      report,
      signal,
    );
    this.#made.set(resource.name, instance.id);
    // One that has ended by now has no ports any more: why it did is what the wait for its health says.
    if (!instance.published && instance.state === "running") {
      await this.discard({ resource, action: "create" });
      const detail = phrase("ports-not-published", { name: instance.name });
      throw new MsxError("DOCKER_FAILED", {
        detail,
        doing: phrase("doing-start", { name: instance.name }),
        remedy: "msx doctor",
      });
    }
    return instance;
  }

  #runRequest(
    resource: Resource,
    { spec, facts, ports, hash }: ResolvedSpec,
    volumes: Record<string, string>,
  ): Parameters<ContainerRunner["run"]>[0] {
    const { context } = this.#options;
    const secretEnv = Object.entries(spec.secretEnv ?? {});
    const name = this.#containerName(resource);
    const explicit = explicitPort(resource.name, context) !== undefined;
    const labels = containerLabels(this.#identity, {
      kind: "resource",
      owner: resource.name,
      number: 1,
      specHash: hash,
      ports,
    });
    if (secretEnv.length > 0) {
      labels[label.secretEnv] = secretEnv.map(([variable, secret]) => `${variable}=${secret}`).join(",");
    }
    return {
      name,
      owner: resource.name,
      alias: resource.name,
      image: facts.reference,
      env: {
        ...spec.env,
        ...Object.fromEntries(secretEnv.map(([variable, secret]) => [variable, context.secret(secret)])),
      },
      command: spec.command,
      labels,
      ports: ports.map((port, index) => ({ ...port, explicit: explicit && index === 0 })),
      portKey: resource.name,
      volumes,
      dockerSocket: spec.dockerSocket && this.#options.daemon.socket,
      memoryMiB: spec.memoryMiB,
      pids: spec.pids,
      hostname: spec.hostname,
      user: spec.user,
      readOnly: spec.readOnly,
      dropCapabilities: spec.user !== undefined,
    };
  }

  async #find(resource: ResourceName): Promise<DockerInstance | undefined> {
    return whileDoing(phrase("doing-look", { name: resource }), async () => {
      return (await listInstances(this.#docker, this.#identity.id, resource))[0];
    });
  }

  #containerName(resource: Resource): string {
    return `${this.#identity.workspace.name}-${resource.name}-1`;
  }

  #resolve(resource: Resource, facts: ResolvedSpec["facts"]): ResolvedSpec {
    return resolveSpec(resource, facts, this.#options.resources, this.#options.context);
  }

  #presentSpec(resource: Resource, running: string | undefined): Promise<ResolvedSpec | undefined> {
    const { resources, context } = this.#options;
    return presentSpec(resource, this.#images, resources, context, running);
  }
}

async function portsAreFree(instance: DockerInstance): Promise<boolean> {
  const free = await Promise.all(Object.values(instance.ports).map(isPortFree));
  return free.every(Boolean);
}
