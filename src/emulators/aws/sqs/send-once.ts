import { createHash } from "node:crypto";
import type { AwsError } from "../front/aws-error.js";
import type { SentMessage } from "./fifo-ledger.js";
import type { NewMessage } from "./new-message.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";
import { invalidParameter, missingParameter } from "./sqs-error.js";

/** Why a FIFO queue does not take a message; undefined where it does, and for a standard queue. */
export function lacksForFifo(
  queue: Queue,
  {
    groupId,
    deduplicationId,
  }: { readonly groupId?: string | undefined; readonly deduplicationId?: string | undefined },
): AwsError | undefined {
  if (queue.ledger === undefined) return undefined;
  if (groupId === undefined) return missingParameter("MessageGroupId");
  if (deduplicationId !== undefined || queue.attributes.ContentBasedDeduplication === "true")
    return undefined;
  return invalidParameter(
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

/**
 * Sends a message; a FIFO queue takes it once within five minutes, and answers with the first one.
 * @throws AwsError for what a FIFO queue does not take
 */
export function sendOnce(
  queues: Queues,
  queue: Queue,
  message: NewMessage,
  delaySeconds: number,
): Pick<SentMessage, "id"> & Partial<SentMessage> {
  const { ledger } = queue;
  if (ledger === undefined) return queues.send(queue, message, delaySeconds);
  const lack = lacksForFifo(queue, message);
  if (lack !== undefined) throw lack;
  const { deduplicationId = createHash("sha256").update(message.body).digest("hex"), sentAt: at } = message;
  const key =
    queue.attributes.DeduplicationScope === "messageGroup"
      ? `${message.groupId} ${deduplicationId}`
      : deduplicationId;
  const earlier = ledger.find(key, at);
  if (earlier !== undefined) return earlier;
  const { id, sequenceNumber = "" } = queues.send(queue, { ...message, deduplicationId }, delaySeconds);
  queues.change({ type: "remember", queue: queue.arn, sent: { key, id, sequenceNumber, at } });
  return { id, sequenceNumber };
}
