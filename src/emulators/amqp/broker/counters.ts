/** Numbers that rise for the life of the broker's data. */
export class Counters {
  #message = 0;
  #queue = 0;

  nextMessageId(): number {
    this.#message += 1;
    return this.#message;
  }

  nextQueueId(): number {
    this.#queue += 1;
    return this.#queue;
  }

  /** Numbers seen in what was read from the disk: new ones come after them. */
  seen(ids: { readonly message?: number; readonly queue?: number }): void {
    this.#message = Math.max(this.#message, ids.message ?? 0);
    this.#queue = Math.max(this.#queue, ids.queue ?? 0);
  }
}
