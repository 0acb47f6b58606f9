import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { MsxError } from "../../../errors/msx-error.js";
import { isPortFree } from "../../free-port.js";
import type { PlatformState } from "../../platform-state.js";
import { PortAllocator } from "../../ports.js";
import type { Resource, ResourceContext, ResourceName } from "../../resource.js";
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
  type ServiceEngine,
} from "../engine.js";
import { type ResolvedEmbedded, resolveEmbedded } from "./embedded-spec.js";
import { logFile, type Places, placesOf, supervisorBuild } from "./places.js";
import { nothing, reloaded, supervisorState } from "./protocol.js";
import { followLogs, tailLog } from "./read-logs.js";
import { ensureSupervisor, stopSupervisor } from "./start-supervisor.js";
import { type Call, callSupervisor, Refused } from "./supervisor-client.js";
import { isAlive, liveSupervisor } from "./supervisor-record.js";
import { toInstance } from "./to-instance.js";

export interface EmbeddedEngineOptions {
  readonly state: PlatformState;
  /** The enabled resources. */
  readonly resources: readonly Resource[];
  readonly context: ResourceContext;
}

/** How long a supervisor that lives may be without its socket. */
const socketMs = 5000;
const socketPauseMs = 20;
/** How often a port may turn out to be taken between its probe and the start. */
const portRaces = 10;

/** The platform of one workspace in a supervisor process of its own, without Docker. */
export class EmbeddedEngine implements Engine {
  readonly name = "embedded";
  readonly description: string;
  readonly #options: EmbeddedEngineOptions;
  readonly #places: Places;
  readonly #allocator: PortAllocator;
  /** What this run started: only that may be thrown away again. */
  readonly #made = new Set<ResourceName>();

  constructor(options: EmbeddedEngineOptions) {
    const { context, state } = options;
    this.#options = options;
    this.#places = placesOf(context.workspace.folder);
    this.#allocator = new PortAllocator(state);
    this.description = "embedded";
  }

  get services(): ServiceEngine {
    throw new MsxError("NOT_ON_ENGINE", { what: "msx deploy", engine: this.name });
  }

  supports(resource: Resource): boolean {
    return resource.embedded !== undefined;
  }

  async observe(): Promise<readonly Instance[]> {
    if (!liveSupervisor(this.#places.record)) return [];
    const { resources } = await this.#call({ method: "GET", path: "/state", answer: supervisorState });
    const workspace = this.#options.context.workspace.name;
    return resources.map((one) => toInstance(workspace, one)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async plan(resources: readonly Resource[]): Promise<readonly ResourceStep[]> {
    const live = liveSupervisor(this.#places.record);
    const isOther = live !== undefined && live.build !== supervisorBuild();
    const instances = await this.observe();
    return resources.map((resource): ResourceStep => {
      const instance = instances.find(({ owner }) => owner === resource.name);
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
    return ensureSupervisor(this.#options.context.workspace.folder, this.#places);
  }

  async apply(step: ResourceStep, report: Reporter, signal: AbortSignal): Promise<Applied> {
    const { resource, action } = step;
    const instances = await this.observe();
    const instance = instances.find(({ owner }) => owner === resource.name);
    // Looked at again: what it depends on may have got another port meanwhile.
    const wanted = this.#resolve(resource, instances);
    if (action === "keep" && instance?.state === "running" && instance.specHash === wanted.hash) {
      return { changed: await this.syncFiles(resource), endpoint: hostEndpoint(instance) };
    }
    if (instance) await this.#stop(resource.name);
    report.progress("platform.step.start", {});
    this.#made.add(resource.name);
    const port = await this.#start(resource, wanted, report, signal);
    return { changed: true, endpoint: { host: "127.0.0.1", ports: { [wanted.port.name]: port } } };
  }

  async ended(resource: ResourceName): Promise<string | undefined> {
    const instance = (await this.observe()).find(({ owner }) => owner === resource);
    if (!instance) return "it does not run any more";
    return instance.state === "dead" ? (instance.reason ?? "it ended") : undefined;
  }

  async settle(resource: ResourceName): Promise<void> {
    await this.#call({ method: "POST", path: `/resources/${resource}/settle`, answer: nothing });
  }

  async discard({ resource }: ResourceStep): Promise<void> {
    if (!this.#made.delete(resource.name) || !liveSupervisor(this.#places.record)) return;
    await this.#stop(resource.name);
  }

  async syncFiles({ name }: Resource): Promise<boolean> {
    const call = { method: "POST", path: `/resources/${name}/reload`, answer: reloaded } as const;
    return (await this.#call(call)).changed;
  }

  revive(): Promise<boolean> {
    return Promise.resolve(false);
  }

  describe(): Promise<readonly ContainerDescription[]> {
    throw new MsxError("NOT_ON_ENGINE", { what: "msx export compose", engine: this.name });
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

  async destroy({ volumes }: DestroyOptions, progress: Progress, signal: AbortSignal): Promise<Destroyed> {
    signal.throwIfAborted();
    const instances = await this.observe();
    const live = liveSupervisor(this.#places.record);
    if (live) {
      for (const { name } of instances) progress("platform.step.stop", { name });
      await stopSupervisor(this.#places, live);
    }
    signal.throwIfAborted();
    const data = namesIn(this.#places.data).map((name) => ({
      kind: "volume" as const,
      name: path.join(".msx", "data", name),
    }));
    if (volumes) rmSync(this.#places.data, { recursive: true, force: true });
    rmSync(this.#places.logs, { recursive: true, force: true });
    const stopped = instances.map(({ name }) => ({ kind: "process" as const, name }));
    return {
      removed: [...stopped, ...(volumes ? data : [])],
      kept: volumes ? [] : data.map(({ name }) => name),
    };
  }

  /** @returns the port it listens on */
  async #start(
    resource: Resource,
    { spec, port, dataFolder, hash }: ResolvedEmbedded,
    report: Reporter,
    signal: AbortSignal,
  ): Promise<number> {
    const key = `${resource.name}.${port.name}`;
    const request = { owner: resource.name, key, wanted: port.host, explicit: port.explicit };
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const chosen = await this.#allocator.choose(request, new Map());
      if (chosen.busy) {
        const params = { resource: resource.name, ...chosen.busy, port: chosen.port };
        report.note("platform.port.moved", params);
      }
      const served = { name: port.name, scheme: port.scheme, number: chosen.port };
      const body = { run: spec.run, specHash: hash, port: served, dataFolder };
      try {
        await this.#call({ method: "PUT", path: `/resources/${resource.name}`, body, answer: nothing });
        return chosen.port;
      } catch (error) {
        // Somebody else was quicker: the next one, then.
        if (error instanceof Refused && attempt < portRaces && !(await isPortFree(chosen.port))) continue;
        throw error;
      }
    }
  }

  async #stop(resource: ResourceName): Promise<void> {
    await this.#call({ method: "DELETE", path: `/resources/${resource}`, answer: nothing });
  }

  #resolve(resource: Resource, instances: readonly Instance[]): ResolvedEmbedded {
    const { resources, context } = this.#options;
    const resolved = resolveEmbedded(resource, resources, context, this.#places, instances);
    if (!resolved) throw new MsxError("NOT_ON_ENGINE", { what: resource.name, engine: this.name });
    return resolved;
  }

  /** @throws Refused; MsxError SUPERVISOR_FAILED when it does not answer */
  async #call<Answer>(call: Call<Answer>): Promise<Answer> {
    const until = performance.now() + socketMs;
    for (;;) {
      try {
        return await callSupervisor(this.#places.socket, call);
      } catch (error) {
        if (error instanceof Refused) throw error;
        // One that has just been started has its record before its socket.
        const isEarly = isNotListening(error) && performance.now() < until;
        if (!isEarly || !liveSupervisor(this.#places.record)) throw this.#lost(error);
        await delay(socketPauseMs);
      }
    }
  }

  #lost(cause: unknown): MsxError {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const logs = tailLog(logFile(this.#places, "supervisor"), 20).join("\n") || "-";
    return new MsxError("SUPERVISOR_FAILED", { detail, logs }, { cause });
  }
}

function isNotListening(error: unknown): boolean {
  return ["ENOENT", "ECONNREFUSED"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
