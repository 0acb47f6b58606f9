import type { DurableState } from "../front/aws-service.js";
import type { Change } from "./changes.js";
import type { Message } from "./message.js";
import type { NewMessage } from "./new-message.js";
import { Queue, type QueueIdentity, queueArn } from "./queue.js";

/** Every queue of every account and region. Whatever changes them is a `Change`: done here, and written down if it is to last. */
export class Queues implements DurableState {
  readonly #queues = new Map<string, Queue>();
  #write: ((change: Uint8Array) => void) | undefined;

  find(arn: string): Queue | undefined {
    return this.#queues.get(arn);
  }

  get(identity: QueueIdentity): Queue | undefined {
    return this.#queues.get(queueArn(identity));
  }

  /** Those of an account and region, by name. */
  list(account: string, region: string): readonly Queue[] {
    return [...this.#queues.values()]
      .filter(({ settings }) => settings.account === account && settings.region === region)
      .sort((one, other) => (one.settings.name < other.settings.name ? -1 : 1));
  }

  /** Does a change and writes it down. */
  change(change: Change): void {
    // Written first: doing it changes the very message that is in it.
    this.#write?.(Buffer.from(JSON.stringify(change)));
    this.#apply(change);
  }

  /** Drops what a queue does not keep any longer, and makes visible what is due. */
  refresh(queue: Queue, now: number): void {
    const expired = queue.expired(now).filter(({ state }) => state !== "gone");
    if (expired.length > 0) {
      this.change({ type: "remove", queue: queue.arn, ids: expired.map(({ id }) => id) });
    }
    queue.reveal(now);
  }

  /** Puts a message into a queue, a FIFO one as its next; it is there at once, or after the delay. */
  send(queue: Queue, message: NewMessage, delaySeconds: number): Message {
    const added: Message = {
      ...message,
      state: delaySeconds > 0 ? "delayed" : "visible",
      visibleAt: message.sentAt + delaySeconds * 1000,
      ...(queue.ledger !== undefined && { sequenceNumber: queue.ledger.nextSequenceNumber }),
    };
    this.change({ type: "add", queue: queue.arn, message: added });
    return added;
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  snapshot(): Iterable<Uint8Array> {
    const parts = [...this.#queues.values()].map(({ arn, settings, messages, ledger }) => ({
      ...{ arn, settings, number: ledger?.lastSequenceNumber, remembered: [...(ledger?.remembered ?? [])] },
      // Messages change: what is true now is copied; their bodies are not.
      messages: [...messages.values()].map((message) => ({ ...message })),
    }));
    return (function* () {
      for (const { arn, settings, messages, number, remembered } of parts) {
        yield encode({ type: "queue", settings });
        for (const message of messages) yield encode({ type: "add", queue: arn, message });
        if (number !== undefined) yield encode({ type: "sequence", queue: arn, number });
        for (const sent of remembered) yield encode({ type: "remember", queue: arn, sent });
      }
    })();
  }

  liveBytes(): number {
    return [...this.#queues.values()].reduce(
      (sum, { bytes, ledger }) => sum + bytes + (ledger?.bytes ?? 0) + 1000,
      0,
    );
  }

  #apply(change: Change): void {
    if (change.type === "queue") {
      const arn = queueArn(change.settings);
      const queue = this.#queues.get(arn);
      if (queue === undefined) this.#queues.set(arn, new Queue(change.settings));
      else queue.settings = change.settings;
      return;
    }
    const queue = this.#queues.get(change.queue);
    if (queue === undefined) return;
    switch (change.type) {
      case "delete-queue":
        this.#queues.delete(change.queue);
        return queue.wake();
      case "add":
        return queue.add({ ...change.message });
      case "receive":
        for (const message of messagesOf(queue, change.ids)) {
          message.receiveCount += 1;
          message.firstReceivedAt ??= change.at;
          message.receivedAt = change.at;
          queue.move(message, "in-flight", change.until);
        }
        return;
      case "hide":
        for (const message of messagesOf(queue, [change.id])) queue.move(message, "in-flight", change.until);
        return;
      case "remove":
        for (const message of messagesOf(queue, change.ids)) queue.remove(message);
        return;
      case "dead-letter":
        for (const message of messagesOf(queue, [change.id])) this.#giveUp(queue, message, change);
        return;
      case "delay":
        for (const message of queue.messages.values()) {
          if (message.state !== "delayed" || message.visibleAt <= change.at) continue;
          queue.move(message, "delayed", message.sentAt + change.seconds * 1000);
        }
        return;
      case "remember":
        return queue.ledger?.remember(change.sent);
      case "forget":
        return queue.ledger?.forget();
      case "sequence":
        return queue.ledger?.note(change.number);
    }
  }

  /** How often it was received is not forgotten there. */
  #giveUp(queue: Queue, message: Message, { to, at }: { to: string; at?: number }): void {
    const target = this.#queues.get(to);
    if (target === undefined) return;
    queue.remove(message);
    const given: Message = { ...message, state: "visible", visibleAt: 0, deadLetterSource: queue.arn };
    if (target.ledger === undefined) return target.add(given);
    // A FIFO queue keeps it from then on, behind what its group has there.
    target.add({ ...given, sentAt: at ?? message.sentAt, sequenceNumber: target.ledger.nextSequenceNumber });
  }
}

function messagesOf(queue: Queue, ids: readonly string[]): readonly Message[] {
  return ids.flatMap((id) => queue.messages.get(id) ?? []);
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}
