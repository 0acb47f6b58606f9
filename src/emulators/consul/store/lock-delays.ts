/** Keys that nobody may lock for a while. */
export class LockDelays {
  readonly #until = new Map<string, number>();

  start(key: string, delayMs: number): void {
    if (delayMs > 0) this.#until.set(key, performance.now() + delayMs);
  }

  isDelayed(key: string): boolean {
    const until = this.#until.get(key);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.#until.delete(key);
    return false;
  }
}
