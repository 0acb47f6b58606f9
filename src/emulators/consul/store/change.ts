import type { CatalogCheck, CatalogNode, CatalogService, Unindexed } from "./catalog-entries.js";
import type { KeyValueLock, KeyValueWrite } from "./key-value.js";
import type { Session } from "./sessions.js";
import type { Store } from "./store.js";

/** A key's write with its value in base64, as JSON can hold it. */
type WrittenKey = Omit<KeyValueWrite, "Value"> & { readonly Value: string };

/** One change to one table. Made again under the same index, in the same order, changes lead to the same tables. */
export type Change =
  | { readonly do: "putNode"; readonly node: Unindexed<CatalogNode> }
  | { readonly do: "putService"; readonly service: Unindexed<CatalogService> }
  | { readonly do: "putCheck"; readonly check: Unindexed<CatalogCheck> }
  | { readonly do: "removeNode"; readonly node: string }
  | { readonly do: "removeService" | "removeCheck"; readonly node: string; readonly id: string }
  | { readonly do: "setKey"; readonly write: WrittenKey; readonly lock?: KeyValueLock }
  | { readonly do: "deleteKey"; readonly key: string }
  | { readonly do: "putSession"; readonly session: Session }
  | { readonly do: "deleteSession"; readonly id: string };

/** What the write that is under way has changed. */
export class ChangeLog {
  #changes: Change[] = [];

  note(change: Change): void {
    this.#changes.push(change);
  }

  /** The changes so far; then it is empty. */
  take(): readonly Change[] {
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  /** How many there are, to forget later ones by `rollBack`. */
  get length(): number {
    return this.#changes.length;
  }

  rollBack(length: number): void {
    this.#changes.length = length;
  }
}

export function keyWritten(write: KeyValueWrite, lock: KeyValueLock | undefined): Change {
  const { Key, Flags, Value } = write;
  return { do: "setKey", write: { Key, Flags, Value: Value.toString("base64") }, ...(lock && { lock }) };
}

/** Makes a change again, under the index that it had. */
export function redo({ catalog, kv, sessions }: Store, change: Change, index: number): void {
  switch (change.do) {
    case "putNode":
      return catalog.putNode(change.node, index);
    case "putService":
      return catalog.putService(change.service, index);
    case "putCheck":
      return catalog.putCheck(change.check, index);
    case "removeNode":
      return catalog.removeNode(change.node, index);
    case "removeService":
      return catalog.removeService(change.node, change.id, index);
    case "removeCheck":
      return catalog.removeCheck(change.node, change.id, index);
    case "setKey": {
      const { write, lock } = change;
      return void kv.set({ ...write, Value: Buffer.from(write.Value, "base64") }, index, lock);
    }
    case "deleteKey":
      return kv.delete(change.key, index);
    case "putSession":
      return sessions.put(change.session, index);
    case "deleteSession":
      return sessions.delete(change.id, index);
  }
}
