import { isDeepStrictEqual } from "node:util";
import type { CatalogCheck, CatalogNode, CatalogService, Indexed, Unindexed } from "./catalog-entries.js";
import type { ChangeLog } from "./change.js";

interface NodeEntry {
  node: CatalogNode;
  readonly services: Map<string, CatalogService>;
  readonly checks: Map<string, CatalogCheck>;
}

/** An instance with all that decides whether it is used. */
export interface ServiceInstance {
  readonly node: CatalogNode;
  readonly service: CatalogService;
  /** The node's checks first, then its own, each by id. */
  readonly checks: readonly CatalogCheck[];
}

/** All that a catalogue remembers. */
export interface CatalogDump {
  readonly nodes: readonly {
    readonly node: CatalogNode;
    readonly services: readonly CatalogService[];
    readonly checks: readonly CatalogCheck[];
  }[];
  readonly serviceIndexes: readonly (readonly [string, number])[];
  readonly lastExtinction: number;
  readonly tables: Catalog["tables"];
}

/**
 * Nodes, their services and checks. Names are found in any case, as Consul does. Every change is made under an index;
 * what is written as it already was keeps its own, so that nobody who waits for a change is woken.
 */
export class Catalog {
  readonly #nodes = new Map<string, NodeEntry>();
  readonly #serviceIndexes = new Map<string, number>();
  #lastExtinction = 0;
  /** Index of the last change to any node, service or check. */
  tables = { nodes: 0, services: 0, checks: 0 };

  constructor(private readonly changes: ChangeLog) {}

  nodes(): CatalogNode[] {
    return [...this.#nodes.values()].map(({ node }) => node).sort(by(({ Node }) => Node));
  }

  node(name: string): CatalogNode | undefined {
    return this.#nodes.get(fold(name))?.node;
  }

  servicesOf(node: string): CatalogService[] {
    return [...(this.#nodes.get(fold(node))?.services.values() ?? [])].sort(by(({ ID }) => ID));
  }

  checksOf(node: string): CatalogCheck[] {
    return [...(this.#nodes.get(fold(node))?.checks.values() ?? [])].sort(by(({ CheckID }) => CheckID));
  }

  /** Every check, by node and id. */
  checks(): CatalogCheck[] {
    return this.nodes().flatMap(({ Node }) => this.checksOf(Node));
  }

  /** Every service's name with the tags of its instances. */
  tagsByService(): Map<string, string[]> {
    const found = new Map<string, Set<string>>();
    for (const { services } of this.#nodes.values()) {
      for (const { Service, Tags } of services.values()) {
        const tags = found.get(Service) ?? new Set();
        for (const tag of Tags) tags.add(tag);
        found.set(Service, tags);
      }
    }
    return new Map([...found].sort(by(([name]) => name)).map(([name, tags]) => [name, [...tags]]));
  }

  /** The instances of a service, by node and id. */
  instances(service: string): ServiceInstance[] {
    const name = fold(service);
    return this.nodes().flatMap((node) => {
      const checks = this.checksOf(node.Node);
      const ofNode = checks.filter(({ ServiceID }) => ServiceID === "");
      return this.servicesOf(node.Node)
        .filter((candidate) => fold(candidate.Service) === name)
        .map((instance) => {
          const own = checks.filter(({ ServiceID }) => ServiceID === instance.ID);
          return { node, service: instance, checks: [...ofNode, ...own] };
        });
    });
  }

  /**
   * The index of a service: of the last change to its instances, their checks or their nodes' checks. For one that does
   * not exist: when any service was last gone, else `fallback`.
   */
  serviceIndex(service: string, fallback: number): number {
    return this.#serviceIndexes.get(fold(service)) ?? (this.#lastExtinction || fallback);
  }

  putNode(node: Unindexed<CatalogNode>, index: number): void {
    const entry = this.#nodes.get(fold(node.Node));
    if (entry === undefined) {
      const made = { ...node, ...created(index) };
      this.#nodes.set(fold(node.Node), { node: made, services: new Map(), checks: new Map() });
    } else {
      if (isSame(entry.node, node)) return;
      entry.node = { ...node, ...changed(entry.node, index) };
    }
    this.changes.note({ do: "putNode", node });
    this.tables.nodes = index;
    for (const { Service } of this.servicesOf(node.Node)) this.#serviceIndexes.set(fold(Service), index);
  }

  /** The node must exist. */
  putService(service: Unindexed<CatalogService>, index: number): void {
    const { services } = this.#entry(service.Node);
    const before = services.get(service.ID);
    if (before !== undefined && isSame(before, service)) return;
    this.changes.note({ do: "putService", service });
    services.set(service.ID, { ...service, ...(before ? changed(before, index) : created(index)) });
    this.tables.services = index;
    this.#serviceIndexes.set(fold(service.Service), index);
    if (before === undefined || fold(before.Service) === fold(service.Service)) return;
    this.#noteGone(before.Service, index);
  }

  /** The node, and the service of a service's check, must exist. */
  putCheck(check: Unindexed<CatalogCheck>, index: number): void {
    const { checks } = this.#entry(check.Node);
    const before = checks.get(check.CheckID);
    if (before !== undefined && isSame(before, check)) return;
    this.changes.note({ do: "putCheck", check });
    checks.set(check.CheckID, { ...check, ...(before ? changed(before, index) : created(index)) });
    this.#noteCheck(check, index);
  }

  removeCheck(node: string, id: string, index: number): void {
    const checks = this.#nodes.get(fold(node))?.checks;
    const check = checks?.get(id);
    if (check === undefined) return;
    checks?.delete(id);
    this.changes.note({ do: "removeCheck", node, id });
    this.#noteCheck(check, index);
  }

  /** Takes its checks with it. */
  removeService(node: string, id: string, index: number): void {
    const entry = this.#nodes.get(fold(node));
    const service = entry?.services.get(id);
    if (entry === undefined || service === undefined) return;
    for (const check of this.checksOf(node)) {
      if (check.ServiceID === id) this.removeCheck(node, check.CheckID, index);
    }
    entry.services.delete(id);
    this.changes.note({ do: "removeService", node, id });
    this.tables.services = index;
    this.#serviceIndexes.set(fold(service.Service), index);
    this.#noteGone(service.Service, index);
  }

  /** Takes its services and checks with it. */
  removeNode(name: string, index: number): void {
    if (this.node(name) === undefined) return;
    for (const { ID } of this.servicesOf(name)) this.removeService(name, ID, index);
    if (this.checksOf(name).length > 0) this.tables.checks = index;
    this.#nodes.delete(fold(name));
    this.changes.note({ do: "removeNode", node: name });
    this.tables.nodes = index;
  }

  /** All that it holds, for `load`. */
  dump(): CatalogDump {
    const nodes = [...this.#nodes.values()].map(({ node, services, checks }) => ({
      ...{ node, services: [...services.values()], checks: [...checks.values()] },
    }));
    const serviceIndexes = [...this.#serviceIndexes];
    return { nodes, serviceIndexes, lastExtinction: this.#lastExtinction, tables: { ...this.tables } };
  }

  load({ nodes, serviceIndexes, lastExtinction, tables }: CatalogDump): void {
    this.#nodes.clear();
    for (const { node, services, checks } of nodes) {
      this.#nodes.set(fold(node.Node), {
        node,
        services: new Map(services.map((service) => [service.ID, service])),
        checks: new Map(checks.map((check) => [check.CheckID, check])),
      });
    }
    this.#serviceIndexes.clear();
    for (const [name, index] of serviceIndexes) this.#serviceIndexes.set(name, index);
    this.#lastExtinction = lastExtinction;
    this.tables = { ...tables };
  }

  #entry(node: string): NodeEntry {
    const entry = this.#nodes.get(fold(node));
    if (entry === undefined) throw new Error(`no node ${node}`);
    return entry;
  }

  /** A node's check counts for every service on it. */
  #noteCheck({ Node, ServiceID }: Unindexed<CatalogCheck>, index: number): void {
    this.tables.checks = index;
    const concerned = this.servicesOf(Node).filter(({ ID }) => ServiceID === "" || ID === ServiceID);
    for (const { Service } of concerned) this.#serviceIndexes.set(fold(Service), index);
  }

  #noteGone(service: string, index: number): void {
    if (this.instances(service).length > 0) this.#serviceIndexes.set(fold(service), index);
    else {
      this.#serviceIndexes.delete(fold(service));
      this.#lastExtinction = index;
    }
  }
}

function fold(name: string): string {
  return name.toLowerCase();
}

function by<T>(key: (entry: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function created(index: number): Indexed {
  return { CreateIndex: index, ModifyIndex: index };
}

function changed({ CreateIndex }: Indexed, index: number): Indexed {
  return { CreateIndex, ModifyIndex: index };
}

function isSame<T extends Indexed>(before: T, after: Unindexed<T>): boolean {
  return isDeepStrictEqual(before, { ...after, ...changed(before, before.ModifyIndex) });
}
