import { blockingQuery, type Reading } from "../http/blocking-query.js";
import { ConsulError } from "../http/consul-error.js";
import { type Answer, type ConsulRequest, queryNumber, type Routes } from "../http/consul-request.js";
import type { KeyValue } from "../store/key-value.js";
import {
  deleteIfUnchanged,
  deleteUnder,
  lockKey,
  setIfUnchanged,
  unlockKey,
} from "../store/key-value-operations.js";
import type { LockDelays } from "../store/lock-delays.js";
import type { Store } from "../store/store.js";

/** https://developer.hashicorp.com/consul/api-docs/kv */
export function kvRoutes(store: Store, delays: LockDelays): Routes {
  return {
    "/v1/kv/": {
      GET: (request) => blockingQuery(store, request, () => read(store, request)),
      PUT: (request) => ({ json: put(store, delays, request) }),
      DELETE: (request) => ({ json: remove(store, request) }),
    },
  };
}

/** An entry as the API shows it: its value in base64, null when empty. */
export function shownEntry({ Value, Session, CreateIndex, ModifyIndex, ...entry }: KeyValue): object {
  return {
    ...entry,
    Value: Value.length === 0 ? null : Value.toString("base64"),
    ...(Session === undefined ? {} : { Session }),
    CreateIndex,
    ModifyIndex,
  };
}

function read({ kv }: Store, { rest: key, query }: ConsulRequest): Reading {
  if (query.has("keys")) return readKeys(kv.under(key), key, query, kv.indexUnder(key, kv.under(key)));
  if (query.has("recurse")) {
    const entries = kv.under(key);
    const index = kv.indexUnder(key, entries);
    return entries.length === 0 ? { status: 404, index } : { json: entries.map(shownEntry), index };
  }
  if (key === "") throw new ConsulError(400, "Missing key name");
  const entry = kv.get(key);
  if (entry === undefined) return { status: 404, index: kv.index };
  const index = entry.ModifyIndex;
  if (query.has("raw")) return { text: entry.Value, contentType: "text/plain", index };
  return { json: [shownEntry(entry)], index };
}

function readKeys(
  entries: readonly KeyValue[],
  prefix: string,
  query: URLSearchParams,
  index: number,
): Answer & Reading {
  if (entries.length === 0) return { status: 404, index };
  const separator = query.get("separator") ?? "";
  const keys = entries.map(({ Key }) => {
    const end = separator === "" ? -1 : Key.indexOf(separator, prefix.length);
    return end < 0 ? Key : Key.slice(0, end + separator.length);
  });
  return { json: [...new Set(keys)], index };
}

function put(store: Store, delays: LockDelays, { rest: Key, query, body: Value }: ConsulRequest): boolean {
  if (Key === "") throw new ConsulError(400, "Missing key name");
  refuseTogether(query, ["cas", "acquire", "release"]);
  const write = { Key, Value, Flags: queryNumber(query, "flags") ?? 0 };
  const expected = queryNumber(query, "cas");
  const acquire = query.get("acquire");
  const release = query.get("release");
  if (acquire !== null && delays.isDelayed(Key)) return false;
  const written = store.write((index) => {
    if (expected !== undefined) return setIfUnchanged(store, write, expected, index);
    if (acquire !== null) return lockKey(store, write, acquire, index);
    if (release !== null) return unlockKey(store, write, release, index);
    return store.kv.set(write, index);
  });
  return written !== false;
}

function remove(store: Store, { rest: key, query }: ConsulRequest): boolean {
  refuseTogether(query, ["recurse", "cas"]);
  if (key === "" && !query.has("recurse")) throw new ConsulError(400, "Missing key name");
  const expected = queryNumber(query, "cas");
  return store.write((index) => {
    if (query.has("recurse")) deleteUnder(store, key, index);
    else if (expected !== undefined) return deleteIfUnchanged(store, key, expected, index);
    else store.kv.delete(key, index);
    return true;
  });
}

function refuseTogether(query: URLSearchParams, names: readonly string[]): void {
  if (names.filter((name) => query.has(name)).length < 2) return;
  const sorted = new URLSearchParams([...query].sort(([a], [b]) => (a < b ? -1 : 1)));
  throw new ConsulError(400, `Conflicting flags: ${sorted}`);
}
