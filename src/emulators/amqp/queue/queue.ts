import { Expiry } from "./expiry.js";
import type { Message } from "./message.js";
import type { QueueLimits, QueueSettings } from "./queue-settings.js";
import { type Entry, ReadyList } from "./ready-list.js";

/** Who takes messages from a queue as they come. */
export interface QueueConsumer {
  readonly exclusive: boolean;
  /** Whether it can take one more now: prefetch, flow, and a socket that keeps up. */
  canTake(): boolean;
  deliver(entry: Entry): void;
  /** Told that the queue is gone. */
  cancelled(): void;
}

/** Why a message leaves a queue for the dead letters, by the words of the `x-death` header. */
export type DeathReason = "rejected" | "expired" | "maxlen";

/** What a queue needs from the virtual host it lives in. */
export interface QueueHost {
  /** The message has left this queue for good. */
  settled(queue: Queue, message: Message): void;
  /** A copy goes to the dead-letter exchange, if there is one; then the message has left. */
  deadLetter(queue: Queue, entry: Entry, reason: DeathReason): void;
  /** The queue ends by itself: nobody used it, or its last consumer left. */
  ended(queue: Queue): void;
}

/** A classic queue: first in, first out, to its consumers in turn. */
export class Queue {
  readonly ready = new ReadyList();
  /** Connections name themselves here; an exclusive queue is nobody else's. */
  owner: object | undefined;
  deleted = false;
  /** Handed out and not settled. */
  unackedCount = 0;
  readonly #consumers: QueueConsumer[] = [];
  #turn = 0;
  readonly #messageExpiry = new Expiry(() => this.#expireFront());
  readonly #queueExpiry = new Expiry(() => this.#endUnlessUsed());

  constructor(
    /** Unique for the life of the broker's data, also when the name is used again. */
    readonly id: number,
    readonly settings: QueueSettings,
    readonly limits: QueueLimits,
    private readonly host: QueueHost,
  ) {
    this.touch();
  }

  get name(): string {
    return this.settings.name;
  }

  get consumerCount(): number {
    return this.#consumers.length;
  }

  get exclusivelyConsumed(): boolean {
    return this.#consumers.some(({ exclusive }) => exclusive);
  }

  /** Restarts the time after which an unused queue goes (`x-expires`). */
  touch(): void {
    const { expiresMs } = this.limits;
    if (expiresMs !== undefined) this.#queueExpiry.setTo(Date.now() + expiresMs);
  }

  /** Whether a publisher's message would be turned away (`x-overflow: reject-publish`). */
  turnsAway(message: Message): boolean {
    const { overflow, maxLength = Infinity, maxLengthBytes = Infinity } = this.limits;
    if (overflow === "drop-head") return false;
    return this.ready.length + 1 > maxLength || this.ready.bytes + message.body.length > maxLengthBytes;
  }

  enqueue(message: Message): void {
    const entry = this.#toEntry(message, false);
    // Whoever waits gets it at once, even with a time to live of 0.
    const waiting = this.ready.length === 0 ? this.#nextConsumer() : undefined;
    if (waiting !== undefined) {
      this.unackedCount += 1;
      waiting.deliver(entry);
      return;
    }
    this.ready.push(entry);
    this.pump();
    if (entry.expiresAt !== Infinity) this.#expireFront();
    this.#dropOverflow();
  }

  /** Puts back what was on the disk; it may have been handed out before. */
  recover(messages: readonly Message[]): void {
    this.ready.restore(messages.map((message) => this.#toEntry(message, true)));
    this.#expireFront();
  }

  /** Takes the oldest message, or undefined. It counts as unacknowledged until it is settled. */
  take(): Entry | undefined {
    for (;;) {
      const entry = this.ready.shift();
      if (entry === undefined) return undefined;
      if (entry.expiresAt === Infinity || entry.expiresAt > Date.now()) {
        this.unackedCount += 1;
        return entry;
      }
      this.host.deadLetter(this, entry, "expired");
    }
  }

  /** A message that was taken is done with. */
  ack(entry: Entry): void {
    this.unackedCount -= 1;
    this.host.settled(this, entry.message);
  }

  /** A message that was taken is refused for good. */
  reject(entry: Entry): void {
    this.unackedCount -= 1;
    if (this.deleted) this.host.settled(this, entry.message);
    else this.host.deadLetter(this, entry, "rejected");
  }

  /** Messages that were taken come back to their places. */
  requeue(entries: readonly Entry[]): void {
    this.unackedCount -= entries.length;
    if (this.deleted) {
      for (const { message } of entries) this.host.settled(this, message);
      return;
    }
    for (const entry of entries) entry.redelivered = true;
    this.ready.restore(entries);
    this.pump();
    this.#expireFront();
    this.#dropOverflow();
  }

  /** Gives what is there to the consumers that can take it, in turn. */
  pump(): void {
    while (this.ready.length > 0) {
      const consumer = this.#nextConsumer();
      if (consumer === undefined) break;
      const entry = this.take();
      if (entry === undefined) break;
      consumer.deliver(entry);
    }
    this.#watchFront();
  }

  /** @returns how many messages were ready */
  purge(): number {
    const count = this.ready.length;
    for (let entry = this.ready.shift(); entry !== undefined; entry = this.ready.shift()) {
      this.host.settled(this, entry.message);
    }
    return count;
  }

  addConsumer(consumer: QueueConsumer): void {
    this.#consumers.push(consumer);
    this.touch();
  }

  removeConsumer(consumer: QueueConsumer): void {
    const index = this.#consumers.indexOf(consumer);
    if (index < 0) return;
    this.#consumers.splice(index, 1);
    this.touch();
    if (this.#consumers.length === 0 && this.settings.autoDelete && !this.deleted) this.host.ended(this);
  }

  /** Ends its timers and consumers and lets its messages go; the virtual host has forgotten it. */
  close(): void {
    this.deleted = true;
    this.#messageExpiry.clear();
    this.#queueExpiry.clear();
    for (const consumer of this.#consumers.splice(0)) consumer.cancelled();
    this.purge();
  }

  /** Ends its timers: the broker stops, and the messages stay. */
  stop(): void {
    this.#messageExpiry.clear();
    this.#queueExpiry.clear();
  }

  #toEntry(message: Message, redelivered: boolean): Entry {
    const ttl = Math.min(this.limits.messageTtlMs ?? Infinity, message.expirationMs ?? Infinity);
    return { message, redelivered, expiresAt: message.publishedAt + ttl };
  }

  #nextConsumer(): QueueConsumer | undefined {
    const count = this.#consumers.length;
    for (let step = 0; step < count; step += 1) {
      const index = (this.#turn + step) % count;
      const consumer = this.#consumers[index];
      if (consumer?.canTake() !== true) continue;
      this.#turn = (index + 1) % count;
      return consumer;
    }
    return undefined;
  }

  /** Only at the front, as RabbitMQ's classic queues do: an expired message behind one that is not waits its turn. */
  #expireFront(): void {
    const now = Date.now();
    for (
      let first = this.ready.first;
      first !== undefined && first.expiresAt <= now;
      first = this.ready.first
    ) {
      this.ready.shift();
      this.host.deadLetter(this, first, "expired");
    }
    this.#watchFront();
  }

  #watchFront(): void {
    const at = this.ready.first?.expiresAt ?? Infinity;
    if (at !== Infinity) this.#messageExpiry.setTo(at);
  }

  #dropOverflow(): void {
    const { maxLength = Infinity, maxLengthBytes = Infinity } = this.limits;
    while (this.ready.length > maxLength || this.ready.bytes > maxLengthBytes) {
      const entry = this.ready.shift();
      if (entry === undefined) return;
      this.host.deadLetter(this, entry, "maxlen");
    }
  }

  #endUnlessUsed(): void {
    if (this.#consumers.length > 0) this.touch();
    else this.host.ended(this);
  }
}
