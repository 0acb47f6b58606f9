import type { Message } from "./message.js";
import type { Queue } from "./queue.js";
import { receiptHandleIsInvalid } from "./sqs-error.js";

/** Names one receiving of one message: its next one has another. */
export function receiptHandle(queue: Queue, message: Message): string {
  return Buffer.from(`${message.id} ${queue.arn} ${message.receiveCount}`).toString("base64");
}

export interface Received {
  /** undefined where the message is gone. */
  readonly message: Message | undefined;
  /** False when it has been received again since: the handle is out of date. */
  readonly isLast: boolean;
}

/** What a handle names. Throws AwsError for what this queue never gave out. */
export function readReceiptHandle(queue: Queue, handle: string): Received {
  const [id = "", arn, count] = Buffer.from(handle, "base64").toString("utf8").split(" ");
  if (arn !== queue.arn || !/^[0-9a-f-]{36}$/.test(id)) throw receiptHandleIsInvalid(handle);
  const message = queue.messages.get(id);
  return { message, isLast: message !== undefined && String(message.receiveCount) === count };
}
