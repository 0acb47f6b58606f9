import type { Message } from "./message.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";

/** What one receiving gave out. */
interface Attempt {
  readonly at: number;
  readonly received: readonly { readonly message: Message; readonly count: number }[];
  /** Until when the messages are hidden; ms since the epoch, as all of these. */
  until: number;
}

const rememberedMs = 300_000;

/** Receivings of FIFO queues that can be asked for again, by their `ReceiveRequestAttemptId`. They do not outlive the process. */
export class ReceiveAttempts {
  readonly #byQueue = new WeakMap<Queue, Map<string, Attempt>>();

  /**
   * The messages of an earlier attempt, hidden for longer now; undefined where it is unknown or over, or where one of them
   * was changed since.
   */
  again(
    queues: Queues,
    queue: Queue,
    id: string,
    { now, until }: { readonly now: number; readonly until: number },
  ): readonly Message[] | undefined {
    const attempt = this.#byQueue.get(queue)?.get(id);
    if (attempt === undefined || now - attempt.at > rememberedMs) return undefined;
    const isUnchanged = attempt.received.every(
      ({ message, count }) =>
        message.state === "in-flight" &&
        message.receiveCount === count &&
        message.visibleAt === attempt.until,
    );
    if (!isUnchanged) return undefined;
    attempt.until = until;
    for (const { message } of attempt.received) {
      queues.change({ type: "hide", queue: queue.arn, id: message.id, until });
    }
    return attempt.received.map(({ message }) => message);
  }

  note(
    queue: Queue,
    id: string,
    messages: readonly Message[],
    { now, until }: { now: number; until: number },
  ) {
    const attempts = this.#byQueue.get(queue) ?? new Map<string, Attempt>();
    for (const [known, { at }] of attempts) {
      if (now - at <= rememberedMs) break;
      attempts.delete(known);
    }
    const received = messages.map((message) => ({ message, count: message.receiveCount }));
    attempts.delete(id);
    this.#byQueue.set(queue, attempts.set(id, { at: now, received, until }));
  }
}
