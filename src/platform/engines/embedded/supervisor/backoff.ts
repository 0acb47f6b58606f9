const firstMs = 250;
const longestMs = 30_000;
/** What ran for this long was well: the next restart begins at the first pause again. */
const wellMs = 60_000;

/** The pauses between restarts of something that ends again and again. */
export class Backoff {
  #nextMs = firstMs;

  /** @param ranMs how long it ran before it ended @returns how long to wait before it is started again */
  pauseMs(ranMs: number): number {
    const pause = ranMs >= wellMs ? firstMs : this.#nextMs;
    this.#nextMs = Math.min(pause * 2, longestMs);
    return pause;
  }
}
