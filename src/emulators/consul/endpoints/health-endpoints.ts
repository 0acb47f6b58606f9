import { shapes } from "../filter/shape.js";
import { blockingQuery, type Reading } from "../http/blocking-query.js";
import { ConsulError } from "../http/consul-error.js";
import { type ConsulRequest, queryFlag, type Routes } from "../http/consul-request.js";
import type { CatalogCheck } from "../store/catalog-entries.js";
import type { Store } from "../store/store.js";
import { applyFilter, hasNodeMeta, hasTags } from "./query-filters.js";
import { shownCheck, shownInstance } from "./shown-entries.js";

/** https://developer.hashicorp.com/consul/api-docs/health */
export function healthRoutes(store: Store): Routes {
  const { catalog } = store;
  return {
    "/v1/health/service/": {
      GET: (request) => {
        required(request, "Missing service name");
        const onlyPassing = queryFlag(request.query, "passing");
        return blockingQuery(store, request, () => readInstances(store, request, onlyPassing));
      },
    },
    "/v1/health/node/": {
      GET: (request) => {
        const node = required(request, "Missing node name");
        return blockingQuery(store, request, () =>
          listed(request, catalog.checksOf(node), catalog.tables.checks),
        );
      },
    },
    "/v1/health/checks/": {
      GET: (request) => {
        const service = required(request, "Missing service name").toLowerCase();
        return blockingQuery(store, request, () => {
          const checks = catalog.checks().filter(({ ServiceName }) => ServiceName.toLowerCase() === service);
          return listed(request, checks, catalog.serviceIndex(service, catalog.tables.checks));
        });
      },
    },
    "/v1/health/state/": {
      GET: (request) => {
        const state = required(request, "Missing check state");
        return blockingQuery(store, request, () => {
          const checks = catalog.checks().filter(({ Status }) => state === "any" || Status === state);
          return listed(request, checks, catalog.tables.checks);
        });
      },
    },
  };
}

function readInstances({ catalog }: Store, { rest, query }: ConsulRequest, onlyPassing: boolean): Reading {
  const instances = catalog
    .instances(rest)
    .filter(({ node, service }) => hasTags(query, service.Tags) && hasNodeMeta(query, node))
    .filter(({ checks }) => !onlyPassing || checks.every(({ Status }) => Status === "passing"));
  const shown = applyFilter(query, shapes.instance, instances.map(shownInstance));
  return { json: shown, index: catalog.serviceIndex(rest, catalog.tables.services) };
}

function listed({ query }: ConsulRequest, checks: readonly CatalogCheck[], index: number): Reading {
  return { json: applyFilter(query, shapes.check, checks.map(shownCheck)), index };
}

function required({ rest }: ConsulRequest, missing: string): string {
  if (rest === "") throw new ConsulError(400, missing);
  return rest;
}
