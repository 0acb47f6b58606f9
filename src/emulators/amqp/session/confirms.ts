import type { Store } from "../store/store.js";

interface Waiting {
  readonly tag: number;
  /** Turned away by a queue: answered with a nack. */
  readonly refused: boolean;
  /** The write that brings it to the disk; 0 when nothing has to. */
  readonly batch: number;
}

/** What a confirming channel answers to what it was given: in order, and many with one answer. */
export class Confirms {
  #lastTag = 0;
  #waiting: Waiting[] = [];
  #askedBatch = 0;
  #writtenBatch = 0;

  constructor(
    private readonly store: Store,
    private readonly answer: (tag: number, multiple: boolean, refused: boolean) => void,
  ) {}

  /** Counts a message. @param stored whether it has to get on the disk first */
  add({ stored, refused }: { stored: boolean; refused: boolean }): void {
    this.#lastTag += 1;
    const batch = stored ? this.store.batch : 0;
    this.#waiting.push({ tag: this.#lastTag, refused, batch });
    if (batch <= this.#askedBatch) return;
    this.#askedBatch = batch;
    this.store.afterWrite(() => {
      this.#writtenBatch = batch;
      this.flush();
    });
  }

  /** Answers all that nothing stands in the way of. Called when a piece of input has been handled. */
  flush(): void {
    const blocked = this.#waiting.findIndex(({ batch }) => batch > this.#writtenBatch);
    const ready = this.#waiting.splice(0, blocked < 0 ? this.#waiting.length : blocked);
    let from = 0;
    for (let to = 1; to <= ready.length; to += 1) {
      const last = ready[to - 1];
      if (last === undefined || ready[to]?.refused === last.refused) continue;
      this.answer(last.tag, to - from > 1, last.refused);
      from = to;
    }
  }
}
