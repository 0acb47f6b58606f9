import type { Hit } from "./code-file.js";
import { declaredCalls, declaredEvents } from "./declared-communication.js";
import { marked } from "./marked-pattern.js";
import { usesBroker } from "./messaging.js";
import { infrastructureOf } from "./serverless/infrastructure.js";
import { subscribedEvents } from "./serverless/subscribed-events.js";
import type { ServiceEvidence } from "./service-evidence.js";

/** A name in live code that service.yaml does not have. */
export interface Undeclared {
  readonly name: string;
  readonly hit: Hit;
}

/** `UserCreatedEvent`, as the guideline names events; nothing else is called so in a string. */
const eventName = /^[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+Event$/;
const typed = marked(
  ["IConsumer", "ublish"],
  /\bIConsumer\s*<\s*([A-Z]\w+)\s*>|\bPublish(?:Async)?\s*<\s*([A-Z]\w+)\s*>\s*\(|\b[pP]ublish(?:Async)?\s*\(\s*new\s+([A-Z]\w+Event)\b/g,
);

/** Events that code publishes or consumes and service.yaml does not declare, each once. */
export function undeclaredEvents(evidence: ServiceEvidence): readonly Undeclared[] {
  if (!usesBroker(evidence) && subscribedEvents(infrastructureOf(evidence)).size === 0) return [];
  const declared = new Set(
    [...declaredEvents(evidence, "publishes"), ...declaredEvents(evidence, "consumes")].map(({ event }) =>
      bareEvent(event),
    ),
  );
  const found = [
    ...evidence.findLiterals(eventName).map((hit) => ({ name: hit.text, hit })),
    ...evidence
      .find(typed)
      .map((hit) => ({ name: hit.groups.find((group) => group !== undefined) ?? "", hit })),
  ].filter(({ name }) => name !== "" && !declared.has(bareEvent(name)));
  return [...new Map(found.map((one) => [bareEvent(one.name), one])).values()];
}

function bareEvent(name: string): string {
  return name
    .replace(/\W|_/g, "")
    .replace(/Event$/i, "")
    .toLowerCase();
}

/** `http://payment-service:8080/…`, or the name alone, as discovery is asked for it. */
const address = /^(?:https?:\/\/)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?:service|svc|api))(?::\d+)?(?:\/.*)?$/;
const addressVariable = marked(
  ["_URL", "_URI", "_HOST", "_ADDR", "_ENDPOINT"],
  /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)_(?:URL|URI|HOST|ADDR|ADDRESS|ENDPOINT)\b/g,
);

/** Services of the repository that code names as one names what is called, and that service.yaml does not. */
export function undeclaredCalls(evidence: ServiceEvidence): readonly Undeclared[] {
  const known = new Set([evidence.service.name, ...declaredCalls(evidence).map(({ service }) => service)]);
  const named = [
    ...evidence.findLiterals(address).map((hit) => ({ name: address.exec(hit.text)?.[1] ?? "", hit })),
    ...evidence
      .find(addressVariable)
      .map((hit) => ({ name: (hit.groups[0] ?? "").toLowerCase().replaceAll("_", "-"), hit })),
  ].filter(({ name }) => /-(?:service|svc|api)$/.test(name) && !known.has(name));
  if (named.length === 0) return [];
  const { neighbours } = evidence;
  neighbours.onLook?.();
  const services = new Set(neighbours.services.map(({ name }) => name));
  return [...new Map(named.filter(({ name }) => services.has(name)).map((one) => [one.name, one])).values()];
}

/** Whether live code names a service: by its name, however it is spelt, or as `paymentClient`, `PAYMENT_URL`. */
export function namesService({ code }: ServiceEvidence, service: string): boolean {
  const words = service.split("-").filter((word) => word !== "");
  const base = words.filter((word, index) => index === 0 || !/^(?:service|svc|api)$/.test(word));
  const joined = (parts: readonly string[]) => parts.join("[-_ ]?");
  const pattern = `${joined(words)}|${joined(base)}[-_]?(?:client|api|gateway|service|url|uri|host|endpoint|address)`;
  const raw = new RegExp(pattern, "i");
  return code
    .filter((file) => raw.test(file.raw))
    .some((file) => file.has(new RegExp(pattern, "gi")) || file.findLiterals(raw).length > 0);
}
