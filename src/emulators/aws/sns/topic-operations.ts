import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText, recordList, textList, textMap } from "../front/read-input.js";
import { checkArn } from "./arn.js";
import { pageOf } from "./page.js";
import { invalidParameter, notFound, resourceNotFound } from "./sns-error.js";
import { type Attributes, isFifoTopic, type Topic } from "./topic.js";
import type { Topics } from "./topics.js";

/** What can be said of every topic. */
const settable = new Set([
  ...["DisplayName", "Policy", "DeliveryPolicy", "KmsMasterKeyId", "SignatureVersion", "TracingConfig"],
]);
/** What can be said of a FIFO topic besides. */
const fifoChoices: Readonly<Record<string, readonly string[]>> = {
  ContentBasedDeduplication: ["true", "false"],
  FifoThroughputScope: ["Topic", "MessageGroup"],
};

/** What is done with topics themselves. */
export function topicOperations(topics: Topics): Operations {
  const tagged = (input: AwsInput): Topic => {
    const topic = topics.topic(checkArn(optionalText(input, "ResourceArn"), "ResourceArn"));
    if (topic === undefined) throw resourceNotFound();
    return topic;
  };
  return {
    CreateTopic: (input, call) => createTopic(topics, input, call),

    /** A topic that is not there is no error. */
    DeleteTopic(input) {
      const arn = checkArn(optionalText(input, "TopicArn"), "TopicArn");
      if (topics.topic(arn) !== undefined) topics.change({ type: "delete-topic", arn });
      return {};
    },

    ListTopics(input, { account, region }) {
      const { page, next } = pageOf(topics.topics(account, region), input);
      return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), ...next };
    },

    GetTopicAttributes(input) {
      const topic = findTopic(topics, input);
      return { Attributes: shownAttributes(topic, topics.subscriptionsOf(topic.arn).length) };
    },

    SetTopicAttributes(input) {
      const topic = findTopic(topics, input);
      const name = optionalText(input, "AttributeName") ?? "";
      if (!isSettable(name, isFifoTopic(topic))) throw invalidParameter("AttributeName");
      const value = checkedValue(name, optionalText(input, "AttributeValue") ?? "");
      const attributes = { ...topic.attributes, [name]: value };
      topics.change({ type: "topic", topic: { ...topic, attributes } });
      return {};
    },

    TagResource(input) {
      const topic = tagged(input);
      const tags = { ...topic.tags, ...readTags(input) };
      topics.change({ type: "topic", topic: { ...topic, tags } });
      return {};
    },

    UntagResource(input) {
      const topic = tagged(input);
      const keys = textList(input, "TagKeys");
      const kept = Object.entries(topic.tags).filter(([key]) => !keys.includes(key));
      topics.change({ type: "topic", topic: { ...topic, tags: Object.fromEntries(kept) } });
      return {};
    },

    ListTagsForResource(input) {
      return { Tags: Object.entries(tagged(input).tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

/** Throws AwsError. */
export function findTopic(topics: Topics, input: AwsInput, parameter = "TopicArn"): Topic {
  const topic = topics.topic(checkArn(optionalText(input, parameter), parameter));
  if (topic === undefined) throw notFound("Topic");
  return topic;
}

/** Making a topic that is there already is no error unless it would be another. */
function createTopic(topics: Topics, input: AwsInput, { account, region }: AwsCall): AwsOutput {
  const name = optionalText(input, "Name") ?? "";
  const given = textMap(input, "Attributes");
  const isFifo = given.FifoTopic?.toLowerCase() === "true";
  if (!(isFifo ? fifoName : standardName).test(name)) throw invalidParameter("Topic Name");
  const attributes = readAttributes(given, isFifo);
  const tags = readTags(input);
  const arn = `arn:aws:sns:${region}:${account}:${name}`;
  const existing = topics.topic(arn);
  if (existing === undefined) {
    topics.change({ type: "topic", topic: { arn, account, region, name, attributes, tags } });
  } else {
    const shown = shownAttributes(existing, 0);
    if (differs(attributes, shown)) {
      throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
    }
    if (differs(tags, existing.tags)) {
      throw invalidParameter("Tags Reason: Topic already exists with different tags");
    }
  }
  return { TopicArn: arn };
}

const standardName = /^[A-Za-z0-9_-]{1,256}$/;
const fifoName = /^(?=.{1,256}$)[A-Za-z0-9_-]+\.fifo$/;

/** Attributes of a new topic. That it is no FIFO topic is not kept. */
function readAttributes({ FifoTopic: _, ...given }: Attributes, isFifo: boolean): Attributes {
  const unknown = Object.keys(given).find((key) => !isSettable(key, isFifo));
  if (unknown !== undefined) throw invalidParameter(`Attributes Reason: Unknown attribute ${unknown}`);
  const checked = Object.entries(given).map(([key, value]) => [key, checkedValue(key, value)]);
  return { ...(isFifo && { FifoTopic: "true" }), ...Object.fromEntries(checked) };
}

function isSettable(name: string, isFifo: boolean): boolean {
  return settable.has(name) || (isFifo && Object.hasOwn(fifoChoices, name));
}

function checkedValue(name: string, value: string): string {
  const choices = Object.hasOwn(fifoChoices, name) ? fifoChoices[name] : undefined;
  if (choices === undefined) return value;
  const choice = choices.find((one) => one.toLowerCase() === value.toLowerCase());
  if (choice === undefined) throw invalidParameter(`${name}: must be one of ${choices.join(", ")}`);
  return choice;
}

function differs(given: Attributes, known: Attributes): boolean {
  return Object.entries(given).some(([key, value]) => known[key] !== value);
}

function readTags(input: AwsInput): Attributes {
  const tags = recordList(input, "Tags").map((tag) => [
    optionalText(tag, "Key") ?? "",
    optionalText(tag, "Value") ?? "",
  ]);
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw invalidParameter("Duplicated keys are not allowed.");
  }
  return Object.fromEntries(tags);
}

function shownAttributes(topic: Topic, confirmed: number): Attributes {
  const actions = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
  ];
  const more = ["Subscribe", "ListSubscriptionsByTopic", "Publish"];
  const policy = {
    ...{ Version: "2008-10-17", Id: "__default_policy_ID" },
    Statement: [
      {
        ...{ Sid: "__default_statement_ID", Effect: "Allow", Principal: { AWS: "*" } },
        Action: [...actions, ...more].map((action) => `SNS:${action}`),
        ...{ Resource: topic.arn, Condition: { StringEquals: { "AWS:SourceOwner": topic.account } } },
      },
    ],
  };
  const retries = {
    ...{ minDelayTarget: 20, maxDelayTarget: 20, numRetries: 3, numMaxDelayRetries: 0, numNoDelayRetries: 0 },
    ...{ numMinDelayRetries: 0, backoffFunction: "linear" },
  };
  const http = {
    ...{ defaultHealthyRetryPolicy: retries, disableSubscriptionOverrides: false },
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  };
  return {
    ...{ DisplayName: "", Policy: JSON.stringify(policy), EffectiveDeliveryPolicy: JSON.stringify({ http }) },
    ...(isFifoTopic(topic) && { ContentBasedDeduplication: "false" }),
    ...topic.attributes,
    ...{ TopicArn: topic.arn, Owner: topic.account, SubscriptionsConfirmed: String(confirmed) },
    ...{ SubscriptionsPending: "0", SubscriptionsDeleted: "0" },
  };
}
