import { ConsulError } from "../http/consul-error.js";
import type { Answer, Routes } from "../http/consul-request.js";
import { type Decoded, decodeList, type Fields } from "../http/decode-body.js";
import type { LockDelays } from "../store/lock-delays.js";
import type { Store } from "../store/store.js";
import { isRead, KeyValueOperation, OperationError, runOperation } from "../store/transaction.js";
import { shownEntry } from "./kv-endpoints.js";

const operation: Fields = {
  KV: {
    record: {
      ...{ Verb: "text", Key: "text", Value: "bytes", Flags: "integer", Index: "integer", Session: "text" },
      Namespace: "text",
    },
  },
  ...{ Node: "any", Service: "any", Check: "any", Session: "any" },
};

/** https://developer.hashicorp.com/consul/api-docs/txn */
const maxOperations = 64;

/** What Consul adds to the answer of a transaction that only reads. */
const queryMeta = { Index: 0, LastContact: 0, KnownLeader: true, ConsistencyLevel: "" };

export function txnRoutes(store: Store, delays: LockDelays): Routes {
  return {
    "/v1/txn": {
      PUT: ({ body }) => {
        const operations = decodeList(body, operation, { prefix: "Failed to parse body: " });
        if (operations.length > maxOperations) {
          const count = `${operations.length} > ${maxOperations}`;
          throw new ConsulError(413, `Transaction contains too many operations (${count})`);
        }
        return transact(store, delays, operations.flatMap(toKeyValueOperation));
      },
    },
  };
}

function toKeyValueOperation({ KV, ...others }: Decoded): KeyValueOperation[] {
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new ConsulError(400, `${other} operations are not emulated; KV operations are`);
  return KV === undefined ? [] : [new KeyValueOperation(KV as Decoded)];
}

/** All of it or nothing; every operation that fails is named. */
function transact(store: Store, delays: LockDelays, operations: readonly KeyValueOperation[]): Answer {
  const meta = operations.every(isRead) ? queryMeta : {};
  const failed: { OpIndex: number; What: string }[] = [];
  const run = (index: number): object[] =>
    store.kv.atomically(() => {
      const results = operations.flatMap((wanted, OpIndex) => {
        try {
          return runOperation(store, delays, wanted, index);
        } catch (error) {
          failed.push({ OpIndex, What: error instanceof Error ? error.message : String(error) });
          return [];
        }
      });
      if (failed.length > 0) throw new OperationError("rolled back");
      return results.map((entry) => ({ KV: shownEntry(entry) }));
    });
  try {
    const results = operations.every(isRead) ? run(store.index) : store.write(run);
    return { json: { Results: results, Errors: null, ...meta } };
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { status: 409, json: { Results: null, Errors: failed, ...meta } };
  }
}
