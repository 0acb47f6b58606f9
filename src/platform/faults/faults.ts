import { createServer, type Server } from "node:net";
import { phrase, ReasonError } from "../../errors/detail.js";
import { connections } from "../connections.js";
import { type Instance, serviceGraceSeconds } from "../engines/engine.js";
import type { Platform } from "../platform.js";
import type { ResourceName } from "../resource.js";
import { ConsulInstances } from "./consul-instances.js";
import { type Fault, FaultRecord } from "./fault-record.js";
import { undoFaults } from "./undo-faults.js";

/** Makes things go wrong on a running platform, each only after it is written down, and right again. */
export class Faults {
  readonly #platform: Platform;
  readonly #record: FaultRecord;
  #present: Fault[] = [];
  /** What keeps the ports of stopped resources: another workspace of this machine would take them. */
  readonly #keepers = new Map<ResourceName, readonly Server[]>();

  constructor(platform: Platform) {
    this.#platform = platform;
    this.#record = new FaultRecord(platform.workspace.folder);
  }

  /** Whether anything is wrong on purpose now. */
  get areThere(): boolean {
    return this.#present.length > 0;
  }

  /** Ends a resource; whoever connects to its ports is cut off until it is undone. */
  async stopResource(resource: ResourceName): Promise<void> {
    const instance = (await this.#platform.engine.observe()).find(
      ({ kind, owner }) => kind === "resource" && owner === resource,
    );
    this.#note({ kind: "resource-stopped", resource });
    await this.#platform.engine.stop(resource);
    this.#keepers.set(resource, Object.values(instance?.ports ?? {}).map(keep));
  }

  /** SIGTERM and its grace period, or SIGKILL. */
  async endReplica(instance: Instance, how: "terminate" | "kill"): Promise<void> {
    this.#note({ kind: "replica-ended", replica: instance.name });
    const { services } = this.#platform.engine;
    if (how === "kill") await services.kill(instance);
    else await services.stop(instance, serviceGraceSeconds);
  }

  /** To be called before more replicas than these are started. */
  addReplicas(service: string, kept: readonly string[]): void {
    this.#note({ kind: "replicas-added", service, kept: [...kept] });
  }

  /** From now on Consul leads to this address instead of to the service's instances. */
  async replaceInstances(
    service: string,
    place: { readonly address: string; readonly port: number },
    signal: AbortSignal,
  ): Promise<void> {
    const consul = await this.#consul();
    const instances = [...(await consul.passing(service, signal))];
    const id = `msx-audit-${service}`;
    this.#note({ kind: "instances-replaced", id, instances });
    await consul.register({ id, service, ...place }, signal);
    for (const one of instances) await consul.maintenance(one, true, signal);
  }

  /** To be called before such a queue is made. */
  makeQueue(queue: string): void {
    this.#note({ kind: "queue-made", queue });
  }

  /** To be called before such a message is sent. */
  sendMessage(id: string, queues: readonly string[]): void {
    this.#note({ kind: "message-sent", id, queues: [...queues] });
  }

  /**
   * Makes everything right again, or what `which` chooses.
   * @throws what could not be made right; that stays on record
   */
  async undo(signal: AbortSignal, which: (fault: Fault) => boolean = () => true): Promise<void> {
    const chosen = this.#present.filter(which);
    if (chosen.length === 0) return;
    for (const fault of chosen) if (fault.kind === "resource-stopped") await this.#letGo(fault.resource);
    await undoFaults(this.#platform, chosen, signal);
    this.#present = this.#present.filter((fault) => !chosen.includes(fault));
    this.#record.write(this.#present);
  }

  #note(fault: Fault): void {
    this.#present.push(fault);
    this.#record.write(this.#present);
  }

  async #letGo(resource: ResourceName): Promise<void> {
    const keepers = this.#keepers.get(resource) ?? [];
    this.#keepers.delete(resource);
    await Promise.all(keepers.map((keeper) => new Promise((resolve) => keeper.close(resolve))));
  }

  async #consul(): Promise<ConsulInstances> {
    const { engine } = this.#platform;
    const url = connections(this.#platform, await engine.observe(), "host").CONSUL_HTTP_ADDR;
    if (url === undefined) throw new ReasonError(phrase("consul-does-not-run"));
    return new ConsulInstances(url);
  }
}

function keep(port: number): Server {
  const keeper = createServer((socket) => socket.destroy());
  // Taken already: then there is nothing to keep.
  keeper.on("error", () => undefined);
  return keeper.listen(port, "127.0.0.1");
}
