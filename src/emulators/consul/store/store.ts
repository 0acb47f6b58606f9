import { Catalog } from "./catalog.js";
import { KeyValueTable } from "./key-value.js";
import { SessionTable } from "./sessions.js";

/**
 * All that the emulator knows. One index counts its writes (Consul's Raft index); readers wait for the next one
 * (https://developer.hashicorp.com/consul/api-docs/features/blocking).
 */
export class Store {
  readonly catalog = new Catalog();
  readonly kv = new KeyValueTable();
  readonly sessions = new SessionTable();
  #index = 0;
  readonly #waiting = new Set<() => void>();

  get index(): number {
    return this.#index;
  }

  /** Goes on from an index that was reached before; it never goes back. */
  resumeAt(index: number): void {
    this.#index = Math.max(this.#index, index);
  }

  /** Makes changes under the next index, then wakes who waits. */
  write<T>(change: (index: number) => T): T {
    this.#index += 1;
    const result = change(this.#index);
    for (const wake of [...this.#waiting]) wake();
    return result;
  }

  /** Resolves after the next write, or when `signal` aborts. */
  async nextWrite(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}
