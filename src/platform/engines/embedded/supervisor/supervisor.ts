import { ProcessSupervisor } from "../../../processes/process-supervisor.js";
import { endOrphans } from "../end-orphans.js";
import { logFile, type Places } from "../places.js";
import type { ResourceRequest, ServiceRequest, SupervisorState } from "../protocol.js";
import {
  readServiceRecords,
  removeServiceRecord,
  type ServiceRecord,
  shown,
  stoppedService,
  writeServiceRecord,
} from "../service-records.js";
import { LogFile } from "./log-file.js";
import { startProgram } from "./programs.js";
import { startServiceProcess } from "./service-process.js";
import { Supervised } from "./supervised.js";

/** Ended before the rest, so that what it leads to is there until nobody asks for it any more. */
const isGateway = (name: string): boolean => name === "gateway";

interface Entry<Request> {
  readonly request: Request;
  readonly supervised: Supervised;
}

/** Everything that runs for one workspace. */
export class Supervisor {
  readonly #places: Places;
  readonly #processes: ProcessSupervisor;
  readonly #resources = new Map<string, Entry<ResourceRequest>>();
  readonly #services = new Map<string, Entry<ServiceRequest>>();
  /** Replicas of services as they were made, running or not. */
  readonly #records: Map<string, ServiceRecord>;
  /** The workspace's state as the command line last had it. In memory only: it holds every secret. */
  memory: object = {};
  /** One change at a time for each name. */
  readonly #turns = new Map<string, Promise<unknown>>();

  private constructor(folder: string, places: Places) {
    this.#places = places;
    this.#processes = new ProcessSupervisor(folder);
    this.#records = new Map(readServiceRecords(places));
  }

  /** Ends what a killed supervisor of this workspace left running, and remembers which replicas it had. */
  static async open(folder: string, places: Places): Promise<Supervisor> {
    await endOrphans(folder, places);
    const supervisor = new Supervisor(folder, places);
    return supervisor;
  }

  state(): SupervisorState {
    return {
      resources: [...this.#resources].map(([name, { request, supervised }]) => {
        const { specHash, ports, run } = request;
        return { name, specHash, ports, program: run.program, run: supervised.state };
      }),
      services: [...this.#records].map(([name, record]) => {
        const supervised = this.#services.get(name)?.supervised;
        return supervised
          ? { ...shown(record.request), name, run: { ...supervised.state, settled: record.settled } }
          : stoppedService(name, record);
      }),
    };
  }

  /** Starts a resource in the place of the one of its name. Rejects with what was in its way. */
  startResource(name: string, request: ResourceRequest): Promise<void> {
    return this.#inTurn(name, async () => {
      await this.#resources.get(name)?.supervised.stop();
      const log = new LogFile(logFile(this.#places, name));
      const { run, ports, dataFolder } = request;
      const [port, ...others] = ports.map(({ number }) => number);
      const start = { run, port: port ?? 0, others, dataFolder, log };
      const supervised = new Supervised({ name, log, start: () => startProgram(start) });
      this.#resources.set(name, { request, supervised });
      await supervised.start();
    });
  }

  removeResource(name: string): Promise<void> {
    return this.#inTurn(name, async () => {
      await this.#resources.get(name)?.supervised.stop();
      this.#resources.delete(name);
    });
  }

  settleResource(name: string): void {
    this.#resources.get(name)?.supervised.settle();
  }

  async reloadResource(name: string): Promise<boolean> {
    return (await this.#resources.get(name)?.supervised.reload()) ?? false;
  }

  /** Starts a replica in the place of the one of its name. */
  startService(name: string, request: ServiceRequest): Promise<void> {
    return this.#inTurn(name, async () => {
      await this.#services.get(name)?.supervised.stop();
      this.#remember(name, { request, settled: false });
      await this.#run(name, request, false);
    });
  }

  /** Starts a replica again that was stopped, or lost with a supervisor; answers whether it had to. */
  reviveService(name: string): Promise<boolean> {
    return this.#inTurn(name, async () => {
      const record = this.#records.get(name);
      const present = this.#services.get(name)?.supervised.state.state;
      // One that was never settled is a deploy's unfinished business.
      if (!record?.settled || present === "running" || present === "restarting") return false;
      await this.#run(name, record.request, true);
      return true;
    });
  }

  settleService(name: string): void {
    const entry = this.#services.get(name);
    if (!entry) return;
    entry.supervised.settle();
    this.#remember(name, { request: entry.request, settled: true });
  }

  stopService(name: string, graceMs?: number): Promise<void> {
    return this.#inTurn(name, async () => this.#services.get(name)?.supervised.stop(graceMs));
  }

  /** As a crash is: a settled replica is started again. */
  killService(name: string): void {
    this.#services.get(name)?.supervised.kill();
  }

  removeService(name: string, graceMs?: number): Promise<void> {
    return this.#inTurn(name, async () => {
      await this.#services.get(name)?.supervised.stop(graceMs);
      this.#services.delete(name);
      this.#records.delete(name);
      removeServiceRecord(this.#places, name);
    });
  }

  /** Services first, so that they still find what they need while they finish; then the gateway, then the rest. */
  async stopAll(): Promise<void> {
    const names = [...this.#resources.keys()];
    await Promise.all([...this.#services.keys()].map((name) => this.stopService(name)));
    await Promise.all(names.filter(isGateway).map((name) => this.removeResource(name)));
    await Promise.all(names.filter((name) => !isGateway(name)).map((name) => this.removeResource(name)));
  }

  async #run(name: string, request: ServiceRequest, settled: boolean): Promise<void> {
    const log = new LogFile(logFile(this.#places, name));
    const start = async () => startServiceProcess(name, request, this.#processes, log);
    const supervised = new Supervised({ name, log, start });
    if (settled) supervised.settle();
    this.#services.set(name, { request, supervised });
    await supervised.start();
  }

  #remember(name: string, record: ServiceRecord): void {
    this.#records.set(name, record);
    writeServiceRecord(this.#places, name, record);
  }

  #inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(name) ?? Promise.resolve()).then(work);
    this.#turns.set(
      name,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
