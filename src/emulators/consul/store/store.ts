import { Catalog, type CatalogDump } from "./catalog.js";
import { type Change, ChangeLog, redo } from "./change.js";
import { type KeyValueDump, KeyValueTable } from "./key-value.js";
import { type SessionDump, SessionTable } from "./sessions.js";

/** All that a store holds but for the keys' entries. */
export interface StoreDump {
  readonly index: number;
  readonly catalog: CatalogDump;
  readonly sessions: SessionDump;
  readonly kv: KeyValueDump;
}

/** Told of what each write changed. */
export type OnWrite = (index: number, changes: readonly Change[]) => void;

/**
 * All that the emulator knows. One index counts its writes (Consul's Raft index); readers wait for the next one
 * (https://developer.hashicorp.com/consul/api-docs/features/blocking).
 */
export class Store {
  readonly #changes = new ChangeLog();
  readonly catalog = new Catalog(this.#changes);
  readonly kv = new KeyValueTable(this.#changes);
  readonly sessions = new SessionTable(this.#changes);
  #index = 0;
  #onWrite: OnWrite | undefined;
  readonly #waiting = new Set<() => void>();

  get index(): number {
    return this.#index;
  }

  /** From now on `onWrite` is told of every write, before those who wait for it. */
  recordTo(onWrite: OnWrite): void {
    this.#onWrite = onWrite;
  }

  /** Makes a write again, under the index that it had. */
  repeat(index: number, changes: readonly Change[]): void {
    for (const change of changes) redo(this, change, index);
    this.#changes.take();
    this.#index = index;
  }

  /** All that it holds but for the keys' entries, for `load`. */
  dump(): StoreDump {
    const { index, catalog, sessions, kv } = this;
    return { index, catalog: catalog.dump(), sessions: sessions.dump(), kv: kv.dump() };
  }

  /** Becomes what was dumped; the keys' entries are put back one by one. */
  load({ index, catalog, sessions, kv }: StoreDump): void {
    this.catalog.load(catalog);
    this.sessions.load(sessions);
    this.kv.load(kv);
    this.#index = index;
  }

  /** Makes changes under the next index, then wakes who waits. */
  write<T>(change: (index: number) => T): T {
    this.#index += 1;
    try {
      return change(this.#index);
    } finally {
      // Also when it threw in the middle: what has changed by then stays changed. Nobody sees an index that changed nothing.
      const changes = this.#changes.take();
      if (changes.length > 0) this.#onWrite?.(this.#index, changes);
      for (const wake of [...this.#waiting]) wake();
    }
  }

  /** Resolves after the next write, or when `signal` aborts. */
  async nextWrite(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}
