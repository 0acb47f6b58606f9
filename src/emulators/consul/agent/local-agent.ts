import { ConsulError } from "../http/consul-error.js";
import type { AgentTiming } from "../options.js";
import type { CatalogCheck, CatalogService, CheckStatus, Unindexed } from "../store/catalog-entries.js";
import type { Store } from "../store/store.js";
import type { CheckDefinition } from "./check-definition.js";
import { type CheckRunner, runCheck } from "./check-runner.js";
import { localNode } from "./local-node.js";
import type { ProbeResult } from "./probe-result.js";
import type { ServiceRegistration } from "./service-definition.js";

/** A check that the agent runs, and what it found last. */
export interface AgentCheck {
  /** Absent for a maintenance check, which runs nothing. */
  readonly definition?: CheckDefinition;
  /** As the agent knows it now: the catalogue learns of a new output alone only after a while. */
  readonly check: Unindexed<CatalogCheck>;
}

export const consulTiming: AgentTiming = {
  reapIntervalMs: 30_000,
  minDeregisterAfterMs: 60_000,
  outputDelayMs: 300_000,
};

interface Running extends AgentCheck {
  readonly runner?: CheckRunner;
  /** Since when it is critical, in performance.now() milliseconds. */
  readonly criticalSince: number | undefined;
  readonly lateOutput?: NodeJS.Timeout;
}

/** The agent of the one node: what is registered with it, and the checks it runs. */
export class LocalAgent {
  readonly #services = new Map<string, Unindexed<CatalogService>>();
  readonly #checks = new Map<string, Running>();
  readonly #store: Store;
  readonly #timing: AgentTiming;
  readonly #onFailed: (check: Unindexed<CatalogCheck>) => void;
  readonly #reaper: NodeJS.Timeout;

  /** @param onFailed told of every check that turns critical or is removed */
  constructor(store: Store, timing: AgentTiming, onFailed: (check: Unindexed<CatalogCheck>) => void) {
    this.#store = store;
    this.#timing = timing;
    this.#onFailed = onFailed;
    this.#reaper = setInterval(() => this.#reap(), timing.reapIntervalMs);
  }

  services(): Unindexed<CatalogService>[] {
    return [...this.#services.values()].sort((a, b) => (a.ID < b.ID ? -1 : 1));
  }

  service(id: string): Unindexed<CatalogService> | undefined {
    return this.#services.get(id);
  }

  checks(): AgentCheck[] {
    return [...this.#checks.values()].sort((a, b) => (a.check.CheckID < b.check.CheckID ? -1 : 1));
  }

  /** Registers a service, again too: checks it already has keep their status. */
  register({ service, checks }: ServiceRegistration, replaceChecks = false): void {
    this.#services.set(service.ID, service);
    const removed = this.checks().filter(
      ({ check: { CheckID, ServiceID } }) =>
        replaceChecks &&
        ServiceID === service.ID &&
        CheckID !== maintenanceId(service.ID) &&
        !checks.some(({ id }) => id === CheckID),
    );
    this.#store.write((index) => {
      this.#store.catalog.putService(service, index);
      for (const definition of checks) this.#start(definition, service, index);
    });
    for (const { check } of removed) this.deregisterCheck(check.CheckID);
  }

  /** One that is not registered is no error, as of Consul 1.8. */
  deregister(id: string): void {
    const service = this.#services.get(id);
    if (service === undefined) return;
    const own = this.checks().filter(({ check }) => check.ServiceID === id);
    this.#services.delete(id);
    for (const { check } of own) this.#drop(check.CheckID);
    this.#store.write((index) => this.#store.catalog.removeService(localNode.name, id, index));
    for (const { check } of own) this.#onFailed(check);
  }

  /** Adds a check to a service, or to the node without one. Throws {@link ConsulError} 500 for an unknown service. */
  registerCheck(definition: CheckDefinition, serviceId: string): void {
    const service = serviceId === "" ? undefined : this.#services.get(serviceId);
    if (serviceId !== "" && service === undefined) {
      throw new ConsulError(500, `ServiceID ${JSON.stringify(serviceId)} does not exist`);
    }
    this.#store.write((index) => this.#start(definition, service, index));
  }

  deregisterCheck(id: string): void {
    const check = this.#checks.get(id)?.check;
    if (check === undefined) return;
    this.#drop(id);
    this.#store.write((index) => this.#store.catalog.removeCheck(localNode.name, id, index));
    this.#onFailed(check);
  }

  /** Says a TTL check's status. Throws {@link ConsulError} 500 for any other. */
  tell(id: string, status: CheckStatus, output: string): void {
    const tell = this.#checks.get(id)?.runner?.tell;
    if (tell === undefined) {
      throw new ConsulError(500, `CheckID ${JSON.stringify(id)} does not have associated TTL`);
    }
    tell(status, output.slice(0, this.#checks.get(id)?.definition?.maxOutput));
  }

  /** Takes a service, or the whole node without one, out of use or back, by a check that is critical. */
  maintain(serviceId: string, enable: boolean, reason: string): void {
    const id = maintenanceId(serviceId);
    if (!enable) {
      this.deregisterCheck(id);
      return;
    }
    if (this.#checks.has(id)) return;
    const what = serviceId === "" ? "node" : "service";
    const check = this.#toCheck({
      ...{ id, name: serviceId === "" ? "Node Maintenance Mode" : "Service Maintenance Mode" },
      notes:
        reason ||
        `Maintenance mode is enabled for this ${what}, but no reason was provided. This is a default message.`,
      type: "maintenance",
      service: serviceId === "" ? undefined : this.#services.get(serviceId),
      status: "critical",
    });
    this.#checks.set(id, { check, criticalSince: undefined });
    this.#store.write((index) => this.#store.catalog.putCheck(check, index));
    this.#onFailed(check);
  }

  /** Puts back what was registered before a restart, without a new index. */
  restore(services: Iterable<Unindexed<CatalogService>>, checks: Iterable<AgentCheck>): void {
    for (const service of services) this.#services.set(service.ID, service);
    for (const { definition, check } of checks) {
      const criticalSince = check.Status === "critical" ? performance.now() : undefined;
      if (definition === undefined) this.#checks.set(check.CheckID, { check, criticalSince: undefined });
      else
        this.#checks.set(check.CheckID, { definition, check, criticalSince, runner: this.#run(definition) });
    }
  }

  close(): void {
    clearInterval(this.#reaper);
    for (const id of [...this.#checks.keys()]) this.#drop(id);
  }

  #start(definition: CheckDefinition, service: Unindexed<CatalogService> | undefined, index: number): void {
    const before = this.#checks.get(definition.id);
    before?.runner?.stop();
    clearTimeout(before?.lateOutput);
    const { id, name, notes, probe } = definition;
    const status = before?.check.Status ?? definition.status ?? "critical";
    const made = this.#toCheck({ id, name, notes, type: probe.kind, service, status });
    const check = { ...made, Output: before?.check.Output ?? "" };
    const criticalSince = status === "critical" ? (before?.criticalSince ?? performance.now()) : undefined;
    this.#checks.set(id, { definition, check, criticalSince, runner: this.#run(definition) });
    this.#store.catalog.putCheck(check, index);
  }

  #run(definition: CheckDefinition): CheckRunner {
    return runCheck(definition, (result) => this.#report(definition.id, result));
  }

  #report(id: string, { status, output }: ProbeResult): void {
    const known = this.#checks.get(id);
    if (known === undefined) return;
    const check = { ...known.check, Status: status, Output: output };
    const criticalSince = status === "critical" ? (known.criticalSince ?? performance.now()) : undefined;
    if (status === known.check.Status) {
      const lateOutput = known.lateOutput ?? this.#syncOutputLater(id);
      this.#checks.set(id, { ...known, check, criticalSince, ...(lateOutput && { lateOutput }) });
      return;
    }
    clearTimeout(known.lateOutput);
    const { lateOutput: _, ...rest } = known;
    this.#checks.set(id, { ...rest, check, criticalSince });
    this.#store.write((index) => this.#store.catalog.putCheck(check, index));
    if (status === "critical") this.#onFailed(check);
  }

  /** An output that changes with every run must not wake who waits for a change of health. */
  #syncOutputLater(id: string): NodeJS.Timeout {
    return setTimeout(() => {
      const known = this.#checks.get(id);
      if (known === undefined) return;
      const { lateOutput: _, ...rest } = known;
      this.#checks.set(id, rest);
      this.#store.write((index) => this.#store.catalog.putCheck(known.check, index));
    }, this.#timing.outputDelayMs);
  }

  #drop(id: string): void {
    const known = this.#checks.get(id);
    known?.runner?.stop();
    clearTimeout(known?.lateOutput);
    this.#checks.delete(id);
  }

  #toCheck(made: {
    id: string;
    name: string;
    notes: string;
    type: string;
    status: CheckStatus;
    service: Unindexed<CatalogService> | undefined;
  }): Unindexed<CatalogCheck> {
    const { id: CheckID, name: Name, notes: Notes, type: Type, status: Status, service } = made;
    return {
      ...{ Node: localNode.name, CheckID, Name, Status, Notes, Output: "", Type },
      ServiceID: service?.ID ?? "",
      ServiceName: service?.Service ?? "",
      ServiceTags: service?.Tags ?? [],
    };
  }

  #reap(): void {
    const overdue = new Set<string>();
    for (const { check, definition, criticalSince } of this.#checks.values()) {
      const after = definition?.deregisterAfterMs ?? 0;
      if (after <= 0 || criticalSince === undefined || check.ServiceID === "") continue;
      const least = Math.max(after, this.#timing.minDeregisterAfterMs);
      if (performance.now() - criticalSince > least) overdue.add(check.ServiceID);
    }
    for (const id of overdue) this.deregister(id);
  }
}

function maintenanceId(serviceId: string): string {
  return serviceId === "" ? "_node_maintenance" : `_service_maintenance:${serviceId}`;
}
