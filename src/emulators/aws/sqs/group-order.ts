import type { DeliveryOrder } from "./delivery-order.js";
import { Line } from "./line.js";
import type { Message } from "./message.js";

/**
 * Of a FIFO queue: each group's messages as they were sent, up to the first that is not visible. What is in flight or
 * delayed holds back what was sent to its group after it. Groups take turns: one that was held back comes last again.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export class GroupOrder implements DeliveryOrder {
  readonly #groups = new Map<string, Line<Message>>();
  /** Those whose first message is visible. */
  readonly #ready = new Line<Line<Message>>();

  place(message: Message): void {
    const group = this.#groups.get(groupOf(message)) ?? new Line<Message>();
    this.#groups.set(groupOf(message), group);
    if (!group.has(message)) group.append(message);
    this.#review(group);
  }

  remove(message: Message): void {
    const group = this.#groups.get(groupOf(message));
    if (group === undefined) return;
    group.delete(message);
    if (group.size === 0) this.#groups.delete(groupOf(message));
    this.#review(group);
  }

  *receivable(): Generator<Message> {
    for (const group of this.#ready) {
      for (const message of group) {
        if (message.state !== "visible") break;
        yield message;
      }
    }
  }

  #review(group: Line<Message>): void {
    const isReady = group.first?.state === "visible";
    if (isReady === this.#ready.has(group)) return;
    if (isReady) this.#ready.append(group);
    else this.#ready.delete(group);
  }
}

function groupOf({ groupId = "" }: Message): string {
  return groupId;
}
