import type { Message } from "./message.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";
import { overLimit } from "./sqs-error.js";

const maxInFlight = 120_000;

/** Receives up to `max` messages; those that were received too often go to the dead-letter queue instead. */
export function takeMessages(
  queues: Queues,
  queue: Queue,
  max: number,
  { now, until }: { now: number; until: number },
): readonly Message[] {
  const room = maxInFlight - queue.counts(now)["in-flight"];
  // A FIFO queue gives nothing then, without an error.
  if (room <= 0 && queue.ledger === undefined) throw overLimit();
  const { redrive } = queue;
  const deadLetters = redrive && queues.find(redrive.deadLetterTargetArn);
  const taken: Message[] = [];
  for (const message of queue.receivable()) {
    if (taken.length >= Math.min(max, room)) break;
    // A dead-letter queue that is gone takes nothing: the message stays.
    if (
      redrive !== undefined &&
      deadLetters !== undefined &&
      deadLetters !== queue &&
      message.receiveCount >= redrive.maxReceiveCount
    ) {
      queues.change({ type: "dead-letter", queue: queue.arn, to: deadLetters.arn, id: message.id, at: now });
    } else taken.push(message);
  }
  const ids = taken.map(({ id }) => id);
  if (ids.length > 0) queues.change({ type: "receive", queue: queue.arn, ids, at: now, until });
  return taken;
}
