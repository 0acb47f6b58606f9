/** The longest a timer of Node waits, in ms: longer ones fire at once. */
const maxDelayMs = 2 ** 31 - 1;

/** A timer set to a moment, which can be moved without a timer being made each time. */
export class Expiry {
  #timer: NodeJS.Timeout | undefined;
  /** When the timer fires; it may be earlier than what is wanted. */
  #firesAt = Infinity;
  #wantedAt = Infinity;

  constructor(private readonly onDue: () => void) {}

  /** @param at ms since 1970; the callback runs then, unless it is moved again */
  setTo(at: number): void {
    this.#wantedAt = at;
    if (this.#firesAt <= at) return;
    clearTimeout(this.#timer);
    this.#start();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#wantedAt = Infinity;
    this.#firesAt = Infinity;
  }

  #start(): void {
    const now = Date.now();
    const delay = Math.min(Math.max(this.#wantedAt - now, 0), maxDelayMs);
    this.#firesAt = now + delay;
    this.#timer = setTimeout(() => this.#fired(), delay);
  }

  #fired(): void {
    this.#firesAt = Infinity;
    // Timers may fire a millisecond early.
    if (Date.now() < this.#wantedAt) return this.#start();
    this.#wantedAt = Infinity;
    this.onDue();
  }
}
