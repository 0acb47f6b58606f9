import type { DurableState } from "../../front/aws-service.js";

import { emptyItem } from "../values/attribute-value.js";
import type { Change, Database } from "./database.js";

/** How many items or stream records one part of a snapshot has. */
const partLength = 256;

/** Writes a database's changes down as JSON, and carries them out again. */
export function durable(database: Database): DurableState {
  return {
    recordTo: (write) => database.recordTo((change) => write(toBytes(change))),
    replay: (bytes) => database.apply(JSON.parse(bytes.toString("utf8"), withoutPrototype) as Change),
    snapshot: () => snapshot(database),
    liveBytes: () => liveBytes(database),
  };
}

function toBytes(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}

/** Items have no prototype, so that any attribute name may be used; JSON.parse gives one to everything. */
function withoutPrototype(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.assign(emptyItem(), value);
}

/** What is true at the call: items and records never change, so it is enough to hold on to them. */
function snapshot(database: Database): Iterable<Uint8Array> {
  const tables = [...database.tables.values()].map(({ definition, items }) => ({
    ...{ definition, items: [...items.values()] },
  }));
  const streams = [...database.streams.values()].map(({ description, next, closedAtMs, records }) => ({
    ...{ description, next, closedAtMs, records },
  }));
  const tokens = [...database.tokens];
  return (function* () {
    // Before the tables: a table makes the stream that it is missing.
    for (const { description, next, closedAtMs, records } of streams) {
      const state: Change = {
        ...{ kind: "stream", description, next },
        ...(closedAtMs !== undefined && { closedAtMs }),
      };
      yield toBytes(state);
      for (const part of parts(records)) {
        yield toBytes({ kind: "records", arn: description.arn, records: part });
      }
    }
    for (const { definition, items } of tables) {
      yield toBytes({ kind: "table", definition, atMs: definition.createdAtMs });
      for (const part of parts(items)) yield toBytes({ kind: "items", arn: definition.arn, items: part });
    }
    for (const [token, { atMs, request }] of tokens) {
      yield toBytes({ kind: "token", atMs, token: [token, request] });
    }
  })();
}

function* parts<Element>(elements: readonly Element[]): Generator<readonly Element[]> {
  for (let at = 0; at < elements.length; at += partLength) yield elements.slice(at, at + partLength);
}

function liveBytes(database: Database): number {
  let bytes = 0;
  // As JSON an attribute is about twice as long as what DynamoDB counts.
  for (const table of database.tables.values()) bytes += 1024 + 2 * table.bytes;
  for (const stream of database.streams.values()) bytes += 512 + 2 * stream.bytes;
  return bytes;
}
