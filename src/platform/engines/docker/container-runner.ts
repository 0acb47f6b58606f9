import type Docker from "dockerode";
import { phrase, ReasonError } from "../../../errors/detail.js";
import { MsxError } from "../../../errors/msx-error.js";
import type { PortAllocator } from "../../ports.js";
import type { Reporter } from "../engine.js";
import { type ContainerRequest, containerOptions } from "./container-options.js";
import { dockerFailure, isGone, isNameTaken, isPortTaken, isUnreachable } from "./docker-failure.js";
import { type DockerInstance, inspectInstance } from "./instances.js";
import { type Identity, label, ownerOf } from "./labels.js";
import { networkName } from "./network.js";

export interface PublishWish {
  readonly name: string;
  readonly container: number;
  readonly host: number;
  readonly explicit: boolean;
}

export type RunRequest = Omit<ContainerRequest, "publish" | "network"> & {
  readonly owner: string;
  readonly ports: readonly PublishWish[];
  /** Under which the chosen ports are remembered. */
  readonly portKey: string;
  readonly files?: Readonly<Record<string, string>> | undefined;
};

/** How often a port may turn out to be taken between its probe and the start. */
const portRaces = 10;

/** Creates and starts containers of one workspace, all of them in the same way. */
export class ContainerRunner {
  readonly #docker: Docker;
  readonly #identity: Identity;
  readonly #allocator: PortAllocator;

  constructor(docker: Docker, identity: Identity, allocator: PortAllocator) {
    this.#docker = docker;
    this.#identity = identity;
    this.#allocator = allocator;
  }

  /** @throws MsxError NAME_CONFLICT when a container of this name is somebody else's */
  async assertNameIsOurs(name: string): Promise<void> {
    const info = await this.#inspectNamed(name);
    if (info && info.Config.Labels?.[label.id] !== this.#identity.id) {
      throw new MsxError("NAME_CONFLICT", { kind: "Container", name, owner: ownerOf(info.Config.Labels) });
    }
  }

  /**
   * Makes and starts a container; what is left of an earlier one of its name and of this workspace goes first. A start
   * that fails leaves no container behind.
   * @param fill what is put into it before the start
   * @throws MsxError NAME_CONFLICT, PORT_UNAVAILABLE, DOCKER_FAILED
   */
  async run(
    request: RunRequest,
    fill: (id: string) => Promise<unknown>,
    report: Reporter,
    signal: AbortSignal,
  ): Promise<DockerInstance> {
    await this.#removeOwn(request.name);
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      const publish = await this.#choosePorts(request, report);
      const id = await this.#create({ ...request, publish, network: networkName(this.#identity) });
      try {
        await fill(id);
        await this.#docker.getContainer(id).start();
        const instance = await inspectInstance(this.#docker, id);
        if (instance) return instance;
        throw new ReasonError(phrase("removed-while-starting"));
      } catch (error) {
        // Where the daemon is gone, so is the way to tidy up: the next run does.
        if (isUnreachable(error)) throw dockerFailure(error, phrase("doing-start", { name: request.name }));
        await this.remove(id);
        if (!isPortTaken(error) || attempt === portRaces)
          throw dockerFailure(error, phrase("doing-start", { name: request.name }));
      }
    }
  }

  /** Removes a container and its anonymous volumes; one that is gone already is fine. */
  async remove(id: string): Promise<void> {
    await this.#docker
      .getContainer(id)
      .remove({ force: true, v: true })
      .catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
  }

  async #create(request: ContainerRequest): Promise<string> {
    try {
      return (await this.#docker.createContainer(containerOptions(request))).id;
    } catch (error) {
      if (isNameTaken(error)) await this.assertNameIsOurs(request.name);
      throw dockerFailure(error, phrase("doing-create", { name: request.name }));
    }
  }

  async #removeOwn(name: string): Promise<void> {
    await this.assertNameIsOurs(name);
    const info = await this.#inspectNamed(name);
    if (!info) return;
    const container = this.#docker.getContainer(info.Id);
    // Stopped before removed: databases close their files.
    if (info.State.Running && !info.State.Paused) await container.stop({ t: 10 }).catch(() => undefined);
    await this.remove(info.Id);
  }

  #inspectNamed(name: string): Promise<Docker.ContainerInspectInfo | undefined> {
    return this.#docker
      .getContainer(name)
      .inspect()
      .then(
        (info) => info,
        (error: unknown) => {
          if (isGone(error)) return undefined;
          throw error;
        },
      );
  }

  async #choosePorts(request: RunRequest, report: Reporter): Promise<Map<number, number>> {
    const taken = await this.#publishedPorts();
    const publish = new Map<number, number>();
    for (const wish of request.ports) {
      const key = `${request.portKey}.${wish.name}`;
      const wanted = { owner: request.owner, key, wanted: wish.host, explicit: wish.explicit };
      const { port, busy } = await this.#allocator.choose(wanted, taken);
      publish.set(wish.container, port);
      if (busy) {
        const params = { resource: request.owner, wanted: busy.wanted, port, owner: busy.owner };
        report.note("platform.port.moved", params);
      }
    }
    return publish;
  }

  /** Host ports that running containers have, this workspace's own included, and whose they are. */
  async #publishedPorts(): Promise<Map<number, string>> {
    const containers = await this.#docker.listContainers();
    return new Map(
      containers.flatMap(({ Names, Ports }) =>
        Ports.flatMap(({ PublicPort }) =>
          PublicPort === undefined ? [] : [[PublicPort, `container ${Names[0]?.slice(1) ?? "?"}`]],
        ),
      ) as [number, string][],
    );
  }
}
