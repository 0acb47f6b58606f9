import type { Text } from "../../messages/text.js";
import { type Pointer, pointer } from "../engine/rule.js";
import type { ServiceEvidence } from "./service-evidence.js";

export interface DeclaredEvent {
  readonly event: string;
  readonly exchange: string;
  readonly queue: string | undefined;
  /** Line in service.yaml. */
  readonly line: number;
}

/** What service.yaml says a service publishes or consumes; entries of another shape are left out. */
export function declaredEvents(
  evidence: ServiceEvidence,
  kind: "publishes" | "consumes",
): readonly DeclaredEvent[] {
  const list = evidence.manifest?.at([kind]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { event, exchange, queue } = entry as Record<string, unknown>;
    if (typeof event !== "string") return [];
    return [
      {
        event,
        exchange: typeof exchange === "string" ? exchange : "",
        queue: typeof queue === "string" ? queue : undefined,
        line: evidence.manifest?.line([kind, index]) ?? 1,
      },
    ];
  });
}

/** Where service.yaml declares events in another shape than a list of named ones: what it means by them nobody can tell. */
export function misdeclaredEvents(
  { manifest }: ServiceEvidence,
  kind: "publishes" | "consumes",
): readonly Pointer[] {
  const list = manifest?.at([kind]);
  if (!manifest || list === undefined || list === null) return [];
  const note = { en: `${kind} is no list of events`, es: `${kind} no es una lista de eventos` };
  if (!Array.isArray(list)) return [pointer("service.yaml", manifest.line([kind]), note)];
  return list.flatMap((entry: unknown, index) =>
    typeof entry === "object" && entry !== null && "event" in entry && typeof entry.event === "string"
      ? []
      : [pointer("service.yaml", manifest.line([kind, index]), note)],
  );
}

/** Where service.yaml says something, even that there is none; nowhere when it does not. */
export function declaredAt(
  { manifest }: ServiceEvidence,
  key: readonly string[],
  note: Text,
): readonly Pointer[] {
  return manifest?.at(key) === undefined ? [] : [pointer("service.yaml", manifest.line(key), note)];
}

/** The services service.yaml says are called. */
export function declaredCalls(
  evidence: ServiceEvidence,
): readonly { readonly service: string; readonly line: number }[] {
  const list = evidence.manifest?.at(["calls"]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index) => {
    const service =
      typeof entry === "object" && entry !== null && "service" in entry ? entry.service : undefined;
    return typeof service === "string"
      ? [{ service, line: evidence.manifest?.line(["calls", index]) ?? 1 }]
      : [];
  });
}

/** `UserCreatedEvent`, `user-created` and `UserCreated` are one name. */
export function normalEventName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/event$/, "");
}
