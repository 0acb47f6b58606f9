import type { DurableState } from "../../front/aws-service.js";
import type { FunctionCode } from "../code/code-store.js";
import type { AsyncEvent } from "./async-event.js";
import { type FunctionIdentity, type FunctionRecord, functionArn } from "./function-record.js";
import type { MappingRecord } from "./mapping-record.js";

/** What happens, as the journal has it. */
type Change =
  /** A function is made, or told something else. */
  | { readonly type: "function"; readonly record: FunctionRecord }
  | { readonly type: "delete-function"; readonly arn: string }
  | { readonly type: "mapping"; readonly mapping: MappingRecord }
  | { readonly type: "delete-mapping"; readonly uuid: string }
  /** Up to where a mapping has read its stream. */
  | { readonly type: "position"; readonly uuid: string; readonly next: number }
  | { readonly type: "event"; readonly event: AsyncEvent }
  | { readonly type: "event-done"; readonly id: string };

/** Every function of every account and region, the mappings to them, and the events that wait for them. */
export class Functions implements DurableState {
  readonly #functions = new Map<string, FunctionRecord>();
  readonly #mappings = new Map<string, MappingRecord>();
  readonly #positions = new Map<string, number>();
  readonly #events = new Map<string, AsyncEvent>();
  #eventBytes = 0;
  #write: ((change: Uint8Array) => void) | undefined;

  /** @param arn without a version or alias */
  find(arn: string): FunctionRecord | undefined {
    return this.#functions.get(arn);
  }

  get(identity: FunctionIdentity): FunctionRecord | undefined {
    return this.#functions.get(functionArn(identity));
  }

  /** Those of an account and region, by name. */
  list(account: string, region: string): readonly FunctionRecord[] {
    return [...this.#functions.values()]
      .filter((one) => one.account === account && one.region === region)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  get all(): readonly FunctionRecord[] {
    return [...this.#functions.values()];
  }

  get mappings(): readonly MappingRecord[] {
    return [...this.#mappings.values()];
  }

  mapping(uuid: string): MappingRecord | undefined {
    return this.#mappings.get(uuid);
  }

  /** Where a mapping goes on in its stream. */
  position(uuid: string): number | undefined {
    return this.#positions.get(uuid);
  }

  get events(): readonly AsyncEvent[] {
    return [...this.#events.values()];
  }

  /** The packages that some version is made of. */
  codes(): readonly FunctionCode[] {
    return this.all.flatMap(({ latest, published }) => [latest, ...published].map(({ code }) => code));
  }

  /** Does a change and writes it down. */
  change(change: Change): void {
    this.#apply(change);
    this.#write?.(encode(change));
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
  }

  /** Nothing is written down any longer: the emulator ends. */
  seal(): void {
    this.#write = undefined;
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  snapshot(): Iterable<Uint8Array> {
    // Records are never changed, only replaced: it is enough to hold on to them.
    const changes: Change[] = [
      ...this.all.map((record) => ({ type: "function", record }) as const),
      ...this.mappings.map((mapping) => ({ type: "mapping", mapping }) as const),
      ...[...this.#positions].map(([uuid, next]) => ({ type: "position", uuid, next }) as const),
      ...this.events.map((event) => ({ type: "event", event }) as const),
    ];
    return (function* () {
      for (const change of changes) yield encode(change);
    })();
  }

  liveBytes(): number {
    const versions = this.all.reduce((sum, { published }) => sum + 1 + published.length, 0);
    return versions * 1500 + this.#mappings.size * 700 + this.#eventBytes + this.#events.size * 300;
  }

  #apply(change: Change): void {
    switch (change.type) {
      case "function":
        this.#functions.set(functionArn(change.record), change.record);
        return;
      case "delete-function":
        this.#functions.delete(change.arn);
        return;
      case "mapping":
        this.#mappings.set(change.mapping.uuid, change.mapping);
        return;
      case "delete-mapping":
        this.#mappings.delete(change.uuid);
        this.#positions.delete(change.uuid);
        return;
      case "position":
        this.#positions.set(change.uuid, change.next);
        return;
      case "event":
        this.#eventBytes += change.event.payload.length;
        this.#forget(change.event.id);
        this.#events.set(change.event.id, change.event);
        return;
      case "event-done":
        this.#forget(change.id);
    }
  }

  #forget(id: string): void {
    this.#eventBytes -= this.#events.get(id)?.payload.length ?? 0;
    this.#events.delete(id);
  }
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}
