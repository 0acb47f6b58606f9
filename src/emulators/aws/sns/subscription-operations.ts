import { randomUUID } from "node:crypto";
import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText, textMap } from "../front/read-input.js";
import { checkArn, isFifoArn, isFunctionArn, isQueueArn } from "./arn.js";
import { compileFilterPolicy } from "./filter-policy.js";
import { pageOf } from "./page.js";
import { invalidParameter, notFound } from "./sns-error.js";
import type { ActiveSubscription, Attributes, Subscription } from "./topic.js";
import { findTopic } from "./topic-operations.js";
import { filterScope, type Topics } from "./topics.js";

/** Protocols that AWS has and the emulator does not deliver by. */
const notDelivered = new Set([...["http", "https", "email", "email-json", "sms", "application", "firehose"]]);

/** What is done with subscriptions. */
export function subscriptionOperations(topics: Topics): Operations {
  const find = (input: AwsInput): ActiveSubscription => {
    const found = topics.subscription(checkArn(optionalText(input, "SubscriptionArn"), "SubscriptionArn"));
    if (found === undefined) throw notFound("Subscription");
    return found;
  };
  const listed = (subscriptions: readonly Subscription[], input: AwsInput): AwsOutput => {
    const sorted = [...subscriptions].sort((one, other) => (one.arn < other.arn ? -1 : 1));
    const { page, next } = pageOf(sorted, input);
    const Subscriptions = page.map(({ arn, owner, protocol, endpoint, topicArn }) => ({
      ...{ SubscriptionArn: arn, Owner: owner, Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn },
    }));
    return { Subscriptions, ...next };
  };
  return {
    Subscribe: (input, call) => subscribe(topics, input, call),

    /** A subscription that is not there is no error. */
    Unsubscribe(input) {
      const arn = checkArn(optionalText(input, "SubscriptionArn"), "SubscriptionArn");
      if (topics.subscription(arn) !== undefined) topics.change({ type: "unsubscribe", arn });
      return {};
    },

    ListSubscriptions(input, { account, region }) {
      const mine = topics.topics(account, region).flatMap(({ arn }) => topics.subscriptionsOf(arn));
      return listed(mine, input);
    },

    ListSubscriptionsByTopic: (input) => listed(topics.subscriptionsOf(findTopic(topics, input).arn), input),

    GetSubscriptionAttributes: (input) => ({ Attributes: shownAttributes(find(input)) }),

    SetSubscriptionAttributes(input) {
      const { wants: _, ...subscription } = find(input);
      const name = optionalText(input, "AttributeName") ?? "";
      const value = optionalText(input, "AttributeValue") ?? "";
      checkAttribute(name, value);
      checkRaw(subscription.protocol, name, value);
      checkDeadLetterQueue(subscription, name, value);
      const attributes = { ...subscription.attributes, [name]: value };
      topics.change({ type: "subscription", subscription: { ...subscription, attributes } });
      return {};
    },
  };
}

/** Subscribing again is no error unless it would be another subscription. Queues need no confirmation. */
function subscribe(topics: Topics, input: AwsInput, { account }: AwsCall): AwsOutput {
  const topic = findTopic(topics, input);
  const protocol = optionalText(input, "Protocol") ?? "";
  const endpoint = optionalText(input, "Endpoint") ?? "";
  checkEndpoint(topic.arn, protocol, endpoint);
  const attributes = textMap(input, "Attributes");
  inAttributes(() => {
    for (const [name, value] of Object.entries(attributes)) {
      checkAttribute(name, value);
      checkRaw(protocol, name, value);
      checkDeadLetterQueue({ topicArn: topic.arn, endpoint }, name, value);
    }
    const { FilterPolicy: policy = "" } = attributes;
    if (policy !== "") compileFilterPolicy(policy, filterScope({ attributes }));
  });
  const existing = topics
    .subscriptionsOf(topic.arn)
    .find((one) => one.protocol === protocol && one.endpoint === endpoint);
  if (existing !== undefined) {
    const shown = shownAttributes(existing);
    if (Object.entries(attributes).some(([name, value]) => shown[name] !== value)) {
      throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
    }
    return { SubscriptionArn: existing.arn };
  }
  const arn = `${topic.arn}:${randomUUID()}`;
  const what = { arn, topicArn: topic.arn, protocol, endpoint, owner: account, attributes };
  topics.change({ type: "subscription", subscription: what });
  return { SubscriptionArn: arn };
}

function checkEndpoint(topicArn: string, protocol: string, endpoint: string): void {
  if (notDelivered.has(protocol)) {
    throw invalidParameter(`Protocol Reason: ${protocol} is not emulated by msx`);
  }
  if (isFifoArn(topicArn) && protocol === "lambda") {
    const reason = "Please use FIFO SQS queue";
    throw invalidParameter(`Invalid parameter: Endpoint Reason: ${reason}`);
  }
  if (protocol === "lambda") {
    if (!isFunctionArn(endpoint)) throw invalidParameter("Lambda endpoint ARN");
    return;
  }
  if (protocol !== "sqs") {
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  }
  if (!isQueueArn(endpoint)) throw invalidParameter("SQS endpoint ARN");
  if (isFifoArn(endpoint) && !isFifoArn(topicArn)) {
    const reason = "FIFO SQS Queues can not be subscribed to standard SNS topics";
    throw invalidParameter(`Invalid parameter: Endpoint Reason: ${reason}`);
  }
}

/** When a subscription is made, what is wrong with an attribute is wrong with all of them. */
function inAttributes(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw invalidParameter(`Attributes Reason: ${error.message.replace(/^Invalid parameter: /, "")}`);
  }
}

function checkAttribute(name: string, value: string): void {
  switch (name) {
    case "RawMessageDelivery":
      if (value === "true" || value === "false") return;
      throw invalidParameter(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
    case "FilterPolicyScope":
      if (value === "MessageBody" || value === "MessageAttributes") return;
      throw invalidParameter(
        `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
      );
    case "RedrivePolicy":
      return checkRedrivePolicy(value);
    case "FilterPolicy":
    case "DeliveryPolicy":
      return;
    default:
      throw invalidParameter("AttributeName");
  }
}

function checkRaw(protocol: string, name: string, value: string): void {
  if (protocol !== "lambda" || name !== "RawMessageDelivery" || value !== "true") return;
  throw invalidParameter("Delivery protocol [lambda] does not support raw message delivery.");
}

function checkRedrivePolicy(value: string): void {
  if (value === "") return;
  let target: unknown;
  try {
    target = (JSON.parse(value) as { deadLetterTargetArn?: unknown } | null)?.deadLetterTargetArn;
  } catch (error) {
    throw invalidParameter(`RedrivePolicy: failed to parse JSON. ${(error as Error).message}`);
  }
  if (typeof target !== "string" || !isQueueArn(target)) {
    throw invalidParameter("RedrivePolicy: deadLetterTargetArn is an invalid arn");
  }
}

/** A FIFO queue can only take what has a group, from a FIFO topic; what was meant for one stays in order there. */
function checkDeadLetterQueue(
  { topicArn, endpoint }: Pick<Subscription, "topicArn" | "endpoint">,
  name: string,
  value: string,
): void {
  if (name !== "RedrivePolicy" || value === "") return;
  const { deadLetterTargetArn } = JSON.parse(value) as { deadLetterTargetArn: string };
  if (isFifoArn(endpoint) === isFifoArn(deadLetterTargetArn)) return;
  if (isFifoArn(topicArn) && isFifoArn(endpoint)) {
    const reason = "must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.";
    throw invalidParameter(`RedrivePolicy: ${reason}`);
  }
  throw invalidParameter("RedrivePolicy: must use a standard queue as DLQ for a standard Subscription.");
}

function shownAttributes({ arn, topicArn, protocol, endpoint, owner, attributes }: Subscription): Attributes {
  const told = Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ""));
  return {
    ...{ SubscriptionArn: arn, TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint, Owner: owner },
    ...{ ConfirmationWasAuthenticated: "true", PendingConfirmation: "false", RawMessageDelivery: "false" },
    SubscriptionPrincipal: `arn:aws:iam::${owner}:root`,
    ...(told.FilterPolicy !== undefined && { FilterPolicyScope: "MessageAttributes" }),
    ...told,
  };
}
