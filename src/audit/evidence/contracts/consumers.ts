import type { Text } from "../../../messages/text.js";
import type { Hit } from "../code-file.js";
import {
  type DeclaredEvent,
  declaredCalls,
  declaredEvents,
  normalEventName,
} from "../declared-communication.js";
import { openApiDocuments } from "../openapi.js";
import type { AuditedService, ServiceEvidence } from "../service-evidence.js";
import type { ContractChange } from "./contract-change.js";
import type { WithdrawnEvent } from "./contract-changes.js";
import { servedPaths } from "./openapi-changes.js";

/** A place of a consumer that shows what it relies on; `file` is relative to the consumer's folder. */
export interface Reliance {
  readonly file: string;
  readonly line: number;
  readonly what: Text;
}

type NamedEvent = Pick<DeclaredEvent, "event" | "exchange">;

/** The services of the workspace that name a service in `calls`, or one of its events in `consumes`. */
export function consumersOf(provider: ServiceEvidence): readonly Consumer[] {
  const { neighbours, service } = provider;
  neighbours.onLook?.();
  const past = provider.base?.evidence;
  const events = [
    ...declaredEvents(provider, "publishes"),
    ...(past ? declaredEvents(past, "publishes") : []),
  ];
  return neighbours.services
    .filter(({ folder }) => folder !== service.folder)
    .map((other) => new Consumer(other, neighbours.evidenceOf(other), provider, events))
    .filter(({ isOne }) => isOne);
}

/** Whether another service of the workspace publishes an event now. */
export function isPublishedElsewhere(event: NamedEvent, { neighbours, service }: ServiceEvidence): boolean {
  neighbours.onLook?.();
  return neighbours.services
    .filter(({ folder }) => folder !== service.folder)
    .some((other) =>
      declaredEvents(neighbours.evidenceOf(other), "publishes").some((one) => isSameEvent(event, one)),
    );
}

/** Whether two declarations mean one event. An exchange that is not named may be any. */
export function isSameEvent(one: NamedEvent, other: NamedEvent): boolean {
  const exchanges = new Set([one.exchange, other.exchange].filter((name) => name !== ""));
  return normalEventName(one.event) === normalEventName(other.event) && exchanges.size < 2;
}

/** What serves the platform and not a caller. */
const operational = /^\/(?:health|live|ready|metrics|openapi|docs|swagger|ping|version)/;

/** A service of the workspace that may rely on another: by what its service.yaml declares, and, of HTTP, its code shows. */
export class Consumer {
  readonly service: AuditedService;
  readonly #evidence: ServiceEvidence;
  readonly #provider: ServiceEvidence;
  readonly #calls: ReturnType<typeof declaredCalls>;
  readonly #consumes: readonly DeclaredEvent[];
  #literals: readonly Hit[] | undefined;
  #namesPaths: boolean | undefined;

  constructor(
    service: AuditedService,
    evidence: ServiceEvidence,
    provider: ServiceEvidence,
    events: readonly NamedEvent[],
  ) {
    this.service = service;
    this.#evidence = evidence;
    this.#provider = provider;
    this.#calls = declaredCalls(evidence).filter((call) => call.service === provider.service.name);
    this.#consumes = declaredEvents(evidence, "consumes").filter((one) =>
      events.some((event) => isSameEvent(event, one)),
    );
  }

  /** Whether it declares that it calls the other service, or consumes an event of it. */
  get isOne(): boolean {
    return this.#calls.length + this.#consumes.length > 0;
  }

  /** Where it shows that it relies on what changed; nothing where it does not. */
  relianceOn({ event, path, undecided }: ContractChange): readonly Reliance[] {
    if (event) {
      const names = event.names.map(normalEventName);
      return this.#consumes.filter((one) => names.includes(normalEventName(one.event))).map(consumption);
    }
    if (path !== undefined) return this.#callsOf(path);
    return undecided ? [...this.#declaredCalls(), ...this.#consumes.map(consumption)] : [];
  }

  /** Where it declares that it consumes an event. */
  relianceOnEvent(event: WithdrawnEvent): readonly Reliance[] {
    return this.#consumes.filter((one) => isSameEvent(event, one)).map(consumption);
  }

  /**
   * Where it declares that it calls the service, and names the path. When its code names other paths of the service and not
   * this one, it does not call it; when it names none (they are put together, or come from a setting) its declaration counts.
   */
  #callsOf(path: string): readonly Reliance[] {
    if (this.#calls.length === 0) return [];
    const [named] = this.#naming(path);
    this.#namesPaths ??= openApiDocuments(this.#provider)
      .flatMap(servedPaths)
      .some((other) => !operational.test(other) && this.#naming(other).length > 0);
    if (!named && this.#namesPaths) return [];
    const calls = this.#declaredCalls();
    const where = named && {
      ...{ file: named.file.path, line: named.line },
      what: { en: `names ${startOf(path)}`, es: `nombra ${startOf(path)}` },
    };
    return where ? [...calls, where] : calls;
  }

  #declaredCalls(): readonly Reliance[] {
    const { name } = this.#provider.service;
    return this.#calls.map(({ line }) => ({
      ...{ file: "service.yaml", line },
      what: { en: `calls ${name}`, es: `llama a ${name}` },
    }));
  }

  #naming(path: string): readonly Hit[] {
    this.#literals ??= this.#evidence.findLiterals(/\/[A-Za-z0-9{}$]/);
    const start = startOf(path);
    return start.length > 1 ? this.#literals.filter(({ text }) => text.includes(start)) : [];
  }
}

/** A path's part before its first parameter. */
function startOf(path: string): string {
  return path.split("{")[0]?.replace(/\/$/, "") ?? "";
}

function consumption({ event, line }: DeclaredEvent): Reliance {
  return { file: "service.yaml", line, what: { en: `consumes ${event}`, es: `consume ${event}` } };
}
