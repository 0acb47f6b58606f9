import { StreamLog, type StreamRecord } from "../streams/stream-log.js";
import type { Item } from "../values/attribute-value.js";
import { itemId, Table } from "./table.js";
import { streamArn, type TableDefinition } from "./table-definition.js";

/** An item to store, or the id of one to delete. */
export type Write =
  | { readonly table: Table; readonly item: Item }
  | { readonly table: Table; readonly id: string };

/** A change that was made, in the form in which it is kept. Tables are named by ARN. */
export type Change =
  | { readonly kind: "table"; readonly definition: TableDefinition; readonly atMs: number }
  | { readonly kind: "drop"; readonly arn: string; readonly atMs: number }
  | {
      readonly kind: "write";
      readonly atMs: number;
      readonly writes: readonly (readonly [arn: string, written: Item | string])[];
      readonly expired?: true;
      readonly token?: readonly [token: string, request: string];
    }
  /** Parts of a snapshot only. */
  | { readonly kind: "items"; readonly arn: string; readonly items: readonly Item[] }
  | {
      readonly kind: "stream";
      readonly description: StreamLog["description"];
      readonly next: number;
      readonly closedAtMs?: number;
    }
  | { readonly kind: "records"; readonly arn: string; readonly records: readonly StreamRecord[] }
  | { readonly kind: "token"; readonly atMs: number; readonly token: readonly [string, string] };

/** How long a transaction's token is remembered (API reference, TransactWriteItems). */
const tokenMs = 10 * 60 * 1000;

/** All tables of all accounts and regions, and their streams. Changes go through here, one by one. */
export class Database {
  readonly #tables = new Map<string, Table>();
  readonly #streams = new Map<string, StreamLog>();
  readonly #tokens = new Map<string, { readonly atMs: number; readonly request: string }>();
  #record: (change: Change) => void = () => undefined;

  /** Is given each change from now on, to write it down. */
  recordTo(record: (change: Change) => void): void {
    this.#record = record;
  }

  get tables(): ReadonlyMap<string, Table> {
    return this.#tables;
  }

  get streams(): ReadonlyMap<string, StreamLog> {
    return this.#streams;
  }

  /** Creates a table, or changes what is said of it. */
  define(definition: TableDefinition, atMs: number): void {
    this.#perform({ kind: "table", definition, atMs });
  }

  drop(arn: string, atMs: number): void {
    this.#perform({ kind: "drop", arn, atMs });
  }

  /** Writes items, all of them or, after a crash, none. */
  write(
    writes: readonly Write[],
    options: {
      readonly atMs: number;
      readonly expired?: true;
      readonly token?: readonly [string, string];
    },
  ): void {
    this.#perform({
      kind: "write",
      ...options,
      writes: writes.map((write) => [write.table.definition.arn, "item" in write ? write.item : write.id]),
    });
  }

  /** The request that a token was given with, while it is remembered. */
  rememberedToken(token: string, nowMs: number): string | undefined {
    for (const [old, { atMs }] of this.#tokens) {
      if (atMs + tokenMs > nowMs) break;
      this.#tokens.delete(old);
    }
    return this.#tokens.get(token)?.request;
  }

  /** Deletes the items whose time is over, and forgets streams that are. */
  expire(nowMs: number): void {
    for (const table of this.#tables.values()) {
      const { keys } = table.definition;
      for (const item of table.expired(Math.floor(nowMs / 1000))) {
        this.write([{ table, id: itemId(item, keys) }], { atMs: nowMs, expired: true });
      }
    }
    for (const [arn, stream] of this.#streams) {
      if (stream.isOver(nowMs)) this.#streams.delete(arn);
      else stream.trim(nowMs);
    }
  }

  /** Carries out a change that was recorded. */
  apply(change: Change): void {
    switch (change.kind) {
      case "table":
        return this.#define(change.definition, change.atMs);
      case "drop": {
        const table = this.#tables.get(change.arn);
        this.#tables.delete(change.arn);
        if (table !== undefined) this.#closeStream(table.definition, change.atMs);
        return;
      }
      case "write":
        for (const [arn, written] of change.writes) {
          this.#write(this.#table(arn), written, change.atMs, change.expired === true);
        }
        if (change.token !== undefined) this.#remember(change.token, change.atMs);
        return;
      case "items":
        for (const item of change.items) this.#table(change.arn).put(item);
        return;
      case "stream": {
        const stream = this.#streams.get(change.description.arn) ?? new StreamLog(change.description);
        stream.next = change.next;
        stream.closedAtMs = change.closedAtMs;
        this.#streams.set(change.description.arn, stream);
        return;
      }
      case "records":
        for (const record of change.records) this.#streams.get(change.arn)?.keep(record);
        return;
      case "token":
        return this.#remember(change.token, change.atMs);
    }
  }

  #perform(change: Change): void {
    this.apply(change);
    this.#record(change);
  }

  #define(definition: TableDefinition, atMs: number): void {
    const table = this.#tables.get(definition.arn);
    const before = table?.definition;
    if (table === undefined) this.#tables.set(definition.arn, new Table(definition));
    else table.redefine(definition);
    const [arn, old] = [streamArn(definition), before === undefined ? undefined : streamArn(before)];
    if (arn === old) return;
    if (before !== undefined) this.#closeStream(before, atMs);
    const { stream, name, keys } = definition;
    if (arn === undefined || stream === undefined || this.#streams.has(arn)) return;
    this.#streams.set(arn, new StreamLog({ arn, tableName: name, keys, ...stream }));
  }

  #write(table: Table, written: Item | string, atMs: number, expired: boolean): void {
    const now = typeof written === "string" ? undefined : written;
    const old = typeof written === "string" ? table.delete(written) : table.put(written);
    const arn = streamArn(table.definition);
    if (arn !== undefined) this.#streams.get(arn)?.change(old, now, atMs, expired);
  }

  #closeStream(definition: TableDefinition, atMs: number): void {
    const arn = streamArn(definition);
    const stream = arn === undefined ? undefined : this.#streams.get(arn);
    if (stream !== undefined) stream.closedAtMs ??= atMs;
  }

  #remember([token, request]: readonly [string, string], atMs: number): void {
    this.#tokens.delete(token);
    this.#tokens.set(token, { atMs, request });
  }

  #table(arn: string): Table {
    const table = this.#tables.get(arn);
    if (table === undefined) throw new Error(`a change of ${arn}, which is not there`);
    return table;
  }

  /** Tokens and when they were given. */
  get tokens(): ReadonlyMap<string, { readonly atMs: number; readonly request: string }> {
    return this.#tokens;
  }
}
