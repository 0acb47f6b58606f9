import { type Pointer, pointer } from "../../engine/rule.js";
import { declaredCalls, declaredEvents } from "../declared-communication.js";
import type { AuditedService, ServiceEvidence } from "../service-evidence.js";
import { isPublishedElsewhere, isSameEvent } from "./consumers.js";

/** A service of the workspace that is no more, and where another still says that it relies on it. */
interface GoneProvider {
  readonly name: string;
  readonly reliance: Pointer;
}

/**
 * The services that a service relies on, by what its service.yaml declares, and that the workspace had at the base and has no
 * longer. Nothing else can tell: what is gone is not audited.
 */
export function goneProviders(evidence: ServiceEvidence): readonly GoneProvider[] {
  const { base, neighbours } = evidence;
  const past = base?.evidence?.neighbours;
  if (!base || !past) return [];
  const gone = past.services.filter(({ name }) => !neighbours.services.some((one) => one.name === name));
  return gone.flatMap((provider) => {
    const was = `${base.ref}: ${provider.folder}`;
    return [...callsOf(provider), ...eventsOf(provider)].map(({ line, en, es }) => ({
      name: provider.name,
      reliance: pointer("service.yaml", line, {
        en: `${en}, and ${provider.name} is gone (${was})`,
        es: `${es}, y ${provider.name} ya no está (${was})`,
      }),
    }));
  });

  function callsOf({ name }: AuditedService) {
    return declaredCalls(evidence)
      .filter(({ service }) => service === name)
      .map(({ line }) => ({ line, en: `calls ${name}`, es: `llama a ${name}` }));
  }

  function eventsOf(provider: AuditedService) {
    const consumed = declaredEvents(evidence, "consumes");
    if (!past || consumed.length === 0) return [];
    const published = declaredEvents(past.evidenceOf(provider), "publishes");
    return consumed
      .filter(
        (one) => published.some((event) => isSameEvent(event, one)) && !isPublishedElsewhere(one, evidence),
      )
      .map(({ event, line }) => ({ line, en: `consumes ${event}`, es: `consume ${event}` }));
  }
}
