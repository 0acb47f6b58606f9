import { datacenter } from "../http/blocking-query.js";
import { ConsulError } from "../http/consul-error.js";
import type { Routes } from "../http/consul-request.js";
import { type Decoded, decodeBody, type Fields } from "../http/decode-body.js";
import type { CatalogCheck, CheckStatus, ServiceAddress, Weights } from "../store/catalog-entries.js";
import type { Store } from "../store/store.js";

const serviceFields: Fields = {
  ...{ ID: "text", Service: "text", Tags: "texts", Address: "text", TaggedAddresses: "any", Meta: "textMap" },
  ...{ Port: "integer", Weights: { record: { Passing: "integer", Warning: "integer" } } },
  EnableTagOverride: "flag",
};

const checkFields: Fields = {
  ...{ Node: "text", CheckID: "text", Name: "text", Status: "text", Notes: "text", Output: "text" },
  ...{ ServiceID: "text", ServiceName: "any", ServiceTags: "any", Type: "text", Definition: "any" },
};

const registration: Fields = {
  ...{ ID: "text", Node: "text", Address: "text", TaggedAddresses: "textMap", NodeMeta: "textMap" },
  ...{ Datacenter: "text", SkipNodeUpdate: "flag" },
  ...{ Service: { record: serviceFields }, Check: { record: checkFields }, Checks: { list: checkFields } },
};

const deregistration: Fields = {
  ...{ Node: "text", ServiceID: "text", CheckID: "text", Datacenter: "text" },
};

/** The writing half of the catalogue: nodes and services outside, which no agent looks after. */
export function catalogRegistrationRoutes(store: Store): Routes {
  return {
    "/v1/catalog/register": {
      PUT: ({ body }) => {
        register(store, decodeBody(body, registration, { unknown: "ignored" }));
        return { json: true };
      },
    },
    "/v1/catalog/deregister": {
      PUT: ({ body }) => {
        const { Node, ServiceID, CheckID } = decodeBody(body, deregistration, { unknown: "ignored" });
        if (!Node) throw new ConsulError(500, "Must provide node");
        const node = Node as string;
        store.write((index) => {
          if (ServiceID) store.catalog.removeService(node, ServiceID as string, index);
          else if (CheckID) store.catalog.removeCheck(node, CheckID as string, index);
          else store.catalog.removeNode(node, index);
        });
        return { json: true };
      },
    },
  };
}

/** Everything is looked at before anything is written. */
function register(store: Store, given: Decoded): void {
  const { catalog } = store;
  const text = (name: string): string => (given[name] as string | undefined) ?? "";
  const Node = text("Node");
  const known = catalog.node(Node);
  const skip = given.SkipNodeUpdate === true;
  if (Node === "" || (text("Address") === "" && !skip)) {
    throw new ConsulError(
      500,
      Node === "" ? "Must provide node" : "Must provide address if SkipNodeUpdate is not set",
    );
  }
  const service = given.Service as Decoded | undefined;
  const checks = [given.Check, ...((given.Checks as Decoded[] | undefined) ?? [])].filter(
    (check) => check !== undefined,
  ) as Decoded[];
  const serviceId = service === undefined ? undefined : ((service.ID || service.Service) as string);
  for (const { ServiceID } of checks) {
    if (!ServiceID || ServiceID === serviceId || catalog.servicesOf(Node).some(({ ID }) => ID === ServiceID))
      continue;
    throw new ConsulError(500, `failed inserting check: Missing service registration on node "${Node}"`);
  }
  store.write((index) => {
    if (known === undefined || !skip) {
      const TaggedAddresses = (given.TaggedAddresses as Record<string, string> | undefined) ?? null;
      const Meta = (given.NodeMeta as Record<string, string> | undefined) ?? null;
      const ID = text("ID") || (known?.ID ?? "");
      const entry = { ID, Node, Address: text("Address"), Datacenter: datacenter, TaggedAddresses, Meta };
      catalog.putNode(entry, index);
    }
    if (service !== undefined) catalog.putService(toService(Node, service), index);
    for (const check of checks) catalog.putCheck(toCheck(store, Node, check), index);
  });
}

function toService(Node: string, given: Decoded): Parameters<Store["catalog"]["putService"]>[0] {
  const { ID, Service, Tags, Address, TaggedAddresses, Meta, Port, Weights, EnableTagOverride } = given;
  return {
    ...{ Node, ID: (ID || Service) as string, Service: Service as string },
    Tags: (Tags as string[] | undefined) ?? [],
    Address: (Address as string | undefined) ?? "",
    ...(TaggedAddresses === undefined
      ? {}
      : { TaggedAddresses: TaggedAddresses as Record<string, ServiceAddress> }),
    Meta: (Meta as Record<string, string> | undefined) ?? {},
    Port: (Port as number | undefined) ?? 0,
    Weights: (Weights as Weights | undefined) ?? { Passing: 1, Warning: 1 },
    EnableTagOverride: EnableTagOverride === true,
  };
}

function toCheck(
  { catalog }: Store,
  Node: string,
  given: Decoded,
): Omit<CatalogCheck, "CreateIndex" | "ModifyIndex"> {
  const text = (name: string): string => (given[name] as string | undefined) ?? "";
  const service = catalog.servicesOf(Node).find(({ ID }) => ID === text("ServiceID"));
  return {
    ...{ Node, CheckID: text("CheckID") || text("Name"), Name: text("Name"), Notes: text("Notes") },
    // Consul takes any word here; what is none of the three counts as failed.
    Status: (text("Status") || "critical") as CheckStatus,
    ...{ Output: text("Output"), ServiceID: text("ServiceID"), Type: text("Type") },
    ServiceName: service?.Service ?? "",
    ServiceTags: service?.Tags ?? [],
  };
}
