import { randomUUID } from "node:crypto";
import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText, recordList } from "../front/read-input.js";
import { attributesBytes } from "../sqs/message-attributes.js";
import type { Deliver } from "./deliver.js";
import { readIds } from "./fifo-ids.js";
import { readMessageAttributes } from "./message-attributes.js";
import type { Publication } from "./publication.js";
import { batchError, invalidParameter } from "./sns-error.js";
import type { Topic } from "./topic.js";
import { findTopic } from "./topic-operations.js";
import type { Topics } from "./topics.js";

/** Of a message with its attributes, and of a batch: 256 KiB. */
const maxBytes = 262_144;
const maxEntries = 10;

export function publishOperations(topics: Topics, deliver: Deliver): Operations {
  /** A FIFO topic answers for what it has sent within five minutes, and sends nothing. */
  const publish = (topic: Topic, publication: Publication, call: AwsCall): AwsOutput => {
    const { sent, isNew } = topics.number(topic, publication, Date.now());
    const { id: MessageId, sequenceNumber } = sent;
    const numbered = { ...publication, ...(sequenceNumber !== undefined && { sequenceNumber }) };
    if (isNew) {
      for (const subscription of topics.subscriptionsOf(topic.arn)) deliver(numbered, subscription, call);
    }
    return { MessageId, ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }) };
  };
  return {
    Publish(input, call) {
      if (optionalText(input, "PhoneNumber") !== undefined) {
        throw invalidParameter("PhoneNumber Reason: SMS is not emulated by msx");
      }
      const parameter = optionalText(input, "TopicArn") === undefined ? "TargetArn" : "TopicArn";
      const topic = findTopic(topics, input, parameter);
      return publish(topic, readPublication(topic, input), call);
    },

    PublishBatch(input, call) {
      const topic = findTopic(topics, input);
      const entries = readEntries(input);
      const Successful: AwsOutput[] = [];
      // What is wrong with one message refuses the batch, so all are read before any is sent.
      for (const [Id, publication] of entries.map(
        ([Id, entry]) => [Id, readPublication(topic, entry)] as const,
      )) {
        Successful.push({ Id, ...publish(topic, publication, call) });
      }
      return { Successful, Failed: [] };
    },
  };
}

function readPublication(topic: Topic, input: AwsInput): Publication {
  const message = optionalText(input, "Message") ?? "";
  if (message === "") throw invalidParameter("Empty message");
  const subject = optionalText(input, "Subject");
  // Printable ASCII, at most 100 characters, nothing but a letter, digit or punctuation first (API_Publish).
  if (subject !== undefined && !/^[!-~][ -~]{0,99}$/.test(subject)) throw invalidParameter("Subject");
  const ids = readIds(topic, input, message);
  const attributes = readMessageAttributes(input);
  if (Buffer.byteLength(message) + attributesBytes(attributes) > maxBytes)
    throw invalidParameter("Message too long");
  return {
    ...{ id: randomUUID(), topicArn: topic.arn, signatureVersion: topic.attributes.SignatureVersion ?? "1" },
    ...{ attributes, ...ids, ...(subject !== undefined && { subject }), ...readStructure(input, message) },
  };
}

/** A message may be several, one for each protocol, with a default. */
function readStructure(input: AwsInput, message: string): Pick<Publication, "message" | "byProtocol"> {
  const structure = optionalText(input, "MessageStructure");
  if (structure === undefined || structure === "") return { message, byProtocol: {} };
  if (structure !== "json") throw invalidParameter("MessageStructure");
  let parsed: Readonly<Record<string, unknown>> | null;
  try {
    parsed = JSON.parse(message) as Record<string, unknown> | null;
  } catch {
    throw invalidParameter("Message Structure - JSON message body failed to parse");
  }
  const texts = Object.entries(parsed ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const { default: byDefault, ...byProtocol } = Object.fromEntries(texts);
  if (byDefault === undefined)
    throw invalidParameter("Message Structure - No default entry in JSON message body");
  return { message: byDefault, byProtocol };
}

function readEntries(input: AwsInput): readonly (readonly [string, AwsInput])[] {
  const entries = recordList(input, "PublishBatchRequestEntries");
  if (entries.length === 0)
    throw batchError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > maxEntries) {
    throw batchError(
      "TooManyEntriesInBatchRequest",
      "The batch request contains more entries than permissible.",
    );
  }
  const named = entries.map((entry) => [optionalText(entry, "Id") ?? "", entry] as const);
  for (const [id] of named) {
    const what = "The Id of a batch entry in the batch request";
    if (id.length > 80) throw batchError("InvalidBatchEntryId", `${what} is too long: ${id}`);
    if (!/^[\w-]+$/.test(id)) {
      throw batchError("InvalidBatchEntryId", `${what} contains an impermissible character: ${id}`);
    }
  }
  if (new Set(named.map(([id]) => id)).size < named.length) {
    throw batchError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
  const bytes = entries.reduce(
    (sum, entry) => sum + Buffer.byteLength(optionalText(entry, "Message") ?? ""),
    0,
  );
  if (bytes > maxBytes) {
    const message = "The length of all the messages put together is more than the limit.";
    throw batchError("BatchRequestTooLong", message);
  }
  return named;
}
