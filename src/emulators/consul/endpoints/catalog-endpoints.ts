import { shapes } from "../filter/shape.js";
import { blockingQuery, datacenter } from "../http/blocking-query.js";
import { ConsulError } from "../http/consul-error.js";
import type { ConsulRequest, Routes } from "../http/consul-request.js";
import type { Store } from "../store/store.js";
import { applyFilter, hasNodeMeta, hasTags } from "./query-filters.js";
import { shownCatalogService, shownService } from "./shown-entries.js";

/** The reading half of https://developer.hashicorp.com/consul/api-docs/catalog */
export function catalogRoutes(store: Store): Routes {
  const { catalog } = store;
  const nodeIndex = (): number => Math.max(catalog.tables.nodes, catalog.tables.services);
  return {
    "/v1/catalog/datacenters": { GET: () => ({ json: [datacenter] }) },
    "/v1/catalog/nodes": {
      GET: (request) =>
        blockingQuery(store, request, () => {
          const nodes = catalog.nodes().filter((node) => hasNodeMeta(request.query, node));
          return { json: applyFilter(request.query, shapes.node, nodes), index: catalog.tables.nodes };
        }),
    },
    "/v1/catalog/services": {
      GET: (request) =>
        blockingQuery(store, request, () => ({
          json: Object.fromEntries(catalog.tagsByService()),
          index: catalog.tables.services,
        })),
    },
    "/v1/catalog/service/": {
      GET: (request) => {
        const { rest, query } = request;
        if (rest === "") throw new ConsulError(400, "Missing service name");
        return blockingQuery(store, request, () => {
          const instances = catalog
            .instances(rest)
            .filter(({ node, service }) => hasTags(query, service.Tags) && hasNodeMeta(query, node))
            .map(({ node, service }) => shownCatalogService(node, service));
          const index = catalog.serviceIndex(rest, catalog.tables.services);
          return { json: applyFilter(query, shapes.catalogService, instances), index };
        });
      },
    },
    "/v1/catalog/node/": {
      GET: (request) =>
        blockingQuery(store, request, () => {
          const { node, services } = readNode(store, request);
          if (node === undefined) return { json: null, index: nodeIndex() };
          const byId = Object.fromEntries(services.map((service) => [service.ID, shownService(service)]));
          return { json: { Node: node, Services: byId }, index: nodeIndex() };
        }),
    },
    "/v1/catalog/node-services/": {
      GET: (request) =>
        blockingQuery(store, request, () => {
          const { node, services } = readNode(store, request);
          const json = node === undefined ? null : { Node: node, Services: services.map(shownService) };
          return { json, index: nodeIndex() };
        }),
    },
  };
}

function readNode({ catalog }: Store, { rest, query }: ConsulRequest) {
  if (rest === "") throw new ConsulError(400, "Missing node name");
  const services = applyFilter(query, shapes.service, catalog.servicesOf(rest));
  return { node: catalog.node(rest), services };
}
