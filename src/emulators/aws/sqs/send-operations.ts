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
import { newMessage } from "./new-message.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";
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
      return performBatch(entries, (entry) => sendMessage(queues, queue, entry, call));
    },
  };
}

function sendMessage(queues: Queues, queue: Queue, input: AwsInput, call: AwsCall): AwsOutput {
  const body = optionalText(input, "MessageBody");
  if (body === undefined || body === "") throw missingParameter("MessageBody");
  const attributes = readMessageAttributes(input, "MessageAttributes");
  const system = readSystemAttributes(input);
  const groupId = readGroupId(input);
  if (optionalText(input, "MessageDeduplicationId") !== undefined) {
    const reason = "The request include parameter that is not valid for this queue type.";
    throw invalidValue(input.MessageDeduplicationId, "MessageDeduplicationId", reason);
  }
  const delay = optionalInteger(input, "DelaySeconds") ?? queue.number("DelaySeconds");
  if (delay < 0 || delay > 900) {
    throw invalidValue(delay, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
  }
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
  queues.send(
    queue,
    {
      ...message,
      ...(traceHeader !== undefined && { traceHeader }),
      ...(groupId !== undefined && { groupId }),
    },
    delay,
  );
  const [ofAttributes, ofSystem] = [md5OfAttributes(attributes), md5OfAttributes(system)];
  return {
    MD5OfMessageBody: message.md5,
    ...(ofAttributes !== undefined && { MD5OfMessageAttributes: ofAttributes }),
    ...(ofSystem !== undefined && { MD5OfMessageSystemAttributes: ofSystem }),
    MessageId: message.id,
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

/** Standard queues take it too, for fairness among tenants; here it is only given back. */
function readGroupId(input: AwsInput): string | undefined {
  const groupId = optionalText(input, "MessageGroupId");
  if (groupId === undefined || /^[!-~]{1,128}$/.test(groupId)) return groupId;
  const reason =
    "MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.";
  throw invalidValue(groupId, "MessageGroupId", reason);
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
