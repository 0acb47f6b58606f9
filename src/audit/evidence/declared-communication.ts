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
