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

  add(item: T): void {
    const bytes = JSON.stringify(item).length;
    this.#items.set(this.#next, { item, bytes });
    this.#next += 1;
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
