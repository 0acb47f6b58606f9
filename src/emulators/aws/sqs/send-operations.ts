import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText } from "../front/read-input.js";
import { maxBatchBytes, performBatch, readEntries } from "./batch.js";
import { findQueue } from "./find-queue.js";
import type { Message } from "./message.js";
import {
  attributesBytes,
  type MessageAttributes,
  md5OfAttributes,
  readMessageAttributes,
} from "./message-attributes.js";
import { type NewMessage, newMessage } from "./new-message.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";
import { lacksForFifo, sendOnce } from "./send-once.js";
import {
  batchError,
  invalidMessageContents,
  invalidParameter,
  invalidValue,
  missingParameter,
} from "./sqs-error.js";

/** What XML 1.0 cannot hold: SQS takes nothing else, whatever the protocol. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

const notOfThisType = "The request include parameter that is not valid for this queue type.";

const idNames = ["MessageGroupId", "MessageDeduplicationId"];

export function sendOperations(queues: Queues): Operations {
  return {
    SendMessage: (input, call) => sendMessage(queues, findQueue(queues, input, call), input, call),

    SendMessageBatch(input, call) {
      const queue = findQueue(queues, input, call);
      const entries = readEntries(input, "SendMessageBatchRequestEntry");
      const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
      if (bytes > maxBatchBytes) {
        const message = `Batch requests cannot be longer than ${maxBatchBytes} bytes. You have sent ${bytes} bytes.`;
        throw batchError("BatchRequestTooLong", message);
      }
      // What a FIFO queue misses in one message refuses the batch, and not by a code of its own.
      for (const entry of entries) {
        const [groupId, deduplicationId] = idNames.map((name) => optionalText(entry, name));
        const lack = lacksForFifo(queue, { groupId, deduplicationId });
        if (lack !== undefined) throw invalidParameter(lack.message);
      }
      return performBatch(entries, (entry) => sendMessage(queues, queue, entry, call));
    },
  };
}

function sendMessage(queues: Queues, queue: Queue, input: AwsInput, call: AwsCall): AwsOutput {
  const body = optionalText(input, "MessageBody");
  if (body === undefined || body === "") throw missingParameter("MessageBody");
  const attributes = readMessageAttributes(input, "MessageAttributes");
  const system = readSystemAttributes(input);
  const ids = readIds(queue, input);
  const delay = readDelay(queue, input);
  const { AWSTraceHeader: trace } = system;
  const message = newMessage(body, attributes, call.account);
  checkContents(message);
  const max = queue.number("MaximumMessageSize");
  if (Buffer.byteLength(body) + attributesBytes(attributes) > max) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${max} bytes.`,
    );
  }
  const traceHeader = trace?.StringValue;
  const traced = { ...message, ...ids, ...(traceHeader !== undefined && { traceHeader }) };
  const { id: MessageId, sequenceNumber: SequenceNumber } = sendOnce(queues, queue, traced, delay);
  const [ofAttributes, ofSystem] = [md5OfAttributes(attributes), md5OfAttributes(system)];
  return {
    MD5OfMessageBody: message.md5,
    ...(ofAttributes !== undefined && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystem !== undefined && { MD5OfMessageSystemAttributes: ofSystem }),
    ...{ MessageId, ...(SequenceNumber !== undefined && { SequenceNumber }) },
  };
}

function checkContents({ body, attributes }: Pick<Message, "body" | "attributes">): void {
  const texts = [body, ...Object.values(attributes).map(({ StringValue = "" }) => StringValue)];
  if (texts.some((text) => notXml.test(text))) throw invalidMessageContents();
}

/** There is one: X-Ray's. */
function readSystemAttributes(input: AwsInput): MessageAttributes {
  const system = readMessageAttributes(input, "MessageSystemAttributes");
  for (const [name, { DataType }] of Object.entries(system)) {
    if (name !== "AWSTraceHeader") {
      throw invalidParameter(`Message system attribute name '${name}' is invalid.`);
    }
    if (DataType !== "String") {
      throw invalidParameter(`Message system attribute '${name}' must be of type 'String'.`);
    }
  }
  return system;
}

/** Standard queues take a group too, for fairness among tenants; there it is only given back. */
function readIds(queue: Queue, input: AwsInput): Pick<NewMessage, "groupId" | "deduplicationId"> {
  const groupId = readId(input, "MessageGroupId");
  if (queue.ledger === undefined && optionalText(input, "MessageDeduplicationId") !== undefined) {
    throw invalidValue(input.MessageDeduplicationId, "MessageDeduplicationId", notOfThisType);
  }
  const deduplicationId = readId(input, "MessageDeduplicationId");
  return {
    ...(groupId !== undefined && { groupId }),
    ...(deduplicationId !== undefined && { deduplicationId }),
  };
}

function readId(input: AwsInput, name: string): string | undefined {
  const id = optionalText(input, name);
  if (id === undefined || /^[!-~]{1,128}$/.test(id)) return id;
  const reason = `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`;
  throw invalidValue(id, name, reason);
}

/** FIFO queues have a delay, their messages have none of their own. */
function readDelay(queue: Queue, input: AwsInput): number {
  const given = optionalInteger(input, "DelaySeconds");
  if (queue.ledger !== undefined) {
    if (given) throw invalidValue(given, "DelaySeconds", notOfThisType);
    return queue.number("DelaySeconds");
  }
  const delay = given ?? queue.number("DelaySeconds");
  if (delay >= 0 && delay <= 900) return delay;
  throw invalidValue(delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
}

function entryBytes(entry: AwsInput): number {
  const body = optionalText(entry, "MessageBody") ?? "";
  return Buffer.byteLength(body) + attributesBytes(readMessageAttributesOrNone(entry));
}

/** An attribute that is refused fails its own entry later, not the batch. */
function readMessageAttributesOrNone(entry: AwsInput): MessageAttributes {
  try {
    return readMessageAttributes(entry, "MessageAttributes");
  } catch {
    return {};
  }
}
