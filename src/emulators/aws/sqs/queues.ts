import type { DurableState } from "../front/aws-service.js";
import type { Change } from "./changes.js";
import type { Message } from "./message.js";
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

  /** Puts a message into a queue; it is there at once, or after the delay. @param message in whatever state */
  send(queue: Queue, message: Omit<Message, "state" | "visibleAt">, delaySeconds: number): void {
    const [state, visibleAt] = [
      delaySeconds > 0 ? "delayed" : "visible",
      message.sentAt + delaySeconds * 1000,
    ];
    this.change({ type: "add", queue: queue.arn, message: { ...message, state, visibleAt } as Message });
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  snapshot(): Iterable<Uint8Array> {
    const parts = [...this.#queues.values()].map(({ arn, settings, messages }) => ({
      ...{ arn, settings },
      // Messages change: what is true now is copied; their bodies are not.
      messages: [...messages.values()].map((message) => ({ ...message })),
    }));
    return (function* () {
      for (const { arn, settings, messages } of parts) {
        yield encode({ type: "queue", settings });
        for (const message of messages) yield encode({ type: "add", queue: arn, message });
      }
    })();
  }

  liveBytes(): number {
    return [...this.#queues.values()].reduce((sum, { bytes }) => sum + bytes + 1000, 0);
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
        for (const message of messagesOf(queue, [change.id])) this.#giveUp(queue, message, change.to);
    }
  }

  /** How often it was received is not forgotten there. */
  #giveUp(queue: Queue, message: Message, to: string): void {
    const target = this.#queues.get(to);
    if (target === undefined) return;
    queue.remove(message);
    target.add({ ...message, state: "visible", visibleAt: 0, deadLetterSource: queue.arn });
  }
}

function messagesOf(queue: Queue, ids: readonly string[]): readonly Message[] {
  return ids.flatMap((id) => queue.messages.get(id) ?? []);
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}
