import { fifoOnly, invalidAttribute, invalidValue, unknownAttribute } from "./sqs-error.js";

/** What a queue was told, as text: AWS's own form. Only what was set; the rest is default. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const numbers: Readonly<Record<string, { readonly min: number; readonly max: number }>> = {
  DelaySeconds: { min: 0, max: 900 },
  MaximumMessageSize: { min: 1024, max: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20 },
  VisibilityTimeout: { min: 0, max: 43_200 },
  KmsDataKeyReusePeriodSeconds: { min: 60, max: 86_400 },
};

const defaults: QueueAttributes = {
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  VisibilityTimeout: "30",
  SqsManagedSseEnabled: "true",
};

const fifoDefaults: QueueAttributes = {
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

const fifoChoices: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ["true", "false"],
  DeduplicationScope: ["queue", "messageGroup"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
};

const documents = ["Policy", "RedrivePolicy", "RedriveAllowPolicy"];

/** Whether these are a FIFO queue's. */
export function isFifo({ FifoQueue: value }: QueueAttributes): boolean {
  return value?.toLowerCase() === "true";
}

/**
 * Checks attributes that are to be set. Those that are set to nothing are taken off (an empty `Policy`, for one).
 * Throws AwsError.
 * @param before what the queue has; none for a new one
 */
export function checkQueueAttributes(given: QueueAttributes, before?: QueueAttributes): QueueAttributes {
  const fifo = isFifo(before ?? given);
  if (before !== undefined && fifo && given.FifoQueue !== undefined && !isFifo(given)) {
    throw invalidAttribute("FifoQueue", "Modifying queue type is not supported.");
  }
  const attributes = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, checked(name, value, fifo)]),
  );
  if (attributes.RedrivePolicy) checkDeadLetterQueue(attributes.RedrivePolicy, fifo);
  const { DeduplicationScope: scope, FifoThroughputLimit: limit } = { ...before, ...attributes };
  if (limit === "perMessageGroupId" && scope !== "messageGroup") {
    const reason = "The perMessageGroupId value is allowed only when DeduplicationScope is messageGroup.";
    throw invalidAttribute("FifoThroughputLimit", reason);
  }
  return attributes;
}

/** Queues give messages up to their like. */
function checkDeadLetterQueue(policy: string, fifo: boolean): void {
  if (readRedrivePolicy(policy).deadLetterTargetArn.endsWith(".fifo") === fifo) return;
  throw invalidValue(policy, "RedrivePolicy", "Dead-letter queue must be same type of queue as the source.");
}

function checked(name: string, value: string, fifo: boolean): string {
  const range = Object.hasOwn(numbers, name) ? numbers[name] : undefined;
  if (range !== undefined) {
    const number = Number(value);
    if (!/^\d{1,9}$/.test(value) || number < range.min || number > range.max) throw invalidAttribute(name);
    return String(number);
  }
  if (documents.includes(name)) {
    if (value === "") return "";
    if (name === "RedrivePolicy") readRedrivePolicy(value);
    if (parseObject(value) === undefined) throw invalidAttribute(name);
    return value;
  }
  switch (name) {
    case "SqsManagedSseEnabled":
      if (value !== "true" && value !== "false") throw invalidAttribute(name);
      return value;
    case "KmsMasterKeyId":
      return value;
    case "FifoQueue":
    case "ContentBasedDeduplication":
      if (!fifo) throw unknownAttribute(name);
      return checkedChoice(name, value.toLowerCase());
    case "DeduplicationScope":
    case "FifoThroughputLimit":
      if (!fifo) throw fifoOnly(name);
      return checkedChoice(name, value);
    default:
      throw unknownAttribute(name);
  }
}

function checkedChoice(name: string, value: string): string {
  if (!(fifoChoices[name] ?? ["true"]).includes(value)) throw invalidAttribute(name);
  return value;
}

/** What a queue was told, with defaults where it was told nothing. */
export function effectiveAttributes(given: QueueAttributes): QueueAttributes {
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  return { ...defaults, ...(isFifo(told) && fifoDefaults), ...told };
}

/** Whether two values of an attribute mean the same: documents are compared as such. */
export function sameAttribute(name: string, one: string, other: string): boolean {
  if (!documents.includes(name)) return one === other;
  return canonical(one) === canonical(other);
}

function canonical(document: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return entries.map(([key, item]) => [key, sorted(item)]);
  };
  return document === "" ? "" : JSON.stringify(sorted(parseObject(document)));
}

/** Throws AwsError InvalidAttributeValue. */
export function readRedrivePolicy(document: string): RedrivePolicy {
  const reason = (text: string) => invalidAttribute("RedrivePolicy", text);
  const policy = parseObject(document);
  if (policy === undefined) throw reason("Redrive policy is not a valid JSON map.");
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  if (maxReceiveCount === undefined)
    throw reason("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
  if (deadLetterTargetArn === undefined) {
    throw reason("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  }
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw reason("Invalid value for maxReceiveCount, it must be between 1 and 1000.");
  }
  if (
    typeof deadLetterTargetArn !== "string" ||
    !/^arn:[\w-]+:sqs:[\w-]+:\d{12}:[\w.-]+$/.test(deadLetterTargetArn)
  ) {
    throw reason("Invalid value for deadLetterTargetArn.");
  }
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function parseObject(document: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(document);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
