/** Above the limit publishers are stopped; they go on below this share of it, so that they are not stopped at once again. */
const resumeShare = 0.9;

/**
 * Counts the bytes of all messages held, each once however many queues have it, and says when publishers must wait: what
 * bounds the broker's memory, as RabbitMQ's memory alarm does.
 */
export class MemoryWatch {
  #bytes = 0;
  #alarm = false;
  readonly #listeners = new Set<(alarm: boolean) => void>();

  constructor(private readonly limitBytes: number) {}

  get bytes(): number {
    return this.#bytes;
  }

  get alarm(): boolean {
    return this.#alarm;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#alarm ? this.#bytes < this.limitBytes * resumeShare : this.#bytes > this.limitBytes) {
      this.#alarm = !this.#alarm;
      for (const listener of this.#listeners) listener(this.#alarm);
    }
  }

  /** @returns ends the listening */
  onChange(listener: (alarm: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
