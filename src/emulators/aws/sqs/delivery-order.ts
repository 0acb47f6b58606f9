import type { Message } from "./message.js";

/** Which of a queue's messages can be received now, and in which order. */
export interface DeliveryOrder {
  /** A message came into the queue, or changed its state. */
  place(message: Message): void;
  /** A message left the queue. */
  remove(message: Message): void;
  /** Those that can be received, the next one first. The one that was given last may be taken out meanwhile. */
  receivable(): Iterable<Message>;
}
