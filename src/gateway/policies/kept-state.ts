/**
 * What policies have counted, kept over a reload for the routes that did not change: a new route file must not close a
 * breaker or give a client its quota anew.
 */
export class KeptState<T> {
  #kept = new Map<string, T>();
  #used = new Map<string, T>();

  /** What there is under this key, from before or made now. */
  take(key: string, make: () => T): T {
    const value = this.#used.get(key) ?? this.#kept.get(key) ?? make();
    this.#used.set(key, value);
    return value;
  }

  /** Ends a reload: what was not taken since the last one is forgotten. */
  forgetUnused(): void {
    this.#kept = this.#used;
    this.#used = new Map();
  }
}
