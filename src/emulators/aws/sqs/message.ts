import type { MessageAttributes } from "./message-attributes.js";

/** Where a message is in its life. */
export type MessageState = "visible" | "delayed" | "in-flight" | "gone";

/** What was sent, and what happened to it since; all that the journal keeps of it. Times are ms since the epoch. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: MessageAttributes;
  /** The account that sent it. */
  readonly senderId: string;
  readonly sentAt: number;
  /** Of X-Ray, as sent. */
  readonly traceHeader?: string;
  readonly groupId?: string;
  /** In a FIFO queue: of what was sent, or of its body. */
  readonly deduplicationId?: string;
  /** In a FIFO queue. */
  readonly sequenceNumber?: string;
  /** The queue that gave it up. */
  deadLetterSource?: string;
  state: MessageState;
  /** When it is visible again, or for the first time. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** When it was last received: its visibility ends twelve hours later at most. */
  receivedAt?: number;
}

export type Message = StoredMessage;

/** About what a message takes in the journal beside its body and attributes, in bytes. */
export const messageOverhead = 300;
