import { createHash } from "node:crypto";
import type { ServiceInstance } from "../store/catalog.js";
import type { CatalogCheck, CatalogNode, CatalogService, Unindexed } from "../store/catalog-entries.js";

/** There is no mesh: what Consul says of a service that has no part in one. */
const noProxy = { MeshGateway: {}, Expose: {} };

/** A service as health and the node endpoints show it. */
export function shownService({
  Node: _,
  Meta,
  CreateIndex,
  ModifyIndex,
  ...service
}: CatalogService): object {
  const meta = Object.keys(Meta).length === 0 ? null : Meta;
  return { ...service, Meta: meta, Proxy: noProxy, Connect: {}, CreateIndex, ModifyIndex };
}

/** A service as the agent shows it. */
export function shownAgentService({ Node: _, ...service }: Unindexed<CatalogService>): object {
  return service;
}

/** Changes when, and only when, what the agent shows of a service changes. */
export function contentHash(service: Unindexed<CatalogService>): string {
  return createHash("sha256").update(JSON.stringify(service)).digest("hex").slice(0, 16);
}

export function shownCheck({ CreateIndex, ModifyIndex, ...check }: CatalogCheck): object {
  return { ...check, Definition: {}, CreateIndex, ModifyIndex };
}

/** A check as the agent shows it: it knows no index. */
export function shownAgentCheck(check: Unindexed<CatalogCheck>): object {
  return { ...check, Definition: {}, CreateIndex: 0, ModifyIndex: 0 };
}

/** An instance as `/v1/health/service` shows it. */
export function shownInstance({ node, service, checks }: ServiceInstance): object {
  return { Node: node, Service: shownService(service), Checks: checks.map(shownCheck) };
}

/** An instance as `/v1/catalog/service` shows it. */
export function shownCatalogService(node: CatalogNode, service: CatalogService): object {
  const { ID, Address, Datacenter, TaggedAddresses, Meta } = node;
  return {
    ...{ ID, Node: node.Node, Address, Datacenter, TaggedAddresses, NodeMeta: Meta, ServiceKind: "" },
    ...{ ServiceID: service.ID, ServiceName: service.Service, ServiceTags: service.Tags },
    ServiceAddress: service.Address,
    ...(service.TaggedAddresses === undefined ? {} : { ServiceTaggedAddresses: service.TaggedAddresses }),
    ...{ ServiceWeights: service.Weights, ServiceMeta: service.Meta, ServicePort: service.Port },
    ...{ ServiceEnableTagOverride: service.EnableTagOverride, ServiceProxy: noProxy, ServiceConnect: {} },
    ...{ CreateIndex: service.CreateIndex, ModifyIndex: service.ModifyIndex },
  };
}
