import type { Message } from "./message.js";

/** A message in one queue. */
export interface Entry {
  readonly message: Message;
  /** Whether it was handed out before. */
  redelivered: boolean;
  /** When it expires, in ms since 1970; Infinity for never. */
  readonly expiresAt: number;
}

/** Past this many taken entries at the front, the array is cut. */
const slack = 1024;

/**
 * The messages of a queue that nobody has, oldest first. Taken from the front without moving the others; what comes back
 * goes to its old place.
 */
export class ReadyList {
  #entries: (Entry | undefined)[] = [];
  #head = 0;
  #bytes = 0;

  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Sum of the bodies, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get first(): Entry | undefined {
    return this.#entries[this.#head];
  }

  push(entry: Entry): void {
    this.#entries.push(entry);
    this.#bytes += entry.message.body.length;
  }

  shift(): Entry | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#entries[this.#head] = undefined;
    this.#head += 1;
    this.#bytes -= entry.message.body.length;
    if (this.#head === this.#entries.length) {
      this.#entries = [];
      this.#head = 0;
    } else if (this.#head >= slack && this.#head * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  /** Puts entries back to the places their messages' ids say. */
  restore(entries: readonly Entry[]): void {
    // The youngest first: each of the others then goes to the very front, where there is room already.
    const sorted = [...entries].sort((a, b) => b.message.id - a.message.id);
    for (const entry of sorted) {
      this.#bytes += entry.message.body.length;
      const place = this.#placeOf(entry.message.id);
      if (place === this.#head && this.#head > 0) {
        this.#head -= 1;
        this.#entries[this.#head] = entry;
      } else {
        this.#entries.splice(place, 0, entry);
      }
    }
  }

  *[Symbol.iterator](): Iterator<Entry> {
    for (let index = this.#head; index < this.#entries.length; index += 1)
      yield this.#entries[index] as Entry;
  }

  #placeOf(id: number): number {
    let low = this.#head;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.message.id ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
