import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { phrase, type Reason } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import { isPortFree } from "../../free-port.js";
import { namesIn } from "../../names-in.js";
import type { PlatformState } from "../../platform-state.js";
import { PortAllocator } from "../../ports.js";
import { isAlive } from "../../process-start-time.js";
import type { EmbeddedSpec, Resource, ResourceContext, ResourceName } from "../../resource.js";
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
  type Progress,
  type Reporter,
  type ResourceStep,
} from "../engine.js";
import { EmbeddedServices } from "./embedded-services.js";
import { type ResolvedEmbedded, resolveEmbedded } from "./embedded-spec.js";
import { logFile, type Places, placesOf, supervisorBuild } from "./places.js";
import { changed, nothing } from "./protocol.js";
import { followLogs, tailLog } from "./read-logs.js";
import { ensureSupervisor, stopSupervisor } from "./start-supervisor.js";
import { Refused, SupervisorClient } from "./supervisor-client.js";
import { liveSupervisor } from "./supervisor-record.js";

export interface EmbeddedEngineOptions {
  readonly state: PlatformState;
  /** The enabled resources. */
  readonly resources: readonly Resource[];
  readonly context: ResourceContext;
}

/** How often a port may turn out to be taken between its probe and the start. */
const portRaces = 10;

/** The platform of one workspace in a supervisor process of its own, without Docker. */
export class EmbeddedEngine implements Engine {
  readonly name = "embedded";
  readonly description = phrase("engine-embedded");
  readonly isLocal = true;
  readonly services: EmbeddedServices;
  readonly #options: EmbeddedEngineOptions;
  readonly #places: Places;
  readonly #client: SupervisorClient;
  readonly #allocator: PortAllocator;
  /** What this run started: only that may be thrown away again. */
  readonly #made = new Set<ResourceName>();
  /** Whether the supervisor was found not to answer. */
  #hangs = false;

  constructor(options: EmbeddedEngineOptions) {
    const { context, state } = options;
    this.#options = options;
    this.#places = placesOf(context.workspace.folder);
    this.#allocator = new PortAllocator(state);
    this.#client = new SupervisorClient(this.#places, context.workspace.name);
    this.services = new EmbeddedServices({ client: this.#client, places: this.#places, state, context });
  }

  hasPage(resource: Resource): boolean {
    return resource.page !== undefined && this.#lookAtSpec(resource).withoutPage !== true;
  }

  observe(): Promise<readonly Instance[]> {
    return this.#client.instances();
  }

  async plan(resources: readonly Resource[]): Promise<readonly ResourceStep[]> {
    const live = liveSupervisor(this.#places.record);
    const isOther = live !== undefined && live.build !== supervisorBuild();
    // One that hangs is replaced by `prepare`: nothing of it is kept.
    const instances = await this.#observeIfItAnswers();
    return resources.map((resource): ResourceStep => {
      this.#assertSecretKnown(resource);
      const instance = findResource(instances, resource.name);
      if (!instance) return { resource, action: "create", why: "platform.why.missing" };
      if (isOther) return { resource, action: "recreate", why: "platform.why.msx" };
      const wanted = this.#resolve(resource, instances);
      if (instance.specHash !== wanted.hash) {
        return { resource, action: "recreate", why: "platform.why.spec" };
      }
      if (instance.state === "running") return { resource, action: "keep" };
      const why = instance.state === "restarting" ? "platform.why.restarting" : "platform.why.stopped";
      return { resource, action: "recreate", why };
    });
  }

  async prepare(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    const { folder } = this.#options.context.workspace;
    return ensureSupervisor(folder, this.#places, this.#hangs);
  }

  async apply(step: ResourceStep, report: Reporter, signal: AbortSignal): Promise<Applied> {
    const { resource, action } = step;
    const instances = await this.observe();
    const instance = findResource(instances, resource.name);
    // Looked at again: what it depends on may have got another port meanwhile.
    const wanted = this.#resolve(resource, instances);
    if (action === "keep" && instance?.state === "running" && instance.specHash === wanted.hash) {
      return { changed: await this.syncFiles(resource), endpoint: hostEndpoint(instance) };
    }
    if (instance) await this.#stop(resource.name);
    report.progress("platform.step.start", {});
    const { insteadOf } = wanted.spec;
    if (insteadOf !== undefined) {
      report.note("platform.provider.own", { resource: resource.name, provider: insteadOf });
    }
    this.#made.add(resource.name);
    const ports = await this.#start(resource, wanted, report, signal);
    return { changed: true, endpoint: { host: "127.0.0.1", ports } };
  }

  async ended(resource: ResourceName): Promise<Reason | undefined> {
    const instance = findResource(await this.observe(), resource);
    if (!instance) return phrase("runs-no-more");
    return instance.state === "dead" ? (instance.reason ?? phrase("ended")) : undefined;
  }

  async settle(resource: ResourceName): Promise<void> {
    await this.#client.call({ method: "POST", path: `/resources/${resource}/settle`, answer: nothing });
    await this.#client.remember(this.#options.state.snapshot);
  }

  async stop(resource: ResourceName): Promise<void> {
    await this.#stop(resource);
  }

  async discard({ resource }: ResourceStep): Promise<void> {
    if (!this.#made.delete(resource.name) || !liveSupervisor(this.#places.record)) return;
    await this.#stop(resource.name);
  }

  async syncFiles({ name }: Resource): Promise<boolean> {
    const call = { method: "POST", path: `/resources/${name}/reload`, answer: changed } as const;
    return (await this.#client.call(call)).changed;
  }

  revive(instance: Instance): Promise<boolean> {
    return this.services.revive(instance);
  }

  describe(): Promise<readonly ContainerDescription[]> {
    const what = "msx export compose";
    return Promise.reject(new MsxError("NOT_ON_ENGINE", { what, engine: this.name }));
  }

  /** There is no inside: everything runs on this machine. */
  runInside(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  tail(resource: ResourceName, lines: number): Promise<readonly string[]> {
    return Promise.resolve(tailLog(logFile(this.#places, resource), lines));
  }

  logs({ instances, follow, tail }: LogQuery, signal: AbortSignal): AsyncIterable<LogLine> {
    const logs = instances.map(({ name, id }) => ({ source: name, file: logFile(this.#places, id) }));
    const live = liveSupervisor(this.#places.record);
    return followLogs(logs, tail, () => follow && live !== undefined && isAlive(live), signal);
  }

  hostAccess(): Promise<HostAccess> {
    return Promise.resolve({ address: "127.0.0.1", listen: ["127.0.0.1"] });
  }

  async destroy(
    { volumes, images }: DestroyOptions,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Destroyed> {
    signal.throwIfAborted();
    const instances = await this.#observeIfItAnswers();
    const live = liveSupervisor(this.#places.record);
    for (const { name } of instances) progress("platform.step.stop", { name });
    if (live) await stopSupervisor(this.#places, live);
    const { endOrphans } = await import("./end-orphans.js");
    await endOrphans(this.#options.context.workspace.folder, this.#places);
    signal.throwIfAborted();
    const { data, builds, cache, services, logs, record, socket } = this.#places;
    const folders = namesIn(data).map((name) => path.join(".msx", "data", name));
    const built = images ? namesIn(builds) : [];
    const obsolete = [services, logs, record, ...(process.platform === "win32" ? [] : [socket])];
    for (const place of [...obsolete, ...(volumes ? [data] : []), ...(images ? [builds, cache] : [])]) {
      rmSync(place, { recursive: true, force: true });
    }
    const removed = [
      ...instances.map(({ name }) => ({ kind: "process" as const, name })),
      ...(volumes ? folders.map((name) => ({ kind: "volume" as const, name })) : []),
      ...built.map((name) => ({ kind: "image" as const, name: path.join(".msx", "builds", name) })),
    ];
    return { removed, kept: volumes ? [] : folders };
  }

  /** @returns the ports it listens on, by name */
  async #start(
    resource: Resource,
    resolved: ResolvedEmbedded,
    report: Reporter,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, number>>> {
    const { spec, dataFolder, hash } = resolved;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const ports = await this.#choosePorts(resource, resolved, report);
      const body = { run: spec.run, specHash: hash, ports, dataFolder };
      const path = `/resources/${resource.name}`;
      try {
        await this.#client.call({ method: "PUT", path, body, answer: nothing });
        return Object.fromEntries(ports.map(({ name, number }) => [name, number]));
      } catch (error) {
        const free = await Promise.all(ports.map(({ number }) => isPortFree(number)));
        // Somebody else was quicker: the next one, then.
        if (error instanceof Refused && attempt < portRaces && !free.every(Boolean)) continue;
        throw error;
      }
    }
  }

  async #choosePorts(resource: Resource, { ports }: ResolvedEmbedded, report: Reporter) {
    const chosen: { readonly name: string; readonly scheme: string; readonly number: number }[] = [];
    for (const { name, scheme, host, explicit } of ports) {
      const key = `${resource.name}.${name}`;
      const request = { owner: resource.name, key, wanted: host, explicit };
      const { port, busy } = await this.#allocator.choose(request, new Map());
      chosen.push({ name, scheme, number: port });
      if (busy) report.note("platform.port.moved", { resource: resource.name, ...busy, port });
    }
    return chosen;
  }

  async #observeIfItAnswers(): Promise<readonly Instance[]> {
    try {
      return await this.observe();
    } catch (error) {
      if (!(error instanceof MsxError) || error.code !== "SUPERVISOR_FAILED") throw error;
      this.#hangs = true;
      return [];
    }
  }

  async #stop(resource: ResourceName): Promise<void> {
    await this.#client.call({ method: "DELETE", path: `/resources/${resource}`, answer: nothing });
  }

  /** Its data was locked with the secret of when it was made. */
  #assertSecretKnown(resource: Resource): void {
    const { state } = this.#options;
    const spec = this.#lookAtSpec(resource);
    if (spec.dataSecret === undefined || state.secrets[spec.dataSecret] !== undefined) return;
    const folder = path.join(this.#places.data, resource.name);
    if (!existsSync(folder)) return;
    throw new MsxError("SECRETS_LOST", { volume: folder, resource: resource.name });
  }

  /** What does not hang on secrets, without making one that is not there. */
  #lookAtSpec(resource: Resource): EmbeddedSpec {
    return resource.embedded({ ...this.#options.context, secret: () => "", connections: {} });
  }

  #resolve(resource: Resource, instances: readonly Instance[]): ResolvedEmbedded {
    const { resources, context } = this.#options;
    return resolveEmbedded(resource, resources, context, this.#places, instances);
  }
}

function findResource(instances: readonly Instance[], name: ResourceName): Instance | undefined {
  return instances.find(({ kind, owner }) => kind === "resource" && owner === name);
}
