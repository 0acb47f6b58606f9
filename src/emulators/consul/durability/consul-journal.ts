import { Journal } from "../../journal/journal.js";
import { toRecord } from "../../journal/record.js";
import { type Registration, Registrations } from "../agent/registrations.js";
import type { Change } from "../store/change.js";
import type { KeyValue } from "../store/key-value.js";
import { Store, type StoreDump } from "../store/store.js";

/** What the journal holds; 0 is its own head. */
const recordTypes = {
  /** What one write changed, under its index: Consul's Raft log. */
  write: 1,
  /** Where a snapshot begins: everything but the keys' entries and what is registered with the agent. */
  state: 2,
  /** An entry of a snapshot. */
  key: 3,
  registration: 4,
} as const;

interface Write {
  readonly index: number;
  readonly changes: readonly Change[];
}

type WrittenEntry = Omit<KeyValue, "Value"> & { readonly Value: string };

/** About what a service, a check, a session or the memory of a deleted key takes, in bytes. */
const entryBytes = 500;

/** Keeps what a Consul server and its agent keep in their data folder. */
export class ConsulJournal {
  readonly store = new Store();
  readonly #registrations = new Registrations();
  #journal: Journal | undefined;

  private constructor() {}

  /**
   * Reads what a folder holds.
   * @returns with a store that is as it was, and writes down its changes from now on
   * @throws MsxError DATA_UNUSABLE
   */
  static async open(folder: string): Promise<ConsulJournal> {
    const opened = new ConsulJournal();
    const { store } = opened;
    const journal = await Journal.open({
      ...{ folder, kind: "consul" },
      onRecord: (type, payload) => opened.#replay(type, payload),
      snapshot: () => opened.#snapshot(),
      liveBytes: () => opened.#liveBytes(),
    });
    opened.#journal = journal;
    store.recordTo((index, changes) => {
      journal.append(jsonRecord(recordTypes.write, { index, changes } satisfies Write));
    });
    return opened;
  }

  /** What was registered with the agent. */
  get registrations(): Registrations {
    return this.#registrations;
  }

  /** Writes down a change to what is registered with the agent. */
  registered(change: Registration): void {
    this.#registrations.apply(change);
    this.#open.append(jsonRecord(recordTypes.registration, change));
  }

  /** Resolves when everything so far outlives the process. */
  async settled(): Promise<void> {
    if (this.#open.unwrittenBytes === 0) return;
    await new Promise<void>((resolve) => this.#open.afterWrite(resolve));
  }

  close(): Promise<void> {
    return this.#open.close();
  }

  get #open(): Journal {
    if (this.#journal === undefined) throw new Error("the journal is not open");
    return this.#journal;
  }

  #replay(type: number, payload: Buffer): void {
    const read: unknown = JSON.parse(payload.toString("utf8"));
    switch (type) {
      case recordTypes.write: {
        const { index, changes } = read as Write;
        // Behind a snapshot the journal repeats what happened while it was written: the snapshot has it already.
        if (index > this.store.index) this.store.repeat(index, changes);
        return;
      }
      case recordTypes.state:
        return this.store.load(read as StoreDump);
      case recordTypes.key: {
        const entry = read as WrittenEntry;
        return this.store.kv.restore({ ...entry, Value: Buffer.from(entry.Value, "base64") });
      }
      case recordTypes.registration:
        return this.#registrations.apply(read as Registration);
      default:
        throw new Error(`a journal record of the unknown type ${type}`);
    }
  }

  /** All at this moment; the records are made one by one, as they are written. */
  #snapshot(): Iterable<Buffer> {
    const [state, entries] = [this.store.dump(), this.store.kv.entries()];
    const registrations = this.#registrations.all();
    return (function* () {
      yield jsonRecord(recordTypes.state, state);
      for (const entry of entries) {
        const written: WrittenEntry = { ...entry, Value: entry.Value.toString("base64") };
        yield jsonRecord(recordTypes.key, written);
      }
      for (const change of registrations) yield jsonRecord(recordTypes.registration, change);
    })();
  }

  #liveBytes(): number {
    const { catalog, sessions, kv } = this.store;
    const listed = catalog.nodes().map(({ Node }) => catalog.servicesOf(Node).length + 1);
    const counts = [...listed, catalog.checks().length, sessions.list().length, kv.deletedCount];
    const { services, checks, told } = this.#registrations;
    const count = [...counts, services.size, checks.size, told.size].reduce((sum, more) => sum + more, 0);
    // Base64 makes four bytes of three.
    return (kv.bytes * 4) / 3 + count * entryBytes;
  }
}

function jsonRecord(type: (typeof recordTypes)[keyof typeof recordTypes], item: unknown): Buffer {
  return toRecord(type, Buffer.from(JSON.stringify(item)));
}
