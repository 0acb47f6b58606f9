import { isIPv4, isIPv6 } from "node:net";
import { ConsulError } from "../http/consul-error.js";
import { type Decoded, decodeBody, type Fields } from "../http/decode-body.js";
import type { CatalogService, ServiceAddress, Unindexed, Weights } from "../store/catalog-entries.js";
import { type CheckDefinition, checkFields, readCheck } from "./check-definition.js";
import { localNode } from "./local-node.js";

const serviceFields: Fields = {
  ...{ ID: "text", Name: "text", Tags: "texts", Address: "text", Port: "integer", Meta: "textMap" },
  TaggedAddresses: "any",
  Weights: { record: { Passing: "integer", Warning: "integer" } },
  Check: { record: checkFields },
  Checks: { list: checkFields },
  EnableTagOverride: "flag",
  // Taken and left aside: there is no mesh and there are no ACLs.
  ...{ Kind: "text", Token: "text", Namespace: "text", Partition: "text", SocketPath: "text", Ports: "any" },
  ...{ Proxy: "any", Connect: "any", Locality: "any" },
};

/** A service as it was registered, with its checks' ids and names filled in. */
export interface ServiceRegistration {
  readonly service: Unindexed<CatalogService>;
  readonly checks: readonly CheckDefinition[];
}

/**
 * Reads a registration (https://developer.hashicorp.com/consul/api-docs/agent/service#register-service).
 * Throws {@link ConsulError} 400 as Consul does.
 */
export function readServiceRegistration(body: Buffer): ServiceRegistration {
  const given = decodeBody(body, serviceFields);
  const text = (name: string): string => (given[name] as string | undefined) ?? "";
  const name = text("Name");
  if (name === "") throw new ConsulError(400, "Missing service name");
  const [Address, Port] = [text("Address"), (given.Port as number | undefined) ?? 0];
  if (["0.0.0.0", "::", "[::]"].includes(Address)) throw new ConsulError(400, "Invalid service address");
  const Meta = (given.Meta as Record<string, string> | undefined) ?? {};
  requireMeta(Meta);
  const checks = readChecks(given);
  const tagged = tagAddress(given, Address, Port);
  const service = {
    ...{ Node: localNode.name, ID: text("ID") || name, Service: name, Address, Port, Meta },
    Tags: (given.Tags as string[] | undefined) ?? [],
    ...(tagged === undefined ? {} : { TaggedAddresses: tagged }),
    Weights: readWeights(given.Weights as Decoded | undefined),
    EnableTagOverride: given.EnableTagOverride === true,
  };
  return {
    service,
    checks: checks.map((check, at) => named(check, service, checks.length > 1 ? at + 1 : 0)),
  };
}

/** A check without an id or name gets those of its service; of several, the n-th. */
function named(
  check: CheckDefinition,
  service: Unindexed<CatalogService>,
  position: number,
): CheckDefinition {
  const id = `service:${service.ID}${position === 0 ? "" : `:${position}`}`;
  return { ...check, id: check.id || id, name: check.name || `Service '${service.Service}' check` };
}

function readChecks({ Check, Checks }: Decoded): CheckDefinition[] {
  const given = [
    ...(Check === undefined ? [] : [Check]),
    ...((Checks as Decoded[] | undefined) ?? []),
  ] as Decoded[];
  return given.filter((check) => Object.values(check).some(Boolean)).map(readCheck);
}

/** agent/structs: ValidateWeights */
function readWeights(given: Decoded | undefined): Weights {
  if (given === undefined) return { Passing: 1, Warning: 1 };
  const { Passing = 0, Warning = 0 } = given as { Passing?: number; Warning?: number };
  const invalid = (why: string): ConsulError => new ConsulError(400, `Invalid Weights: ${why}`);
  if (Passing < 1) throw invalid("Passing must be greater than 0");
  if (Warning < 0) throw invalid("Warning must be greater or equal than 0");
  if (Passing > 65_535 || Warning > 65_535) throw invalid("DNS Weight must be between 0 and 65535");
  return { Passing, Warning };
}

/** agent/structs: ValidateServiceMetadata */
function requireMeta(meta: Readonly<Record<string, string>>): void {
  const invalid = (why: string): ConsulError => new ConsulError(400, `Invalid Service Meta: ${why}`);
  const pairs = Object.entries(meta);
  if (pairs.length > 64) throw invalid("Node metadata cannot contain more than 64 key/value pairs");
  for (const [key, value] of pairs) {
    const pair = `Couldn't load metadata pair ('${key}', '${value}')`;
    if (key === "") throw invalid(`${pair}: Key cannot be blank`);
    if (!/^[a-zA-Z0-9_-]+$/.test(key)) throw invalid(`${pair}: Key contains invalid characters`);
    if (key.length > 128) throw invalid(`${pair}: Key is too long (limit: 128 characters)`);
    if (value.length > 512) throw invalid(`${pair}: Value is too long (limit: 512 characters)`);
  }
}

/** An address that is an IP is also listed under its family. */
function tagAddress(
  { TaggedAddresses }: Decoded,
  Address: string,
  Port: number,
): Record<string, ServiceAddress> | undefined {
  const family = isIPv4(Address) ? "ipv4" : isIPv6(Address) ? "ipv6" : undefined;
  const own =
    family === undefined
      ? {}
      : { [`lan_${family}`]: { Address, Port }, [`wan_${family}`]: { Address, Port } };
  const all = { ...own, ...(TaggedAddresses as Record<string, ServiceAddress> | undefined) };
  return Object.keys(all).length === 0 ? undefined : all;
}
