import { isIPv4, isIPv6 } from "node:net";
import { localNode } from "../agent/local-node.js";
import { datacenter } from "../http/blocking-query.js";
import type { Catalog, ServiceInstance } from "../store/catalog.js";
import {
  type DnsAnswer,
  type DnsQuery,
  type DnsRecord,
  encodeName,
  recordTypes,
  responseCodes,
} from "./dns-message.js";

const domain = "consul";

/**
 * Answers from the catalogue (https://developer.hashicorp.com/consul/docs/services/discovery/dns-static-lookups):
 * `[tag.]name.service[.dc1].consul`, `_name._tag.service…` (RFC 2782), `name.node[.dc1].consul` and the names it gives
 * in its own answers. Critical instances are left out. Names elsewhere are refused: there is nobody to ask.
 */
export function answerQuery(catalog: Catalog, query: DnsQuery): DnsAnswer {
  const labels = query.labels.map((label) => label.toLowerCase());
  if (labels.at(-1) !== domain) return { code: responseCodes.refused, answers: [], authoritative: false };
  const inner = labels.slice(0, -1);
  if (inner.length === 0) return answerForDomain(query);
  if (inner.length > 1 && inner.at(-1) === datacenter) inner.pop();
  const kind = inner.pop();
  if (kind === "service" && inner.length > 0) return answerForService(catalog, query, inner);
  if (kind === "node" && inner.length > 0) return answerForNode(catalog, query, inner.join("."));
  if (kind === "addr" && inner.length === 1) return answerForAddress(query, inner[0] ?? "");
  return noSuchName();
}

function answerForService(catalog: Catalog, query: DnsQuery, labels: readonly string[]): DnsAnswer {
  const { name, tag } = readServiceName(labels);
  const instances = catalog
    .instances(name)
    .filter(({ checks }) => checks.every(({ Status }) => Status !== "critical"))
    .filter(({ service }) => tag === undefined || service.Tags.some((own) => own.toLowerCase() === tag));
  if (instances.length === 0) return noSuchName();
  // In another order each time, so that who takes the first spreads over all.
  const order = instances.map((instance) => ({ instance, at: Math.random() })).sort((a, b) => a.at - b.at);
  const shuffled = order.map(({ instance }) => instance);
  if (query.type === recordTypes.SRV) return answerServices(query, shuffled);
  const addresses = new Map(shuffled.map((instance) => [addressOf(instance), instance]));
  const answers = [...addresses.keys()].flatMap((address) =>
    addressRecord(query.labels, query.type, address),
  );
  return answers.length === 0 ? nothingOfThisType() : { code: responseCodes.ok, answers };
}

/** `tag.name`, `name`, or RFC 2782's `_name._tag`, where `tcp` and `udp` stand for any. */
function readServiceName(labels: readonly string[]): { name: string; tag: string | undefined } {
  const [first = "", second = ""] = labels;
  if (labels.length === 2 && first.startsWith("_") && second.startsWith("_")) {
    const tag = second.slice(1);
    return { name: first.slice(1), tag: tag === "tcp" || tag === "udp" ? undefined : tag };
  }
  const name = labels.at(-1) ?? "";
  return { name, tag: labels.length > 1 ? labels.slice(0, -1).join(".") : undefined };
}

/** RFC 2782, with the weight an instance has by its health and the targets' addresses beside. */
function answerServices(query: DnsQuery, instances: readonly ServiceInstance[]): DnsAnswer {
  const additional: DnsRecord[] = [];
  const answers = instances.map((instance): DnsRecord => {
    const { service, checks } = instance;
    const isWarning = checks.some(({ Status }) => Status === "warning");
    const fixed = Buffer.alloc(6);
    fixed.writeUInt16BE(1, 0);
    fixed.writeUInt16BE(isWarning ? service.Weights.Warning : service.Weights.Passing, 2);
    fixed.writeUInt16BE(service.Port, 4);
    const address = addressOf(instance);
    const target = targetLabels(instance, address);
    additional.push(
      ...addressRecord(target, recordTypes.ANY, address).filter(({ type }) => type !== recordTypes.CNAME),
    );
    return { labels: query.labels, type: recordTypes.SRV, data: Buffer.concat([fixed, encodeName(target)]) };
  });
  return { code: responseCodes.ok, answers, additional };
}

/** The node's name, an address of the service's own under `addr`, or the host name it registered. */
function targetLabels({ node, service }: ServiceInstance, address: string): string[] {
  if (service.Address === "") return [node.Node, "node", datacenter, domain];
  const bytes = addressBytes(address);
  return bytes === undefined ? address.split(".") : [bytes.toString("hex"), "addr", datacenter, domain];
}

function answerForNode(catalog: Catalog, query: DnsQuery, name: string): DnsAnswer {
  const node = catalog.node(name);
  if (node === undefined) return noSuchName();
  const answers = addressRecord(query.labels, query.type, node.Address);
  return answers.length === 0 ? nothingOfThisType() : { code: responseCodes.ok, answers };
}

function answerForAddress(query: DnsQuery, hex: string): DnsAnswer {
  if (!/^(?:[0-9a-f]{8}|[0-9a-f]{32})$/.test(hex)) return noSuchName();
  const data = Buffer.from(hex, "hex");
  const type = data.length === 4 ? recordTypes.A : recordTypes.AAAA;
  if (query.type !== type && query.type !== recordTypes.ANY) return nothingOfThisType();
  return { code: responseCodes.ok, answers: [{ labels: query.labels, type, data }] };
}

function answerForDomain({ type }: DnsQuery): DnsAnswer {
  const data = encodeName([localNode.name, "node", datacenter, domain]);
  const nameServer: DnsRecord = { labels: [domain], type: recordTypes.NS, data };
  if (type === recordTypes.NS) return { code: responseCodes.ok, answers: [nameServer] };
  if (type === recordTypes.SOA)
    return { code: responseCodes.ok, answers: [startOfAuthority()], authority: [nameServer] };
  return noSuchName();
}

function addressOf({ node, service }: ServiceInstance): string {
  return service.Address || node.Address;
}

/** An address as the record that was asked for, none when it is of the other family; a host name as an alias. */
function addressRecord(labels: readonly string[], asked: number, address: string): DnsRecord[] {
  const data = addressBytes(address);
  if (data === undefined) return [{ labels, type: recordTypes.CNAME, data: encodeName(address.split(".")) }];
  const type = data.length === 4 ? recordTypes.A : recordTypes.AAAA;
  return asked === type || asked === recordTypes.ANY ? [{ labels, type, data }] : [];
}

function addressBytes(address: string): Buffer | undefined {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  if (!isIPv6(address)) return undefined;
  const [head = "", tail] = address.split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const middle = tail === undefined ? [] : Array(8 - before.length - after.length).fill("0");
  return Buffer.from([...before, ...middle, ...after].map((group) => group.padStart(4, "0")).join(""), "hex");
}

function noSuchName(): DnsAnswer {
  return { code: responseCodes.nameError, answers: [], authority: [startOfAuthority()] };
}

function nothingOfThisType(): DnsAnswer {
  return { code: responseCodes.ok, answers: [], authority: [startOfAuthority()] };
}

/** Serial (the time), refresh, retry, expire, minimum: Consul's defaults. */
function startOfAuthority(): DnsRecord {
  const numbers = Buffer.alloc(20);
  for (const [at, value] of [Math.floor(Date.now() / 1000), 3600, 600, 86_400, 0].entries()) {
    numbers.writeUInt32BE(value, at * 4);
  }
  const data = Buffer.concat([encodeName(["ns", domain]), encodeName(["hostmaster", domain]), numbers]);
  return { labels: [domain], type: recordTypes.SOA, data };
}
