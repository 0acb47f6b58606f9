import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { MsxError } from "../../../errors/msx-error.js";
import { neededSdkMajor } from "../../dotnet-sdk.js";
import { namesIn } from "../../names-in.js";
import type { PlatformState } from "../../platform-state.js";
import { PortAllocator } from "../../ports.js";
import type { ResourceContext } from "../../resource.js";
import type { BaseImageKey, BuildRequest, Instance, ServiceEngine, ServiceSpec } from "../engine.js";
import { buildService } from "./build-service.js";
import { logFile, type Places } from "./places.js";
import { changed, nothing } from "./protocol.js";
import { tailLog } from "./read-logs.js";
import { toolInPlaceOf } from "./stacks/builds.js";
import type { SupervisorClient } from "./supervisor-client.js";

export interface EmbeddedServicesOptions {
  readonly client: SupervisorClient;
  readonly places: Places;
  readonly state: PlatformState;
  readonly context: ResourceContext;
}

/** Services as processes of the supervisor; in an image's place stands the folder that a version was built to. */
export class EmbeddedServices implements ServiceEngine {
  readonly #options: EmbeddedServicesOptions;
  readonly #allocator: PortAllocator;
  readonly #tools = new Map<BaseImageKey, Promise<string | undefined>>();

  constructor(options: EmbeddedServicesOptions) {
    this.#options = options;
    this.#allocator = new PortAllocator(options.state);
  }

  async build(
    request: BuildRequest,
    onLine: (line: string) => void,
    signal: AbortSignal,
  ): Promise<{ readonly id: string }> {
    const target = this.#folderOf(request.tag);
    if (target === undefined) throw new Error(`${request.tag} names no service of this workspace`);
    mkdirSync(path.dirname(target), { recursive: true });
    await buildService(request, target, this.#options.places, onLine, signal);
    return { id: path.basename(target) };
  }

  /** A base image is, whatever its name, the tool in its place: another version of that gives another version of the service. */
  imageId(reference: string, base?: BaseImageKey): Promise<string | undefined> {
    if (base) return this.#toolInPlaceOf(base);
    const folder = this.#folderOf(reference);
    return Promise.resolve(folder && existsSync(folder) ? path.basename(folder) : undefined);
  }

  async ensureImage(base: BaseImageKey): Promise<string> {
    const tool = await this.#toolInPlaceOf(base);
    if (tool === undefined) throw new MsxError("SDK_MISSING", { major: neededSdkMajor });
    return tool;
  }

  async start(spec: ServiceSpec, signal: AbortSignal): Promise<Instance> {
    const { client, context } = this.#options;
    const name = `${context.workspace.name}-${spec.service}-${spec.number}`;
    const [wish] = spec.ports;
    const folder = this.#folderOf(spec.image);
    if (wish === undefined || folder === undefined) throw new Error(`${name} has no port or no build`);
    // Whatever is left under this name goes first: it may have the port.
    await this.#delete(name);
    const key = spec.number === 1 ? spec.service : `${spec.service}-${spec.number}`;
    const request = { owner: spec.service, key: `${key}.${wish.name}`, wanted: wish.host, explicit: false };
    const { port } = await this.#allocator.choose(request, new Map());
    signal.throwIfAborted();
    const { service, number, version, image, specHash, memoryMiB, labels = {} } = spec;
    const body = {
      ...{ service, number, version, image, specHash, memoryMiB, labels, folder },
      port: { name: wish.name, scheme: wish.scheme, number: port },
      // Reached on this machine only, at a port of its own.
      env: { ...spec.env, PORT: String(port), HOST: "127.0.0.1", SERVICE_ADDRESS: "127.0.0.1" },
    };
    await client.call({ method: "PUT", path: `/services/${name}`, body, answer: nothing });
    const instance = await this.#find(name);
    if (!instance) throw new Error(`${name} was removed while it started`);
    return instance;
  }

  async settle({ name }: Instance): Promise<void> {
    const { client, state } = this.#options;
    await client.call({ method: "POST", path: `/services/${name}/settle`, answer: nothing });
    await client.remember(state.snapshot);
  }

  inspect({ name }: Instance): Promise<Instance | undefined> {
    return this.#find(name);
  }

  async stop({ name }: Instance, graceSeconds: number): Promise<void> {
    const body = { graceMs: graceSeconds * 1000 };
    await this.#options.client.call({
      method: "POST",
      path: `/services/${name}/stop`,
      body,
      answer: nothing,
    });
  }

  async kill({ name }: Instance): Promise<void> {
    await this.#options.client.call({ method: "POST", path: `/services/${name}/kill`, answer: nothing });
  }

  async remove({ name }: Instance, graceSeconds: number): Promise<void> {
    await this.#delete(name, graceSeconds * 1000);
  }

  /** Starts one that was stopped again, as it was made; answers whether it had to. */
  async revive({ name }: Instance): Promise<boolean> {
    const call = { method: "POST", path: `/services/${name}/start`, answer: changed } as const;
    return (await this.#options.client.call(call)).changed;
  }

  pruneImages(service: string, keep: readonly string[]): Promise<readonly string[]> {
    const folder = path.join(this.#options.places.builds, service);
    const kept = keep.map((reference) => this.#folderOf(reference));
    const removed = namesIn(folder).filter((version) => !kept.includes(path.join(folder, version)));
    for (const version of removed) rmSync(path.join(folder, version), { recursive: true, force: true });
    return Promise.resolve(removed.map((version) => `${service}:${version}`));
  }

  tail({ name }: Instance, lines: number): Promise<readonly string[]> {
    return Promise.resolve(tailLog(logFile(this.#options.places, name), lines));
  }

  /** Asked once: it does not change while a command runs. */
  #toolInPlaceOf(base: BaseImageKey): Promise<string | undefined> {
    const asked = this.#tools.get(base) ?? toolInPlaceOf(base);
    this.#tools.set(base, asked);
    return asked;
  }

  async #delete(name: string, graceMs?: number): Promise<void> {
    const body = { ...(graceMs !== undefined && { graceMs }) };
    await this.#options.client.call({ method: "DELETE", path: `/services/${name}`, body, answer: nothing });
  }

  async #find(name: string): Promise<Instance | undefined> {
    return (await this.#options.client.instances()).find(
      (one) => one.kind === "service" && one.name === name,
    );
  }

  /** Where a version of a service of this workspace is built: `WORKSPACE/SERVICE:VERSION`. */
  #folderOf(reference: string): string | undefined {
    const { context, places } = this.#options;
    const found = /^([a-z0-9-]+)\/([a-z0-9-]+):([0-9a-f]+)$/.exec(reference);
    const [, workspace, service, version] = found ?? [];
    if (workspace !== context.workspace.name || service === undefined || version === undefined)
      return undefined;
    return path.join(places.builds, service, version);
  }
}
