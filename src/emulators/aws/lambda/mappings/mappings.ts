import type { MappingRecord } from "../state/mapping-record.js";
import { noRecords, type Poller, type PollerParts } from "./poller.js";
import { QueuePoller } from "./queue-poller.js";
import { StreamPoller } from "./stream-poller.js";

/** Event source mappings at work: one poller for each that is enabled. */
export class Mappings {
  readonly #pollers = new Map<string, Poller>();
  #isStarted = false;

  constructor(private readonly parts: PollerParts) {}

  /** Goes on with all that are enabled. */
  start(): void {
    this.#isStarted = true;
    for (const mapping of this.parts.functions.mappings) this.update(mapping);
  }

  /** A mapping was made or changed: what it has under way ends by itself. */
  update(mapping: MappingRecord): void {
    this.remove(mapping.uuid);
    if (!this.#isStarted || !mapping.enabled) return;
    const poller =
      mapping.stream === undefined
        ? new QueuePoller(mapping, this.parts)
        : new StreamPoller(mapping, mapping.stream, this.parts);
    this.#pollers.set(mapping.uuid, poller);
  }

  remove(uuid: string): void {
    this.#pollers.get(uuid)?.close();
    this.#pollers.delete(uuid);
  }

  lastResult(uuid: string): string {
    return this.#pollers.get(uuid)?.lastResult ?? noRecords;
  }

  close(): void {
    this.#isStarted = false;
    for (const uuid of [...this.#pollers.keys()]) this.remove(uuid);
  }
}
