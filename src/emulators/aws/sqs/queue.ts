import type { DeliveryOrder } from "./delivery-order.js";
import { FifoLedger } from "./fifo-ledger.js";
import { GroupOrder } from "./group-order.js";
import { HiddenMessages } from "./hidden-messages.js";
import { type Message, messageOverhead } from "./message.js";
import { attributesBytes } from "./message-attributes.js";
import {
  effectiveAttributes,
  isFifo,
  type QueueAttributes,
  type RedrivePolicy,
  readRedrivePolicy,
} from "./queue-attributes.js";
import { VisibleOrder } from "./visible-order.js";

/** What identifies a queue. */
export interface QueueIdentity {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** What is known of a queue beside its messages. Times are seconds since the epoch. */
export interface QueueSettings extends QueueIdentity {
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

export function queueArn({ account, region, name }: QueueIdentity): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

/**
 * A queue in memory: messages by id, those that can be received in the order of the queue's kind, the others by the time they will be visible.
 * It decides nothing about the journal and about other queues: `Queues` does.
 */
export class Queue {
  readonly arn: string;
  readonly messages = new Map<string, Message>();
  /** Bytes of the messages, as the journal holds them; about. */
  bytes = 0;
  /** ms since the epoch. */
  lastPurgeAt = 0;
  #settings: QueueSettings;
  #effective: QueueAttributes;
  #redrive: RedrivePolicy | undefined;
  /** Of a FIFO queue; undefined of a standard one. */
  readonly ledger: FifoLedger | undefined;
  readonly #hidden = new HiddenMessages();
  readonly #order: DeliveryOrder;
  #oldestSentAt = Number.POSITIVE_INFINITY;
  readonly #counts = { visible: 0, delayed: 0, "in-flight": 0, gone: 0 };
  readonly #waiting = new Set<() => void>();

  constructor(settings: QueueSettings) {
    this.arn = queueArn(settings);
    this.#settings = settings;
    this.#effective = effectiveAttributes(settings.attributes);
    this.settings = settings;
    // A queue's kind never changes.
    this.ledger = isFifo(settings.attributes) ? new FifoLedger() : undefined;
    this.#order = this.ledger === undefined ? new VisibleOrder() : new GroupOrder();
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  set settings(settings: QueueSettings) {
    this.#settings = settings;
    this.#effective = effectiveAttributes(settings.attributes);
    const { RedrivePolicy: policy } = this.#effective;
    this.#redrive = policy === undefined ? undefined : readRedrivePolicy(policy);
  }

  /** With defaults. */
  get attributes(): QueueAttributes {
    return this.#effective;
  }

  get redrive(): RedrivePolicy | undefined {
    return this.#redrive;
  }

  /** A number among the attributes. */
  number(name: string): number {
    return Number(this.#effective[name]);
  }

  /** How many messages are in each state, after what is due has happened. */
  counts(now: number): Readonly<Record<"visible" | "delayed" | "in-flight", number>> {
    this.reveal(now);
    return this.#counts;
  }

  /** Takes a message in, in the state that it is in. */
  add(message: Message): void {
    this.messages.set(message.id, message);
    this.bytes += sizeOf(message);
    this.#oldestSentAt = Math.min(this.#oldestSentAt, message.sentAt);
    this.#counts[message.state] += 1;
    if (message.sequenceNumber !== undefined) this.ledger?.note(message.sequenceNumber);
    this.#place(message);
  }

  /** Changes a message's state, and when it ends. */
  move(message: Message, state: "visible" | "delayed" | "in-flight", visibleAt: number): void {
    this.#counts[message.state] -= 1;
    this.#counts[state] += 1;
    message.state = state;
    message.visibleAt = visibleAt;
    this.#place(message);
  }

  remove(message: Message): void {
    if (!this.messages.delete(message.id)) return;
    this.bytes -= sizeOf(message);
    this.#counts[message.state] -= 1;
    message.state = "gone";
    this.#order.remove(message);
    // What was in flight may have held back its group.
    if (this.ledger !== undefined) this.wake();
  }

  /** The messages that can be received, which stay so: whoever takes one moves or removes it. */
  receivable(): Iterable<Message> {
    return this.#order.receivable();
  }

  /** Makes visible what is due. */
  reveal(now: number): void {
    for (let message = this.#hidden.popDue(now); message !== undefined; message = this.#hidden.popDue(now)) {
      this.move(message, "visible", message.visibleAt);
    }
  }

  /** Messages that are older than the queue keeps them. */
  expired(now: number): readonly Message[] {
    const oldest = now - this.number("MessageRetentionPeriod") * 1000;
    if (this.#oldestSentAt > oldest) return [];
    const all = [...this.messages.values()];
    const [old, rest] = [
      all.filter(({ sentAt }) => sentAt <= oldest),
      all.filter(({ sentAt }) => sentAt > oldest),
    ];
    this.#oldestSentAt = rest.reduce(
      (least, { sentAt }) => Math.min(least, sentAt),
      Number.POSITIVE_INFINITY,
    );
    return old;
  }

  /** Resolves when there may be something to receive, at the time at the latest, or when it is aborted. */
  async change(deadline: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const until = Math.min(deadline, this.#hidden.nextAt ?? deadline);
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      // A timer may run up to a millisecond early.
      const timer = setTimeout(done, Math.max(1, until - Date.now() + 1));
      signal.addEventListener("abort", done);
      this.#waiting.add(done);
    });
    // Who has just gone away is seen by then, and takes nothing with it.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }

  /** Lets everybody who waits look again: also when the queue is deleted. */
  wake(): void {
    for (const done of [...this.#waiting]) done();
  }

  #place(message: Message): void {
    this.#order.place(message);
    if (message.state !== "visible") this.#hidden.push(message);
    this.wake();
  }
}

function sizeOf({ body, attributes }: Message): number {
  return Buffer.byteLength(body) + attributesBytes(attributes) + messageOverhead;
}
