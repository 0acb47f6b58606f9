import { type Pointer, pointer } from "../../engine/rule.js";
import type { ServiceEvidence } from "../service-evidence.js";
import { changePointers } from "./change-pointers.js";
import type { Consumer, Reliance } from "./consumers.js";
import type { ContractChange } from "./contract-change.js";
import type { WithdrawnEvent } from "./contract-changes.js";

/** What of a service's changes one of its consumers relies on. */
interface Broken {
  readonly consumer: Consumer;
  readonly changes: readonly ContractChange[];
  readonly events: readonly WithdrawnEvent[];
  readonly reliances: readonly Reliance[];
}

/** More tell a reader nothing new. */
const mostPlaces = 10;

/** The consumers that rely on something of what changed. */
export function brokenBy(
  consumers: readonly Consumer[],
  changes: readonly ContractChange[],
  withdrawn: readonly WithdrawnEvent[],
): readonly Broken[] {
  return consumers.flatMap((consumer) => {
    const relied = changes
      .map((change) => ({ change, reliances: consumer.relianceOn(change) }))
      .filter(({ reliances }) => reliances.length > 0);
    const missed = withdrawn
      .map((event) => ({ event, reliances: consumer.relianceOnEvent(event) }))
      .filter(({ reliances }) => reliances.length > 0);
    if (relied.length + missed.length === 0) return [];
    return [
      {
        consumer,
        changes: relied.map(({ change }) => change),
        events: missed.map(({ event }) => event),
        reliances: [...relied, ...missed].flatMap(({ reliances }) => reliances),
      },
    ];
  });
}

/** What changed here, and what the consumer relies on it with: both sides. */
export function placesOf(
  { consumer, changes, events, reliances }: Broken,
  { manifest }: ServiceEvidence,
  ref: string,
): readonly Pointer[] {
  const { name, folder } = consumer.service;
  const here = [
    ...changePointers(changes, ref, mostPlaces),
    ...events.map(({ event, exchange, line }) =>
      pointer("service.yaml", manifest?.line(["publishes"]) ?? null, {
        en: `no longer publishes ${event}${exchange && ` on ${exchange}`} (${ref}: service.yaml:${line})`,
        es: `ya no publica ${event}${exchange && ` en ${exchange}`} (${ref}: service.yaml:${line})`,
      }),
    ),
  ].map(({ file, line, note }) =>
    pointer(file, line, {
      en: `${name} relies on it: ${note.en}`,
      es: `${name} depende de esto: ${note.es}`,
    }),
  );
  const seen = new Set<string>();
  const there = reliances
    .filter(({ file, line }) => !seen.has(`${file}:${line}`) && seen.add(`${file}:${line}`))
    .map(({ file, line, what }) =>
      pointer(
        file.startsWith("/") || folder === "." ? `/${file.replace(/^\//, "")}` : `/${folder}/${file}`,
        line,
        {
          en: `${name} ${what.en}`,
          es: `${name} ${what.es}`,
        },
      ),
    );
  return [...here.slice(0, mostPlaces), ...there.slice(0, mostPlaces)];
}
