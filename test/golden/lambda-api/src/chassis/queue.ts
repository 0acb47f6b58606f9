import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { requiredSetting } from "./settings.js";

/** What a consumer needs of its own queue. */
export interface Queue {
  /** Delivers a message again after that many seconds, instead of after the queue's own visibility timeout. */
  delay(receiptHandle: string, seconds: number): Promise<void>;
  /** Puts a message into the queue that is delivered after that many seconds, 900 at most. */
  sendLater(body: string, seconds: number): Promise<void>;
}

/** The queue that the function reads. Made once, outside the handler. */
export function ownQueue(): Queue {
  const client = new SQSClient({});
  const QueueUrl = requiredSetting("QUEUE_URL");
  return {
    async delay(ReceiptHandle, VisibilityTimeout) {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    },
    async sendLater(MessageBody, DelaySeconds) {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds }));
    },
  };
}
