import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText, textList, textMap } from "../front/read-input.js";
import { findQueue, queueUrl } from "./find-queue.js";
import { pageOf } from "./page.js";
import type { Queue, QueueSettings } from "./queue.js";
import { checkQueueAttributes, effectiveAttributes, isFifo, sameAttribute } from "./queue-attributes.js";
import type { Queues } from "./queues.js";
import {
  invalidParameter,
  missingParameter,
  purgeInProgress,
  queueDoesNotExist,
  queueNameExists,
  unknownAttribute,
} from "./sqs-error.js";

const purgeIntervalMs = 60_000;
const maxTags = 50;

/** What is done with queues, not with their messages. */
export function queueOperations(queues: Queues): Operations {
  const tell = (queue: Queue, what: Partial<QueueSettings>): AwsOutput => {
    queues.change({ type: "queue", settings: { ...queue.settings, ...what } });
    return {};
  };
  return {
    CreateQueue: (input, call) => createQueue(queues, input, call),

    DeleteQueue(input, call) {
      queues.change({ type: "delete-queue", queue: findQueue(queues, input, call).arn });
      return {};
    },

    GetQueueUrl(input, call) {
      const name = required(input, "QueueName");
      const account = optionalText(input, "QueueOwnerAWSAccountId") ?? call.account;
      const queue = queues.get({ account, region: call.region, name });
      if (queue === undefined) throw queueDoesNotExist();
      return { QueueUrl: queueUrl(call, queue.settings) };
    },

    ListQueues(input, call) {
      const prefix = optionalText(input, "QueueNamePrefix") ?? "";
      const found = queues
        .list(call.account, call.region)
        .filter(({ settings }) => settings.name.startsWith(prefix));
      const { items, next } = pageOf(found, input);
      const QueueUrls = items.map(({ settings }) => queueUrl(call, settings));
      return { ...(QueueUrls.length > 0 && { QueueUrls }), ...next };
    },

    ListDeadLetterSourceQueues(input, call) {
      const { arn, settings } = findQueue(queues, input, call);
      const sources = queues
        .list(settings.account, settings.region)
        .filter(({ redrive }) => redrive?.deadLetterTargetArn === arn);
      const { items, next } = pageOf(sources, input);
      return { queueUrls: items.map((source) => queueUrl(call, source.settings)), ...next };
    },

    GetQueueAttributes(input, call) {
      const queue = findQueue(queues, input, call);
      const all = shownAttributes(queue);
      const names = textList(input, "AttributeNames");
      for (const name of names) {
        if (name !== "All" && !Object.hasOwn(all, name) && !optionalNames.has(name))
          throw unknownAttribute(name);
      }
      const wanted = Object.entries(all).filter(([name]) => names.includes("All") || names.includes(name));
      return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
    },

    SetQueueAttributes(input, call) {
      const queue = findQueue(queues, input, call);
      const given = checkQueueAttributes(textMap(input, "Attributes"), queue.attributes);
      if (Object.keys(given).length === 0) throw missingParameter("Attribute.Name");
      const attributes = { ...queue.settings.attributes, ...given };
      tell(queue, { attributes, modifiedAt: nowSeconds() });
      if (queue.ledger !== undefined && given.DelaySeconds !== undefined) {
        queues.change({
          ...{ type: "delay", queue: queue.arn, seconds: queue.number("DelaySeconds"), at: Date.now() },
        });
      }
      // A shorter retention or delay holds for what is there already.
      queues.refresh(queue, Date.now());
      return {};
    },

    PurgeQueue(input, call) {
      const queue = findQueue(queues, input, call);
      const now = Date.now();
      if (now - queue.lastPurgeAt < purgeIntervalMs) throw purgeInProgress(queue.settings.name);
      queue.lastPurgeAt = now;
      queues.change({ type: "remove", queue: queue.arn, ids: [...queue.messages.keys()] });
      if (queue.ledger !== undefined) queues.change({ type: "forget", queue: queue.arn });
      return {};
    },

    TagQueue(input, call) {
      const queue = findQueue(queues, input, call);
      const tags = { ...queue.settings.tags, ...textMap(input, "Tags") };
      if (Object.keys(tags).length > maxTags)
        throw invalidParameter(`Too many tags: at most ${maxTags} are allowed.`);
      return tell(queue, { tags });
    },

    UntagQueue(input, call) {
      const queue = findQueue(queues, input, call);
      const keys = textList(input, "TagKeys");
      const kept = Object.entries(queue.settings.tags).filter(([key]) => !keys.includes(key));
      return tell(queue, { tags: Object.fromEntries(kept) });
    },

    ListQueueTags(input, call) {
      const { tags } = findQueue(queues, input, call).settings;
      return Object.keys(tags).length === 0 ? {} : { Tags: tags };
    },
  };
}

/** Attributes that a queue need not have. */
const optionalNames = new Set([
  ...["Policy", "RedrivePolicy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds"],
  ...["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"],
]);

/** Making a queue that is there already is no error unless it would be another. */
function createQueue(queues: Queues, input: AwsInput, call: AwsCall): AwsOutput {
  const name = required(input, "QueueName");
  const attributes = checkQueueAttributes(textMap(input, "Attributes"));
  checkName(name, isFifo(attributes));
  const { account, region } = call;
  const existing = queues.get({ account, region, name });
  if (existing === undefined) {
    const times = { createdAt: nowSeconds(), modifiedAt: nowSeconds() };
    const tags = textMap(input, "tags");
    queues.change({ type: "queue", settings: { account, region, name, attributes, tags, ...times } });
  } else {
    const now = effectiveAttributes(existing.settings.attributes);
    const other = Object.keys(attributes).find(
      (key) => !sameAttribute(key, attributes[key] ?? "", now[key] ?? ""),
    );
    if (other !== undefined) throw queueNameExists(other);
  }
  return { QueueUrl: queueUrl(call, { account, region, name }) };
}

function checkName(name: string, fifo: boolean): void {
  if (fifo && !/^(?=.{1,80}$)[A-Za-z0-9_-]+\.fifo$/.test(name)) {
    throw invalidParameter(
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length",
    );
  }
  if (!fifo && !/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw invalidParameter(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
}

function shownAttributes(queue: Queue): Readonly<Record<string, string>> {
  const counts = queue.counts(Date.now());
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts["in-flight"]),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: String(queue.settings.createdAt),
    LastModifiedTimestamp: String(queue.settings.modifiedAt),
  };
}

function required(input: AwsInput, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) throw missingParameter(name);
  return value;
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
