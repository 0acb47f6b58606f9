import type { AwsCall } from "../front/aws-service.js";
import type { FunctionInvoker } from "../lambda/function-invoker.js";
import { deliverMessage } from "../sqs/deliver-message.js";
import type { MessageAttributes } from "../sqs/message-attributes.js";
import { type NewMessage, newMessage } from "../sqs/new-message.js";
import type { Queues } from "../sqs/queues.js";
import { isFifoArn } from "./arn.js";
import type { Filterable } from "./filter-policy.js";
import { filterableAttributes } from "./message-attributes.js";
import type { Publication } from "./publication.js";
import type { ActiveSubscription } from "./topic.js";
import { filterScope } from "./topics.js";

/** Gives a publication to a subscription, if that wants it. */
export type Deliver = (publication: Publication, subscription: ActiveSubscription, call: AwsCall) => void;

/** A queue takes ten attributes; SNS drops a raw message with more. */
const maxRawAttributes = 10;
const notSigned = "not-signed";

/** Delivers to queues and functions: at once, in the same process and the same write of the journal. */
export function deliverToSubscribers(queues: Queues, functions: Pick<FunctionInvoker, "enqueue">): Deliver {
  const send = (arn: string, message: QueueMessage): boolean =>
    deliverMessage(queues, arn, toQueue(arn, message)) === undefined;
  const giveUp = ({ attributes }: ActiveSubscription, message: QueueMessage): void => {
    const { RedrivePolicy: policy = "" } = attributes;
    if (policy === "") return;
    const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn: string };
    send(deadLetterTargetArn, message);
  };
  return (publication, subscription, call) => {
    if (!isWanted(publication, subscription)) return;
    const { account } = call;
    if (subscription.protocol === "lambda") {
      const event = Buffer.from(JSON.stringify(functionEvent(publication, subscription, call)));
      if (functions.enqueue(subscription.endpoint, event)) return;
      // What a dead-letter queue gets is the notification, as for any other subscriber.
      const body = notification(publication, subscription, call);
      return giveUp(subscription, { body, attributes: {}, account, publication });
    }
    const isRaw = subscription.attributes.RawMessageDelivery === "true";
    if (isRaw && Object.keys(publication.attributes).length > maxRawAttributes) return;
    const body = isRaw
      ? messageFor(publication, subscription)
      : notification(publication, subscription, call);
    const message = { body, attributes: isRaw ? publication.attributes : {}, account, publication };
    if (!send(subscription.endpoint, message)) giveUp(subscription, message);
  };
}

/** What a queue is to get of a publication. */
interface QueueMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly account: string;
  readonly publication: Publication;
}

/** A FIFO queue gets the ids of a FIFO topic's message. A standard one gets a group only from a standard topic. */
function toQueue(arn: string, { body, attributes, account, publication }: QueueMessage): NewMessage {
  const message = newMessage(body, attributes, account);
  const { topicArn, groupId, deduplicationId } = publication;
  if (groupId === undefined || isFifoArn(topicArn) !== isFifoArn(arn)) return message;
  return { ...message, groupId, ...(deduplicationId !== undefined && { deduplicationId }) };
}

function isWanted(publication: Publication, subscription: ActiveSubscription): boolean {
  if (subscription.wants === undefined) return true;
  if (filterScope(subscription) === "MessageAttributes") {
    return subscription.wants(filterableAttributes(publication.attributes));
  }
  const body = parseBody(messageFor(publication, subscription));
  return body !== undefined && subscription.wants(body);
}

function parseBody(text: string): Filterable | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && !Array.isArray(body)
      ? (body as Filterable)
      : undefined;
  } catch {
    return undefined;
  }
}

function messageFor(
  { message, byProtocol }: Publication,
  { protocol }: Pick<ActiveSubscription, "protocol">,
): string {
  return byProtocol[protocol] ?? message;
}

/** The JSON that SNS sends. Its signature is none: nobody but AWS can make one that its certificate verifies. */
function notification(publication: Publication, subscription: ActiveSubscription, call: AwsCall): string {
  const { id, topicArn, subject, signatureVersion, sequenceNumber } = publication;
  const attributes = shownAttributes(publication);
  const addresses = addressesOf(subscription, call);
  const isNumbered = sequenceNumber !== undefined;
  return JSON.stringify({
    ...{ Type: "Notification", MessageId: id, ...(isNumbered && { SequenceNumber: sequenceNumber }) },
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    ...{ Message: messageFor(publication, subscription), Timestamp: new Date().toISOString() },
    // What comes of a FIFO topic is not signed by AWS either.
    ...(!isNumbered && { SignatureVersion: signatureVersion, Signature: notSigned }),
    ...(!isNumbered && { SigningCertURL: addresses.certificate }),
    ...{ UnsubscribeURL: addresses.unsubscribe },
    ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
  });
}

/** The event that functions get. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function functionEvent(publication: Publication, subscription: ActiveSubscription, call: AwsCall): unknown {
  const { id, topicArn, subject = null, signatureVersion } = publication;
  const addresses = addressesOf(subscription, call);
  const Sns = {
    ...{ Type: "Notification", MessageId: id, TopicArn: topicArn, Subject: subject },
    ...{ Message: messageFor(publication, subscription), Timestamp: new Date().toISOString() },
    ...{ SignatureVersion: signatureVersion, Signature: notSigned },
    ...{ SigningCertUrl: addresses.certificate, UnsubscribeUrl: addresses.unsubscribe },
    MessageAttributes: shownAttributes(publication),
  };
  const record = { EventSource: "aws:sns", EventVersion: "1.0", EventSubscriptionArn: subscription.arn, Sns };
  return { Records: [record] };
}

function shownAttributes({ attributes }: Publication): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      ...[name, { Type: DataType, Value: BinaryValue ?? StringValue }],
    ]),
  );
}

function addressesOf({ arn }: ActiveSubscription, { endpoint }: AwsCall) {
  return {
    certificate: `${endpoint}/SimpleNotificationService-not-signed.pem`,
    unsubscribe: `${endpoint}/?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=${arn}`,
  };
}
