import { randomUUID } from "node:crypto";
import type { Deliver } from "./deliver.js";
import { isFifoTopic } from "./topic.js";
import type { Topics } from "./topics.js";

/** How the other services of this process publish to topics. */
export interface TopicPublisher {
  /** Delivers to all subscriptions at once. @returns whether there is such a topic, and it takes messages without a group */
  publish(topicArn: string, message: string, subject?: string): boolean;
}

/** @param endpoint where the emulator is reached, for the addresses in notifications */
export function topicPublisher(topics: Topics, deliver: Deliver, endpoint: () => string): TopicPublisher {
  return {
    publish(topicArn, message, subject) {
      const topic = topics.topic(topicArn);
      if (topic === undefined || isFifoTopic(topic)) return false;
      const { account, region, arn, attributes } = topic;
      const publication = {
        ...{ id: randomUUID(), topicArn: arn, message, byProtocol: {}, attributes: {} },
        ...{
          signatureVersion: attributes.SignatureVersion ?? "1",
          ...(subject !== undefined && { subject }),
        },
      };
      const call = {
        ...{ account, region, endpoint: endpoint(), requestId: randomUUID(), path: "/" },
        signal: new AbortController().signal,
      };
      for (const subscription of topics.subscriptionsOf(arn)) deliver(publication, subscription, call);
      return true;
    },
  };
}
