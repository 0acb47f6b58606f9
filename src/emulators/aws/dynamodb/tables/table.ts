import { crc32 } from "node:zlib";
import { type AttributeValue, type Item, orderedKey } from "../values/attribute-value.js";
import { itemBytes } from "../values/item-size.js";
import { orderedNumber } from "../values/number.js";
import { type Entry, OrderedEntries, type Place } from "./ordered-entries.js";
import { type KeySchema, keyNames, type TableDefinition } from "./table-definition.js";

/** Older than this an item is not expired: the attribute may hold anything (developer guide, "Time to live"). */
const oldestExpirySeconds = 5 * 365 * 24 * 60 * 60;

/** A table's items, in the order of its own key and of each index. */
export class Table {
  #definition: TableDefinition;
  readonly #items = new Map<string, Item>();
  readonly #primary = new OrderedEntries();
  readonly #indexes = new Map<string, OrderedEntries>();
  #expiries: OrderedEntries | undefined;
  #bytes = 0;

  constructor(definition: TableDefinition) {
    this.#definition = definition;
    this.redefine(definition);
  }

  get definition(): TableDefinition {
    return this.#definition;
  }

  get items(): ReadonlyMap<string, Item> {
    return this.#items;
  }

  /** As DynamoDB counts them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a changed definition: indexes that are new are filled, those that are gone forgotten. */
  redefine(definition: TableDefinition): void {
    const before = this.#definition;
    this.#definition = definition;
    const wanted = new Set(definition.indexes.map(({ name }) => name));
    for (const name of this.#indexes.keys()) if (!wanted.has(name)) this.#indexes.delete(name);
    for (const { name, keys } of definition.indexes) {
      if (this.#indexes.has(name)) continue;
      this.#indexes.set(
        name,
        this.#filled((id, item) => placeIn(item, keys, id)),
      );
    }
    const { ttlAttribute } = definition;
    if (ttlAttribute === undefined) this.#expiries = undefined;
    else if (this.#expiries === undefined || before.ttlAttribute !== ttlAttribute) {
      this.#expiries = this.#filled((id, item) => expiryPlace(item, ttlAttribute, id));
    }
  }

  get(id: string): Item | undefined {
    return this.#items.get(id);
  }

  /** @returns what it replaced */
  put(item: Item): Item | undefined {
    const id = itemId(item, this.#definition.keys);
    const old = this.#take(id);
    this.#items.set(id, item);
    this.#bytes += itemBytes(item);
    this.#primary.put({ ...primaryPlace(item, this.#definition.keys, id), item });
    for (const { name, keys } of this.#definition.indexes) {
      const place = placeIn(item, keys, id);
      if (place !== undefined) this.#indexes.get(name)?.put({ ...place, item });
    }
    const { ttlAttribute } = this.#definition;
    const expiry = ttlAttribute === undefined ? undefined : expiryPlace(item, ttlAttribute, id);
    if (expiry !== undefined) this.#expiries?.put({ ...expiry, item });
    return old;
  }

  /** @returns what was there */
  delete(id: string): Item | undefined {
    const old = this.#take(id);
    this.#items.delete(id);
    return old;
  }

  /** The entries of an index, or of the table itself. */
  entries(index?: string): OrderedEntries {
    if (index === undefined) return this.#primary;
    const entries = this.#indexes.get(index);
    if (entries === undefined) throw new Error(`no index ${index}`);
    return entries;
  }

  /** Items whose time is over. */
  expired(nowSeconds: number): Item[] {
    const from = orderedNumber(String(Math.max(0, nowSeconds - oldestExpirySeconds)));
    const to = orderedNumber(String(nowSeconds));
    const items: Item[] = [];
    for (const { range, item } of this.#expiries?.upwards((entry) => entry.range < from) ?? []) {
      if (range > to) break;
      items.push(item);
    }
    return items;
  }

  #take(id: string): Item | undefined {
    const old = this.#items.get(id);
    if (old === undefined) return undefined;
    this.#bytes -= itemBytes(old);
    this.#primary.delete(primaryPlace(old, this.#definition.keys, id));
    for (const { name, keys } of this.#definition.indexes) {
      const place = placeIn(old, keys, id);
      if (place !== undefined) this.#indexes.get(name)?.delete(place);
    }
    const { ttlAttribute } = this.#definition;
    const expiry = ttlAttribute === undefined ? undefined : expiryPlace(old, ttlAttribute, id);
    if (expiry !== undefined) this.#expiries?.delete(expiry);
    return old;
  }

  #filled(place: (id: string, item: Item) => Place | undefined): OrderedEntries {
    const entries = new OrderedEntries();
    for (const [id, item] of this.#items) {
      const found = place(id, item);
      if (found !== undefined) entries.put({ ...found, item });
    }
    return entries;
  }
}

/** What tells an item from the others of its table: made of its key, which is there and of the right types. */
export function itemId(item: Item, keys: KeySchema): string {
  const [hash = "", range = ""] = keyNames(keys).map((name) => orderedKey(present(item, name)));
  return `${hash.length}:${hash}${range}`;
}

/** Where an item lies in an index; undefined where it lacks one of its attributes. */
export function placeIn(item: Item, keys: KeySchema, id: string): Place | undefined {
  if (keyNames(keys).some((name) => item[name] === undefined)) return undefined;
  return primaryPlace(item, keys, id);
}

function primaryPlace(item: Item, { hash, range }: KeySchema, id: string): Place {
  const token = partitionToken(present(item, hash));
  return { token, range: range === undefined ? "" : orderedKey(present(item, range)), id };
}

/** Partitions lie in the order of a hash of their key, as in DynamoDB, so that a scan can be cut into segments. */
export function partitionToken(key: AttributeValue): string {
  const text = orderedKey(key);
  return `${crc32(text).toString(16).padStart(8, "0")}${text}`;
}

/** Which of so many segments of a scan an entry is in. */
export function segmentOf({ token }: Entry, segments: number): number {
  return Math.floor((Number.parseInt(token.slice(0, 8), 16) * segments) / 2 ** 32);
}

function expiryPlace(item: Item, attribute: string, id: string): Place | undefined {
  const value = item[attribute];
  return value !== undefined && "N" in value ? { token: "", range: orderedNumber(value.N), id } : undefined;
}

function present(item: Item, name: string): AttributeValue {
  const value = item[name];
  if (value === undefined) throw new Error(`an item without ${name}`);
  return value;
}
