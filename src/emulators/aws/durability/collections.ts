import type { DurableState } from "../front/aws-service.js";

/** As the journal has it: collection, key, and the value that holds from now on; without one the key is gone. */
type Change = readonly [collection: string, key: string, value?: unknown];

/** Small things of a service by key, kept in its journal. Values are JSON and never changed in place. */
export class Collection<Value> {
  readonly #values = new Map<string, Value>();

  /** @param write writes a change of this collection down */
  constructor(private readonly write: (key: string, value?: Value) => void) {}

  get(key: string): Value | undefined {
    return this.#values.get(key);
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** By key. */
  sorted(): readonly Value[] {
    return [...this.#values].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
  }

  entries(): Iterable<readonly [string, Value]> {
    return this.#values;
  }

  get size(): number {
    return this.#values.size;
  }

  set(key: string, value: Value): void {
    this.apply(key, value);
    this.write(key, value);
  }

  delete(key: string): boolean {
    if (!this.#values.delete(key)) return false;
    this.write(key);
    return true;
  }

  /** Does a change without writing it down. */
  apply(key: string, value: Value | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}

/** The collections of one service, as its state in the journal. All are made before the journal is read. */
export class Collections implements DurableState {
  readonly #byName = new Map<string, Collection<unknown>>();
  #write: ((change: Uint8Array) => void) | undefined;

  /** @param name in the journal: never changes */
  collection<Value>(name: string): Collection<Value> {
    const collection = new Collection<Value>((key, value) => this.#write?.(encode([name, key, value])));
    this.#byName.set(name, collection as Collection<unknown>);
    return collection;
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
  }

  replay(change: Buffer): void {
    const [name, key, value] = JSON.parse(change.toString("utf8")) as Change;
    this.#byName.get(name)?.apply(key, value);
  }

  snapshot(): Iterable<Uint8Array> {
    const changes = [...this.#byName].flatMap(([name, collection]) =>
      [...collection.entries()].map(([key, value]): Change => [name, key, value]),
    );
    return (function* () {
      for (const change of changes) yield encode(change);
    })();
  }

  liveBytes(): number {
    return [...this.#byName.values()].reduce((sum, { size }) => sum + size * 1000, 0);
  }
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}
