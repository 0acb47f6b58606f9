import { randomUUID } from "node:crypto";
import type { AwsCall } from "../../front/aws-service.js";
import type { FunctionInvoker } from "../../lambda/function-invoker.js";
import type { Deliver } from "../../sns/deliver.js";
import type { Topics } from "../../sns/topics.js";
import { deliverMessage } from "../../sqs/deliver-message.js";
import { newMessage } from "../../sqs/new-message.js";
import type { Queues } from "../../sqs/queues.js";
import type { DestinationKind } from "./notification-configuration.js";

/** An event as EventBridge takes it. */
export interface BusEvent {
  readonly source: "aws.s3";
  readonly detailType: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Where notifications go, in the same process. */
export interface Destinations {
  has(kind: DestinationKind, arn: string): boolean;
  /** Taken means kept: in the journal before the request that it came with is answered. What is gone takes nothing. */
  send(kind: DestinationKind, arn: string, message: string, call: AwsCall): void;
  /** Puts an event on its account's default bus; absent where there is no EventBridge. */
  readonly toBus?: ((event: BusEvent) => void) | undefined;
}

export interface DestinationServices {
  readonly queues: Queues;
  readonly topics: Topics;
  readonly deliver: Deliver;
  /** Absent where there are no functions: then none can be a destination. */
  readonly functions?: FunctionInvoker | undefined;
  readonly toBus?: ((event: BusEvent) => void) | undefined;
}

export function createDestinations({
  queues,
  topics,
  deliver,
  functions,
  toBus,
}: DestinationServices): Destinations {
  return {
    has(kind, arn) {
      if (kind === "queue") return queues.find(arn) !== undefined;
      if (kind === "topic") return topics.topic(arn) !== undefined;
      return functions?.has(arn) ?? false;
    },
    send(kind, arn, message, call) {
      if (kind === "function") {
        functions?.enqueue(arn, Buffer.from(message));
        return;
      }
      if (kind === "queue") {
        deliverMessage(queues, arn, newMessage(message, {}, call.account));
        return;
      }
      const topic = topics.topic(arn);
      if (topic === undefined) return;
      const publication = {
        ...{ id: randomUUID(), topicArn: arn, subject: "Amazon S3 Notification", message },
        ...{ byProtocol: {}, attributes: {}, signatureVersion: topic.attributes.SignatureVersion ?? "1" },
      };
      for (const subscription of topics.subscriptionsOf(arn)) deliver(publication, subscription, call);
    },
    ...(toBus !== undefined && { toBus }),
  };
}
