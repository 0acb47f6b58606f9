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
  /** To the dead-letter queue of the queue. */
  | { readonly type: "dead-letter"; readonly queue: string; readonly to: string; readonly id: string };
