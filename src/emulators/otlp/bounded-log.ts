/** How much a store keeps; the oldest go first. */
export interface Limits {
  readonly maxItems: number;
  /** Of the items' JSON text, in bytes (an estimate: characters). */
  readonly maxBytes: number;
}

/** The last items received, oldest first. */
export class BoundedLog<T> {
  readonly #limits: Limits;
  /** In chunks that are dropped whole would be quicker; a Map's order is simple, and constant at both ends. */
  readonly #items = new Map<number, { readonly item: T; readonly bytes: number }>();
  #next = 0;
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Of all items, about the length of their JSON text. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Each item by its number, oldest first. */
  *entries(): Iterable<readonly [number, T]> {
    for (const [number, { item }] of this.#items) yield [number, item];
  }

  /** @returns the item's number: one more than that of the item before it */
  add(item: T): number {
    this.restore(this.#next, item);
    return this.#next - 1;
  }

  /** Adds an item under the number it had; one that was there already, or is past, is left out. */
  restore(number: number, item: T): void {
    if (number < this.#next) return;
    const bytes = JSON.stringify(item).length;
    this.#items.set(number, { item, bytes });
    this.#next = number + 1;
    this.#bytes += bytes;
    for (const [key, oldest] of this.#items) {
      if (this.#items.size <= this.#limits.maxItems && this.#bytes <= this.#limits.maxBytes) break;
      this.#items.delete(key);
      this.#bytes -= oldest.bytes;
    }
  }

  /** The newest that match, newest first. */
  newest(limit: number, matches: (item: T) => boolean): T[] {
    const found: T[] = [];
    for (const { item } of [...this.#items.values()].reverse()) {
      if (found.length >= limit) break;
      if (matches(item)) found.push(item);
    }
    return found;
  }
}
