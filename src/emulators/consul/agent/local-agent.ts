import { ConsulError } from "../http/consul-error.js";
import type { AgentTiming } from "../options.js";
import type { CatalogCheck, CatalogService, CheckStatus, Unindexed } from "../store/catalog-entries.js";
import type { Store } from "../store/store.js";
import type { CheckDefinition } from "./check-definition.js";
import { type CheckRunner, runCheck } from "./check-runner.js";
import { localNode, selfCheckId, selfId } from "./local-node.js";
import type { ProbeResult } from "./probe-result.js";
import type { RegisteredCheck, Registration, Registrations } from "./registrations.js";
import type { ServiceRegistration } from "./service-definition.js";

export interface AgentListeners {
  /** Told of every check that turns critical or is removed. */
  onFailed(check: Unindexed<CatalogCheck>): void;
  /** Told of what is to outlive a restart. */
  onRegistration(change: Registration): void;
}

export const consulTiming: AgentTiming = {
  reapIntervalMs: 30_000,
  minDeregisterAfterMs: 60_000,
  outputDelayMs: 300_000,
};

/** A check, and what it found last: the catalogue learns of a new output alone only after a while. */
interface Running extends RegisteredCheck {
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
  readonly #listeners: AgentListeners;
  readonly #reaper: NodeJS.Timeout;

  constructor(store: Store, timing: AgentTiming, listeners: AgentListeners) {
    this.#store = store;
    this.#timing = timing;
    this.#listeners = listeners;
    this.#reaper = setInterval(() => this.#reap(), timing.reapIntervalMs);
  }

  services(): Unindexed<CatalogService>[] {
    return [...this.#services.values()].sort((a, b) => (a.ID < b.ID ? -1 : 1));
  }

  service(id: string): Unindexed<CatalogService> | undefined {
    return this.#services.get(id);
  }

  checks(): RegisteredCheck[] {
    return [...this.#checks.values()].sort((a, b) => (a.check.CheckID < b.check.CheckID ? -1 : 1));
  }

  /** Registers a service, again too: checks it already has keep their status. */
  register({ service, checks }: ServiceRegistration, replaceChecks = false): void {
    this.#services.set(service.ID, service);
    this.#listeners.onRegistration({ do: "addService", service });
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
    this.#listeners.onRegistration({ do: "removeService", id });
    for (const { check } of own) this.#remove(check.CheckID);
    this.#store.write((index) => this.#store.catalog.removeService(localNode.name, id, index));
    for (const { check } of own) this.#listeners.onFailed(check);
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
    this.#remove(id);
    this.#store.write((index) => this.#store.catalog.removeCheck(localNode.name, id, index));
    this.#listeners.onFailed(check);
  }

  /** Says a TTL check's status. Throws {@link ConsulError} 500 for any other. */
  tell(id: string, status: CheckStatus, output: string): void {
    const { runner, definition } = this.#checks.get(id) ?? {};
    if (runner?.tell === undefined || definition?.probe.kind !== "ttl") {
      throw new ConsulError(500, `CheckID ${JSON.stringify(id)} does not have associated TTL`);
    }
    const said = output.slice(0, definition.maxOutput);
    runner.tell(status, said);
    const expiresAt = Date.now() + definition.probe.ttlMs;
    this.#listeners.onRegistration({ do: "tell", id, status, output: said, expiresAt });
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
    this.#listeners.onRegistration({ do: "addCheck", check });
    this.#store.write((index) => this.#store.catalog.putCheck(check, index));
    this.#listeners.onFailed(check);
  }

  /**
   * Puts back what was registered before a restart. What a check found is found again: until then it is critical, so that
   * nothing is used that may not work. What a service told of itself counts until it expires (agent/agent.go: loadChecks,
   * loadCheckState). Then the catalogue is brought in line with the agent.
   */
  restore({ services, checks, told }: Registrations): void {
    for (const service of services.values()) this.#services.set(service.ID, service);
    for (const { definition, check: registered } of checks.values()) {
      const said = told.get(registered.CheckID);
      const counts = said !== undefined && Date.now() < said.expiresAt;
      const Status = definition === undefined || !counts ? "critical" : said.status;
      const check = { ...registered, Status, Output: counts ? said.output : "" };
      const criticalSince = Status === "critical" && definition !== undefined ? performance.now() : undefined;
      const running = definition && { definition, runner: this.#run(definition) };
      this.#checks.set(check.CheckID, { check, criticalSince, ...running });
    }
    this.#syncAll();
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
    this.#listeners.onRegistration({ do: "addCheck", definition, check });
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
    if (status === "critical") this.#listeners.onFailed(check);
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

  /** The node's part of the catalogue becomes what is registered here (Consul's anti-entropy); its own service stays. */
  #syncAll(): void {
    const { catalog } = this.#store;
    const known = new Map(catalog.checksOf(localNode.name).map((check) => [check.CheckID, check]));
    const foreign = catalog
      .servicesOf(localNode.name)
      .filter(({ ID }) => ID !== selfId && !this.#services.has(ID));
    const stray = [...known.values()].filter(
      ({ CheckID }) => CheckID !== selfCheckId && !this.#checks.has(CheckID),
    );
    this.#store.write((index) => {
      for (const { ID } of foreign) catalog.removeService(localNode.name, ID, index);
      for (const { CheckID } of stray) catalog.removeCheck(localNode.name, CheckID, index);
      for (const service of this.#services.values()) catalog.putService(service, index);
      for (const { check } of this.#checks.values()) {
        const before = known.get(check.CheckID);
        // An output that changed alone wakes nobody here either.
        const isSame = before?.Status === check.Status;
        catalog.putCheck({ ...check, Output: isSame ? before.Output : check.Output }, index);
      }
    });
    for (const check of stray) this.#listeners.onFailed(check);
    for (const { check } of this.checks()) {
      if (check.Status === "critical") this.#listeners.onFailed(check);
    }
  }

  #remove(id: string): void {
    this.#drop(id);
    this.#listeners.onRegistration({ do: "removeCheck", id });
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
