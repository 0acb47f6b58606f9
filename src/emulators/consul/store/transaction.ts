import type { KeyValue, KeyValueWrite } from "./key-value.js";
import {
  deleteIfUnchanged,
  deleteUnder,
  lockKey,
  setIfUnchanged,
  unlockKey,
} from "./key-value-operations.js";
import type { LockDelays } from "./lock-delays.js";
import type { Store } from "./store.js";

/** One operation of a transaction that could not be done. */
export class OperationError extends Error {
  override readonly name = "OperationError";
}

/** An operation on a key, with Consul's defaults. */
export class KeyValueOperation {
  readonly verb: string;
  readonly index: number;
  readonly session: string;
  readonly write: KeyValueWrite;

  constructor(given: Readonly<Record<string, unknown>>) {
    const { Verb = "", Key = "", Value = Buffer.alloc(0), Flags = 0, Index = 0, Session = "" } = given;
    this.verb = Verb as string;
    this.index = Index as number;
    this.session = Session as string;
    this.write = { Key: Key as string, Value: Value as Buffer, Flags: Flags as number };
  }
}

const readVerbs = new Set(["get", "get-tree", "check-index", "check-session", "check-not-exists"]);

/** Whether it changes nothing; a verb that nobody knows changes nothing either. */
export function isRead({ verb }: KeyValueOperation): boolean {
  return readVerbs.has(verb) || !(verb in writes);
}

type Operate = (
  store: Store,
  operation: KeyValueOperation,
  index: number,
  delays: LockDelays,
) => KeyValue | undefined;

const writes: Readonly<Record<string, Operate>> = {
  set: (store, { write }, index) => store.kv.set(write, index),
  cas: (store, { write, index: expected }, index) =>
    setIfUnchanged(store, write, expected, index) || fail(`failed to set ${quoted(write)}, index is stale`),
  lock: (store, { write, session }, index, delays) =>
    (!delays.isDelayed(write.Key) && lockKey(store, write, session, index)) ||
    fail(`failed to lock ${quoted(write)}, lock is already held`),
  unlock: (store, { write, session }, index) =>
    unlockKey(store, write, session, index) ||
    fail(`failed to unlock ${quoted(write)}, lock isn't held, or is held by another session`),
  delete(store, { write }, index) {
    store.kv.delete(write.Key, index);
    return undefined;
  },
  "delete-tree"(store, { write }, index) {
    deleteUnder(store, write.Key, index);
    return undefined;
  },
  "delete-cas"(store, { write, index: expected }, index) {
    if (deleteIfUnchanged(store, write.Key, expected, index)) return undefined;
    return fail(`failed to delete ${quoted(write)}, index is stale`);
  },
};

/**
 * Runs one operation and answers the entries that it shows (those it wrote without their values, as Consul does).
 * Throws Error with Consul's reason.
 */
export function runOperation(
  store: Store,
  delays: LockDelays,
  operation: KeyValueOperation,
  index: number,
): KeyValue[] {
  const { verb, write, session } = operation;
  if (write.Key === "" && !verb.endsWith("-tree")) fail("Must provide key");
  const change = writes[verb];
  if (change !== undefined) return withoutValue(change(store, operation, index, delays));
  const entry = store.kv.get(write.Key);
  switch (verb) {
    case "get":
      return [entry ?? fail(`${quoted(write)} doesn't exist`)];
    case "get-tree":
      return store.kv.under(write.Key);
    case "check-index": {
      const found = entry ?? fail(`failed to check index, ${quoted(write)} doesn't exist`);
      if (found.ModifyIndex === operation.index) return withoutValue(found);
      const detail = `current modify index ${found.ModifyIndex} != ${operation.index}`;
      return fail(`failed index check for ${quoted(write)}, ${detail}`);
    }
    case "check-session": {
      const found = entry ?? fail(`failed to check session, ${quoted(write)} doesn't exist`);
      const holder = found.Session ?? "";
      if (holder === session) return withoutValue(found);
      const detail = `current session ${JSON.stringify(holder)} != ${JSON.stringify(session)}`;
      return fail(`failed session check for ${quoted(write)}, ${detail}`);
    }
    case "check-not-exists":
      return entry === undefined ? [] : fail(`${quoted(write)} exists`);
    default:
      return fail(`unknown KV verb ${JSON.stringify(verb)}`);
  }
}

function withoutValue(entry: KeyValue | undefined): KeyValue[] {
  return entry === undefined ? [] : [{ ...entry, Value: Buffer.alloc(0) }];
}

function quoted({ Key }: KeyValueWrite): string {
  return `key ${JSON.stringify(Key)}`;
}

function fail(why: string): never {
  throw new OperationError(why);
}
