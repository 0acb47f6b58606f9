import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { Told } from "../data.js";

const defaultRetryMs = 2_000;
/** A page that is loaded anew is back within this. */
const lingerMs = 5_000;
const keptItems = 200;
const flushMs = 200;

/** Where a topic's values come from: runs until the signal, or until it fails and is started again. */
export type Source<T> = (publish: (value: T) => void, signal: AbortSignal) => Promise<void>;

export interface TopicOptions<T> {
  readonly source: Source<T>;
  /** From the end of the source to its next start; two seconds without. */
  readonly retryMs?: number;
  /** How a failure of the source is told. */
  describe(error: unknown): Failure;
}

type Failure = Extract<Told, { error: unknown }>;

type Listener = (told: Told) => void;

/** A topic as a server uses it, whatever it is of. */
export interface Listenable {
  /** Told what is known at once, then what comes. @returns what ends it */
  listen(listener: (told: Told) => void): () => void;
  /** Runs from now on until `stop`, whether anybody listens or not. */
  keepRunning(): void;
  stop(): void;
}

/** Tells any number of listeners what one source says; the source runs only while there are any. */
abstract class LiveTopic<T> implements Listenable {
  readonly #options: TopicOptions<T>;
  readonly #listeners = new Set<Listener>();
  #run: AbortController | undefined;
  #linger: NodeJS.Timeout | undefined;
  #always = false;

  constructor(options: TopicOptions<T>) {
    this.#options = options;
  }

  keepRunning(): void {
    this.#always = true;
    this.#start();
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    clearTimeout(this.#linger);
    for (const told of this.known()) listener(told);
    this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#always) return;
      this.#linger = setTimeout(() => this.stop(), lingerMs);
      this.#linger.unref();
    };
  }

  stop(): void {
    clearTimeout(this.#linger);
    this.#run?.abort();
    this.#run = undefined;
  }

  /** What a new listener is told first. */
  protected abstract known(): readonly Told[];
  protected abstract take(value: T): void;
  protected abstract fail(error: Failure): void;

  protected tell(told: Told): void {
    for (const listener of this.#listeners) listener(told);
  }

  #start(): void {
    if (this.#run) return;
    const run = new AbortController();
    // Every look at a resource or service listens for it; Node takes more than ten for a leak.
    setMaxListeners(0, run.signal);
    this.#run = run;
    void this.#runAgainAndAgain(run.signal);
  }

  async #runAgainAndAgain(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#options.source((value) => {
          if (!signal.aborted) this.take(value);
        }, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.fail(this.#options.describe(error));
      }
      await delay(this.#options.retryMs ?? defaultRetryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Has one value at a time; one that is the same again is not told. */
export class StateTopic<T> extends LiveTopic<T> {
  #last: { readonly told: Told; readonly text: string } | undefined;

  protected known(): readonly Told[] {
    return this.#last ? [this.#last.told] : [];
  }

  protected take(value: T): void {
    this.#say({ value });
  }

  protected fail(error: Failure): void {
    this.#say(error);
  }

  #say(told: Told): void {
    const text = JSON.stringify(told);
    if (text === this.#last?.text) return;
    this.#last = { told, text };
    this.tell(told);
  }
}

/** Has items that come one by one; they are told several at once, and the last ones are kept for who comes later. */
export class StreamTopic<T> extends LiveTopic<T> {
  #kept: T[] = [];
  /** Of those kept, what is still to be told. */
  #waiting: T[] = [];
  #error: Failure | undefined;

  protected known(): readonly Told[] {
    const value = this.#kept.slice(0, Math.max(0, this.#kept.length - this.#waiting.length));
    return [{ value }, ...(this.#error ? [this.#error] : [])];
  }

  protected take(item: T): void {
    this.#error = undefined;
    this.#kept = [...this.#kept, item].slice(-keptItems);
    this.#waiting = [...this.#waiting, item].slice(-keptItems);
    if (this.#waiting.length > 1) return;
    setTimeout(() => {
      const value = this.#waiting;
      this.#waiting = [];
      this.tell({ value });
    }, flushMs).unref();
  }

  protected fail(error: Failure): void {
    if (JSON.stringify(error) === JSON.stringify(this.#error)) return;
    this.#error = error;
    this.tell(error);
  }
}
