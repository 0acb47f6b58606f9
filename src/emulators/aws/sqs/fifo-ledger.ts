/** What came of sending a message to a FIFO queue or topic. */
export interface SentMessage {
  readonly id: string;
  readonly sequenceNumber: string;
}

/** A message as it is remembered: sending it again sends nothing. */
export interface RememberedMessage extends SentMessage {
  /** What it is known by: its deduplication id, in its scope. */
  readonly key: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** For how long a deduplication id is remembered, of a message that was received and deleted too. */
const intervalMs = 300_000;
/** How often what is not remembered any longer is dropped. */
const dropMs = 30_000;
/** Sequence numbers have twenty digits, the first of which is a one. */
const digits = 19;

/**
 * What a FIFO queue or topic remembers of what was sent to it.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
export class FifoLedger {
  #last = 0;
  #droppedAt = 0;
  /** The oldest first. */
  readonly #remembered = new Map<string, RememberedMessage>();

  /** The number of the next message: it is given once that message was noted. */
  get nextSequenceNumber(): string {
    return `1${String(this.#last + 1).padStart(digits, "0")}`;
  }

  /** That of the message that was noted last; undefined where none was. */
  get lastSequenceNumber(): string | undefined {
    return this.#last === 0 ? undefined : `1${String(this.#last).padStart(digits, "0")}`;
  }

  /** Later messages have higher numbers. */
  note(sequenceNumber: string): void {
    this.#last = Math.max(this.#last, Number(sequenceNumber.slice(1)));
  }

  /** The message that was sent by this key within the last five minutes. */
  find(key: string, now: number): SentMessage | undefined {
    const sent = this.#remembered.get(key);
    return sent === undefined || isOver(sent, now) ? undefined : sent;
  }

  remember(sent: RememberedMessage): void {
    this.#dropOld(sent.at);
    this.#remembered.delete(sent.key);
    this.#remembered.set(sent.key, sent);
  }

  /** All that is remembered may be sent again. */
  forget(): void {
    this.#remembered.clear();
  }

  get remembered(): Iterable<RememberedMessage> {
    return this.#remembered.values();
  }

  /** About what all of it takes in the journal, in bytes. */
  get bytes(): number {
    return this.#remembered.size * 250;
  }

  #dropOld(now: number): void {
    if (now - this.#droppedAt < dropMs) return;
    this.#droppedAt = now;
    for (const sent of this.#remembered.values()) {
      if (!isOver(sent, now)) return;
      this.#remembered.delete(sent.key);
    }
  }
}

function isOver({ at }: RememberedMessage, now: number): boolean {
  return at + intervalMs <= now;
}
