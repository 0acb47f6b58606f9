import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText, textList } from "../front/read-input.js";
import { performBatch, readEntries } from "./batch.js";
import { findQueue } from "./find-queue.js";
import type { Message } from "./message.js";
import { md5OfAttributes, selectAttributes } from "./message-attributes.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";
import { readReceiptHandle, receiptHandle } from "./receipt-handle.js";
import { ReceiveAttempts } from "./receive-attempts.js";
import { invalidValue, missingParameter, queueDoesNotExist } from "./sqs-error.js";
import { takeMessages } from "./take-messages.js";

const maxVisibilitySeconds = 43_200;

export function receiveOperations(queues: Queues): Operations {
  const attempts = new ReceiveAttempts();
  return {
    ReceiveMessage: (input, call) => receiveMessage({ queues, attempts }, input, call),

    DeleteMessage: (input, call) => deleteMessage(queues, findQueue(queues, input, call), input),

    DeleteMessageBatch(input, call) {
      const queue = findQueue(queues, input, call);
      const entries = readEntries(input, "DeleteMessageBatchRequestEntry");
      return performBatch(entries, (entry) => deleteMessage(queues, queue, entry));
    },

    ChangeMessageVisibility: (input, call) => changeVisibility(queues, findQueue(queues, input, call), input),

    ChangeMessageVisibilityBatch(input, call) {
      const queue = findQueue(queues, input, call);
      const entries = readEntries(input, "ChangeMessageVisibilityBatchRequestEntry");
      return performBatch(entries, (entry) => changeVisibility(queues, queue, entry));
    },
  };
}

async function receiveMessage(
  { queues, attempts }: { queues: Queues; attempts: ReceiveAttempts },
  input: AwsInput,
  call: AwsCall,
): Promise<AwsOutput> {
  const queue = findQueue(queues, input, call);
  const max = within(input, "MaxNumberOfMessages", 1, 10, "Must be between 1 and 10, if provided.") ?? 1;
  const wait = within(input, "WaitTimeSeconds", 0, 20, "Must be >= 0 and <= 20, if provided.");
  const visibility = readVisibility(input) ?? queue.number("VisibilityTimeout");
  const deadline = Date.now() + (wait ?? queue.number("ReceiveMessageWaitTimeSeconds")) * 1000;
  const attempt = queue.ledger && optionalText(input, "ReceiveRequestAttemptId");
  for (;;) {
    // Nobody would learn of what is received for a client that is gone.
    if (call.signal.aborted) return {};
    if (queues.find(queue.arn) !== queue) throw queueDoesNotExist();
    const now = Date.now();
    queues.refresh(queue, now);
    const times = { now, until: now + visibility * 1000 };
    const again = attempt === undefined ? undefined : attempts.again(queues, queue, attempt, times);
    const taken = again ?? takeMessages(queues, queue, max, times);
    if (attempt !== undefined && again === undefined) attempts.note(queue, attempt, taken, times);
    if (taken.length > 0) return { Messages: taken.map((message) => shown(queue, message, input)) };
    if (now >= deadline) return {};
    await queue.change(deadline, call.signal);
  }
}

function shown(queue: Queue, message: Message, input: AwsInput): AwsOutput {
  const asked = [...textList(input, "AttributeNames"), ...textList(input, "MessageSystemAttributeNames")];
  const system: Record<string, string | number | undefined> = {
    SenderId: message.senderId,
    SentTimestamp: message.sentAt,
    ApproximateReceiveCount: message.receiveCount,
    ApproximateFirstReceiveTimestamp: message.firstReceivedAt,
    AWSTraceHeader: message.traceHeader,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    DeadLetterQueueSourceArn: message.deadLetterSource,
  };
  const attributes = Object.entries(system)
    .filter(([name, value]) => value !== undefined && (asked.includes("All") || asked.includes(name)))
    .map(([name, value]) => [name, String(value)]);
  const selected = selectAttributes(message.attributes, textList(input, "MessageAttributeNames"));
  const md5 = md5OfAttributes(selected);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(queue, message),
    MD5OfBody: message.md5,
    Body: message.body,
    ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
    ...(md5 !== undefined && { MD5OfMessageAttributes: md5, MessageAttributes: selected }),
  };
}

/** A handle that is out of date deletes nothing. That is no error but of a FIFO queue, where it ends with the visibility timeout. */
function deleteMessage(queues: Queues, queue: Queue, input: AwsInput): AwsOutput {
  const handle = requiredHandle(input);
  const { message, isLast } = readReceiptHandle(queue, handle);
  if (message !== undefined) checkNotExpired(queue, message, isLast, handle);
  if (message !== undefined && isLast) {
    queues.change({ type: "remove", queue: queue.arn, ids: [message.id] });
  }
  return {};
}

function changeVisibility(queues: Queues, queue: Queue, input: AwsInput): AwsOutput {
  const handle = requiredHandle(input);
  const seconds = readVisibility(input);
  if (seconds === undefined) throw missingParameter("VisibilityTimeout");
  const { message, isLast } = readReceiptHandle(queue, handle);
  if (message === undefined || !isLast) {
    const reason = "Message does not exist or is not available for visibility timeout change.";
    throw invalidValue(handle, "ReceiptHandle", reason);
  }
  checkNotExpired(queue, message, isLast, handle);
  const now = Date.now();
  const until = now + seconds * 1000;
  if (until - (message.receivedAt ?? now) > maxVisibilitySeconds * 1000) {
    const limit = `Total VisibilityTimeout for the message is beyond the limit [${maxVisibilitySeconds} seconds]`;
    throw invalidValue(seconds, "VisibilityTimeout", `${limit}.`);
  }
  queues.change({ type: "hide", queue: queue.arn, id: message.id, until });
  queue.reveal(Date.now());
  return {};
}

function checkNotExpired(queue: Queue, message: Message, isLast: boolean, handle: string): void {
  if (queue.ledger === undefined || (isLast && message.state === "in-flight")) return;
  throw invalidValue(handle, "ReceiptHandle", "The receipt handle has expired.");
}

function requiredHandle(input: AwsInput): string {
  const handle = optionalText(input, "ReceiptHandle");
  if (handle === undefined || handle === "") throw missingParameter("ReceiptHandle");
  return handle;
}

function readVisibility(input: AwsInput): number | undefined {
  return within(
    input,
    "VisibilityTimeout",
    0,
    maxVisibilitySeconds,
    "Must be between 0 and 43200, if provided.",
  );
}

function within(input: AwsInput, name: string, min: number, max: number, reason: string): number | undefined {
  const value = optionalInteger(input, name);
  if (value !== undefined && (value < min || value > max)) throw invalidValue(value, name, reason);
  return value;
}
