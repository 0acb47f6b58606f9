import type { ConfigNode } from "./config-node.js";
import { type Infrastructure, resourcesOf } from "./infrastructure.js";

/** The kinds of events (`detail-type`) that rules and functions of a service ask the bus for. */
export function subscribedEvents(infrastructure: Infrastructure): ReadonlySet<string> {
  const rules = resourcesOf(infrastructure, /^AWS::Events::Rule$/).map(({ properties }) =>
    properties?.get("EventPattern"),
  );
  const events = infrastructure.functions
    .flatMap((one) => one.events)
    .filter(({ kind }) => kind === "bus")
    .map((event) => event.setting("Pattern") ?? event.setting("EventPattern"));
  return new Set([...rules, ...events].flatMap(typesIn));
}

function typesIn(pattern: ConfigNode | undefined): readonly string[] {
  return (pattern?.get("detail-type")?.items() ?? []).flatMap(({ text }) => text ?? []);
}
