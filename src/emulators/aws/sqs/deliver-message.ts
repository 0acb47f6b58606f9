import { AwsError } from "../front/aws-error.js";
import type { NewMessage } from "./new-message.js";
import type { Queues } from "./queues.js";
import { sendOnce } from "./send-once.js";
import { queueDoesNotExist } from "./sqs-error.js";

/** Puts a message of another service into a queue. @returns why the queue did not take it; undefined where it did */
export function deliverMessage(queues: Queues, arn: string, message: NewMessage): AwsError | undefined {
  const queue = queues.find(arn);
  if (queue === undefined) return queueDoesNotExist();
  try {
    sendOnce(queues, queue, message, queue.number("DelaySeconds"));
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}
