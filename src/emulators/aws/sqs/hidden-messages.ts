import type { Message } from "./message.js";

interface Entry {
  readonly at: number;
  /** Of those that are due at the same time, the first one in is the first one out. */
  readonly order: number;
  readonly message: Message;
}

/** Messages that become visible later, the next first: a binary heap. What has changed meanwhile is left in it, out of date. */
export class HiddenMessages {
  readonly #heap: Entry[] = [];
  #pushed = 0;

  /** When the next entry is due, in ms since the epoch; it may be out of date. */
  get nextAt(): number | undefined {
    return this.#heap[0]?.at;
  }

  push(message: Message): void {
    const heap = this.#heap;
    const entry = { at: message.visibleAt, order: this.#pushed++, message };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  /** Takes the next that is due and not out of date. */
  popDue(now: number): Message | undefined {
    for (;;) {
      const [top] = this.#heap;
      if (top === undefined || top.at > now) return undefined;
      this.#removeTop();
      const { message, at } = top;
      if (message.visibleAt === at && (message.state === "delayed" || message.state === "in-flight")) {
        return message;
      }
    }
  }

  #removeTop(): void {
    const heap = this.#heap;
    const entry = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child += 1;
      const smaller = heap[child] as Entry;
      if (isBefore(entry, smaller)) break;
      heap[index] = smaller;
      index = child;
    }
    heap[index] = entry;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
