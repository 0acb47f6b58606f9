import { type ChangeLog, keyWritten } from "./change.js";

/** An entry of the key-value store. */
export interface KeyValue {
  readonly LockIndex: number;
  readonly Key: string;
  readonly Flags: number;
  readonly Value: Buffer;
  /** The session that holds it. */
  readonly Session?: string;
  readonly CreateIndex: number;
  readonly ModifyIndex: number;
}

/** What is written; without a lock's session, the holder stays. */
export interface KeyValueWrite {
  readonly Key: string;
  readonly Flags: number;
  readonly Value: Buffer;
}

/** Who holds a key after a write. */
export interface KeyValueLock {
  readonly session?: string | undefined;
  readonly lockIndex: number;
}

/** All that the table remembers but for its entries. */
export interface KeyValueDump {
  readonly index: number;
  readonly deleted: readonly (readonly [string, number])[];
}

/** About what an entry takes beside its key and value, in bytes. */
const entryBytes = 150;

/** Keys, in byte order, with what is remembered of deleted ones so that a waiting reader learns of a deletion. */
export class KeyValueTable {
  #entries = new Map<string, KeyValue>();
  #deleted = new Map<string, number>();
  #bytes = 0;
  /** Index of the last change. */
  index = 0;

  constructor(private readonly changes: ChangeLog) {}

  /** About what the entries take, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many deleted keys are remembered. */
  get deletedCount(): number {
    return this.#deleted.size;
  }

  entries(): readonly KeyValue[] {
    return [...this.#entries.values()];
  }

  get(key: string): KeyValue | undefined {
    return this.#entries.get(key);
  }

  under(prefix: string): KeyValue[] {
    return [...this.#entries.values()]
      .filter(({ Key }) => Key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a.Key), Buffer.from(b.Key)));
  }

  heldBy(session: string): KeyValue[] {
    return [...this.#entries.values()].filter(({ Session }) => Session === session);
  }

  /** The index of a prefix: of the last change below it, else of the last change at all. */
  indexUnder(prefix: string, entries: readonly KeyValue[]): number {
    if (prefix === "") return this.index;
    let latest = 0;
    for (const { ModifyIndex } of entries) latest = Math.max(latest, ModifyIndex);
    for (const [key, index] of this.#deleted) if (key.startsWith(prefix)) latest = Math.max(latest, index);
    return latest || this.index;
  }

  /** Writes an entry; the same as before keeps its index. */
  set(write: KeyValueWrite, index: number, lock?: KeyValueLock): KeyValue {
    const before = this.#entries.get(write.Key);
    const session = lock === undefined ? before?.Session : lock.session;
    const LockIndex = lock?.lockIndex ?? before?.LockIndex ?? 0;
    const isSame =
      before !== undefined &&
      before.Flags === write.Flags &&
      before.Value.equals(write.Value) &&
      before.Session === session &&
      before.LockIndex === LockIndex;
    const entry: KeyValue = {
      LockIndex,
      ...write,
      ...(session === undefined ? {} : { Session: session }),
      CreateIndex: before?.CreateIndex ?? index,
      ModifyIndex: isSame ? before.ModifyIndex : index,
    };
    this.restore(entry);
    if (!isSame) {
      this.index = index;
      this.changes.note(keyWritten(write, lock));
    }
    return entry;
  }

  delete(key: string, index: number): void {
    const before = this.#entries.get(key);
    if (before === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= sizeOf(before);
    this.changes.note({ do: "deleteKey", key });
    this.#deleted.set(key, index);
    this.index = index;
    // Consul forgets deletions after a while, too; who waits longer than this many is woken by the table's index.
    if (this.#deleted.size > 10_000) this.#deleted.delete([...this.#deleted.keys()][0] ?? "");
  }

  /** Puts an entry back as it was. */
  restore(entry: KeyValue): void {
    const before = this.#entries.get(entry.Key);
    this.#bytes += sizeOf(entry) - (before === undefined ? 0 : sizeOf(before));
    this.#deleted.delete(entry.Key);
    this.#entries.set(entry.Key, entry);
  }

  /** All but the entries, for `load`. */
  dump(): KeyValueDump {
    return { index: this.index, deleted: [...this.#deleted] };
  }

  /** Becomes what was dumped, without entries: those are put back one by one. */
  load({ index, deleted }: KeyValueDump): void {
    this.#entries = new Map();
    this.#bytes = 0;
    this.#deleted = new Map(deleted);
    this.index = index;
  }

  /** Runs all or nothing: when `work` throws, everything is as before. */
  atomically<T>(work: () => T): T {
    const [entries, deleted] = [new Map(this.#entries), new Map(this.#deleted)];
    const [index, bytes, noted] = [this.index, this.#bytes, this.changes.length];
    try {
      return work();
    } catch (error) {
      this.#entries = entries;
      this.#deleted = deleted;
      this.#bytes = bytes;
      this.index = index;
      this.changes.rollBack(noted);
      throw error;
    }
  }
}

function sizeOf({ Key, Value }: KeyValue): number {
  return entryBytes + Key.length + Value.length;
}
