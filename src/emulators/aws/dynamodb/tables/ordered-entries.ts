import type { Item } from "../values/attribute-value.js";

/** An item's place in a table or index. Strings compare character by character, as DynamoDB's keys do. */
export interface Entry {
  /** Of the partition: its hash, then its key. */
  readonly token: string;
  /** Of the sort key; empty where there is none. */
  readonly range: string;
  /** Of the item in its table: tells items of one place in an index apart. */
  readonly id: string;
  readonly item: Item;
}

export type Place = Omit<Entry, "item">;

export function comparePlaces(left: Place, right: Place): number {
  if (left.token !== right.token) return left.token < right.token ? -1 : 1;
  if (left.range !== right.range) return left.range < right.range ? -1 : 1;
  return left.id === right.id ? 0 : left.id < right.id ? -1 : 1;
}

/** Small enough to splice quickly, large enough that there are few. */
const chunkEntries = 512;

/** Entries in order, in chunks: found by halving, added and removed by moving at most a chunk. */
export class OrderedEntries {
  /** Never empty but for the only one. */
  readonly #chunks: Entry[][] = [[]];

  put(entry: Entry): void {
    const { chunk, at, number } = this.#find((other) => comparePlaces(other, entry) < 0);
    const found = chunk[at];
    if (found !== undefined && comparePlaces(found, entry) === 0) {
      chunk[at] = entry;
      return;
    }
    chunk.splice(at, 0, entry);
    if (chunk.length > chunkEntries) {
      this.#chunks.splice(number + 1, 0, chunk.splice(chunkEntries / 2));
    }
  }

  delete(place: Place): void {
    const { chunk, at, number } = this.#find((other) => comparePlaces(other, place) < 0);
    const found = chunk[at];
    if (found === undefined || comparePlaces(found, place) !== 0) return;
    chunk.splice(at, 1);
    if (chunk.length === 0 && this.#chunks.length > 1) this.#chunks.splice(number, 1);
  }

  /**
   * Entries from the first that is not `before`, upwards.
   * @param before true for a beginning of the entries, false for the rest
   */
  *upwards(before: (entry: Entry) => boolean): Generator<Entry> {
    const start = this.#find(before);
    for (let number = start.number; number < this.#chunks.length; number += 1) {
      const chunk = this.#chunks[number] ?? [];
      for (let at = number === start.number ? start.at : 0; at < chunk.length; at += 1) {
        const entry = chunk[at];
        if (entry !== undefined) yield entry;
      }
    }
  }

  /** Entries from the last that is `before`, downwards. */
  *downwards(before: (entry: Entry) => boolean): Generator<Entry> {
    const start = this.#find(before);
    for (let number = start.number; number >= 0; number -= 1) {
      const chunk = this.#chunks[number] ?? [];
      for (let at = (number === start.number ? start.at : chunk.length) - 1; at >= 0; at -= 1) {
        const entry = chunk[at];
        if (entry !== undefined) yield entry;
      }
    }
  }

  /** Where the first entry is that is not before; behind the last where there is none. */
  #find(before: (entry: Entry) => boolean): { chunk: Entry[]; at: number; number: number } {
    const number = Math.max(
      0,
      lowerBound(this.#chunks.length, (at) => {
        const first = this.#chunks[at]?.[0];
        return first !== undefined && before(first);
      }) - 1,
    );
    const chunk = this.#chunks[number] ?? [];
    const at = lowerBound(chunk.length, (index) => {
      const entry = chunk[index];
      return entry !== undefined && before(entry);
    });
    const following = this.#chunks[number + 1];
    if (at < chunk.length || following === undefined) return { chunk, at, number };
    return { chunk: following, at: 0, number: number + 1 };
  }
}

/** The first index that is not before, in `[0, length]`. */
function lowerBound(length: number, isBefore: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
