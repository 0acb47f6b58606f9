import type { KeyValue, KeyValueWrite } from "./key-value.js";
import type { LockDelays } from "./lock-delays.js";
import type { Store } from "./store.js";

/** Takes the lock of a key for a session: false when another session holds it. Throws Error when there is no session. */
export function lockKey(
  store: Store,
  write: KeyValueWrite,
  session: string,
  index: number,
): KeyValue | false {
  requireSession(store, session);
  const before = store.kv.get(write.Key);
  if (before?.Session !== undefined && before.Session !== session) return false;
  const held = before?.LockIndex ?? 0;
  const lockIndex = before?.Session === session ? held : held + 1;
  return store.kv.set(write, index, { session, lockIndex });
}

/** Gives the lock of a key back: false when the session does not hold it. */
export function unlockKey(
  store: Store,
  write: KeyValueWrite,
  session: string,
  index: number,
): KeyValue | false {
  const before = store.kv.get(write.Key);
  if (before === undefined || before.Session !== session) return false;
  return store.kv.set(write, index, { session: undefined, lockIndex: before.LockIndex });
}

/** Writes when the key was last changed at `expected`, or does not exist and 0 is expected. */
export function setIfUnchanged(
  store: Store,
  write: KeyValueWrite,
  expected: number,
  index: number,
): KeyValue | false {
  const before = store.kv.get(write.Key);
  if ((before?.ModifyIndex ?? 0) !== expected) return false;
  return store.kv.set(write, index);
}

/** Deletes when the key was last changed at `expected`. One that does not exist is deleted already. */
export function deleteIfUnchanged(store: Store, key: string, expected: number, index: number): boolean {
  const before = store.kv.get(key);
  if (before === undefined) return true;
  if (before.ModifyIndex !== expected) return false;
  store.kv.delete(key, index);
  return true;
}

export function deleteUnder(store: Store, prefix: string, index: number): void {
  for (const { Key } of store.kv.under(prefix)) store.kv.delete(Key, index);
}

/**
 * Ends a session: its locks are released, or their keys deleted, as its behaviour says. For as long as its lock delay
 * nobody takes them, so that who held them can notice (https://developer.hashicorp.com/consul/docs/dynamic-app-config/sessions).
 */
export function endSession(store: Store, delays: LockDelays, id: string, index: number): void {
  const session = store.sessions.get(id);
  if (session === undefined) return;
  for (const entry of store.kv.heldBy(id)) {
    if (session.Behavior === "delete") store.kv.delete(entry.Key, index);
    else {
      const { Key, Flags, Value, LockIndex } = entry;
      store.kv.set({ Key, Flags, Value }, index, { session: undefined, lockIndex: LockIndex });
    }
    delays.start(entry.Key, session.LockDelay / 1e6);
  }
  store.sessions.delete(id, index);
}

function requireSession(store: Store, session: string): void {
  if (session.length !== 36)
    throw new Error("failed session lookup: index error: UUID must be 36 characters");
  if (store.sessions.get(session) === undefined)
    throw new Error(`invalid session ${JSON.stringify(session)}`);
}
