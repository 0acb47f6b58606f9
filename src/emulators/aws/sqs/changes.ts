import type { RememberedMessage } from "./fifo-ledger.js";
import type { StoredMessage } from "./message.js";
import type { QueueSettings } from "./queue.js";

/** What happens to queues, as the journal has it. Queues are named by their ARN. Times are ms since the epoch. */
export type Change =
  /** A queue is made, or told something else. */
  | { readonly type: "queue"; readonly settings: QueueSettings }
  | { readonly type: "delete-queue"; readonly queue: string }
  | { readonly type: "add"; readonly queue: string; readonly message: StoredMessage }
  | {
      readonly type: "receive";
      readonly queue: string;
      readonly ids: readonly string[];
      readonly at: number;
      readonly until: number;
    }
  | { readonly type: "hide"; readonly queue: string; readonly id: string; readonly until: number }
  | { readonly type: "remove"; readonly queue: string; readonly ids: readonly string[] }
  /** To the dead-letter queue of the queue. A FIFO one has it as sent then. */
  | {
      readonly type: "dead-letter";
      readonly queue: string;
      readonly to: string;
      readonly id: string;
      readonly at?: number;
    }
  /** A FIFO queue's delay holds for what is delayed already. */
  | { readonly type: "delay"; readonly queue: string; readonly seconds: number; readonly at: number }
  /** A FIFO queue knows a message by its deduplication id. */
  | { readonly type: "remember"; readonly queue: string; readonly sent: RememberedMessage }
  | { readonly type: "forget"; readonly queue: string }
  /** The last number that a FIFO queue has given: the message itself may be gone. */
  | { readonly type: "sequence"; readonly queue: string; readonly number: string };
