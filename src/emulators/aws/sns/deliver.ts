import type { AwsCall } from "../front/aws-service.js";
import type { MessageAttributes } from "../sqs/message-attributes.js";
import { newMessage } from "../sqs/new-message.js";
import type { Queues } from "../sqs/queues.js";
import type { Filterable } from "./filter-policy.js";
import { filterableAttributes } from "./message-attributes.js";
import type { Publication } from "./publication.js";
import type { ActiveSubscription } from "./topic.js";
import { filterScope } from "./topics.js";

/** Gives a publication to a subscription, if that wants it. */
export type Deliver = (publication: Publication, subscription: ActiveSubscription, call: AwsCall) => void;

/** A queue takes ten attributes; SNS drops a raw message with more. */
const maxRawAttributes = 10;

/** Delivers to queues: at once, in the same process and the same write of the journal. */
export function deliverToQueues(queues: Queues): Deliver {
  const send = (arn: string, body: string, attributes: MessageAttributes, account: string): boolean => {
    const queue = queues.find(arn);
    if (queue === undefined) return false;
    queues.send(queue, newMessage(body, attributes, account), queue.number("DelaySeconds"));
    return true;
  };
  return (publication, subscription, call) => {
    if (!isWanted(publication, subscription)) return;
    const isRaw = subscription.attributes.RawMessageDelivery === "true";
    if (isRaw && Object.keys(publication.attributes).length > maxRawAttributes) return;
    const body = isRaw ? messageFor(publication) : notification(publication, subscription, call);
    const attributes = isRaw ? publication.attributes : {};
    if (send(subscription.endpoint, body, attributes, call.account)) return;
    const { RedrivePolicy: policy = "" } = subscription.attributes;
    if (policy === "") return;
    const { deadLetterTargetArn } = JSON.parse(policy) as { deadLetterTargetArn: string };
    send(deadLetterTargetArn, body, attributes, call.account);
  };
}

function isWanted(publication: Publication, subscription: ActiveSubscription): boolean {
  if (subscription.wants === undefined) return true;
  if (filterScope(subscription) === "MessageAttributes") {
    return subscription.wants(filterableAttributes(publication.attributes));
  }
  const body = parseBody(messageFor(publication));
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

function messageFor({ message, byProtocol }: Publication): string {
  return byProtocol.sqs ?? message;
}

/** The JSON that SNS sends. Its signature is none: nobody but AWS can make one that its certificate verifies. */
function notification(publication: Publication, { arn }: ActiveSubscription, call: AwsCall): string {
  const { id, topicArn, subject, attributes, signatureVersion } = publication;
  const shown = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    ...[name, { Type: DataType, Value: BinaryValue ?? StringValue }],
  ]);
  return JSON.stringify({
    ...{ Type: "Notification", MessageId: id, TopicArn: topicArn },
    ...(subject !== undefined && { Subject: subject }),
    ...{ Message: messageFor(publication), Timestamp: new Date().toISOString() },
    ...{ SignatureVersion: signatureVersion, Signature: "not-signed" },
    SigningCertURL: `${call.endpoint}/SimpleNotificationService-not-signed.pem`,
    UnsubscribeURL: `${call.endpoint}/?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=${arn}`,
    ...(shown.length > 0 && { MessageAttributes: Object.fromEntries(shown) }),
  });
}
