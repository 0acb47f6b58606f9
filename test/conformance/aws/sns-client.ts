import { randomUUID } from "node:crypto";
import {
  CreateTopicCommand,
  type CreateTopicCommandInput,
  PublishCommand,
  type PublishCommandInput,
  SNSClient,
  SubscribeCommand,
  type SubscribeCommandInput,
} from "@aws-sdk/client-sns";
import type { CreateQueueCommandInput } from "@aws-sdk/client-sqs";
import { type AwsUnderTest, clientOptions } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

/** The SDK's own clients of both services, and what most tests do with them first. */
export class Sns {
  readonly client: SNSClient;
  readonly sqs: Sqs;

  constructor(aws: Pick<AwsUnderTest, "url">) {
    this.client = new SNSClient(clientOptions(aws));
    this.sqs = new Sqs(aws);
  }

  /** A new topic, whose name ends as its kind asks. @returns its ARN */
  async topic(Attributes: NonNullable<CreateTopicCommandInput["Attributes"]> = {}): Promise<string> {
    const Name = `topic-${randomUUID()}${Attributes.FifoTopic === undefined ? "" : ".fifo"}`;
    const command = new CreateTopicCommand({ Name, Attributes });
    return (await this.client.send(command)).TopicArn ?? "";
  }

  /** A new queue that is subscribed to a topic. */
  async subscribed(
    TopicArn: string,
    Attributes: NonNullable<SubscribeCommandInput["Attributes"]> = {},
    ofQueue: CreateQueueCommandInput["Attributes"] = {},
  ): Promise<{ readonly queue: string; readonly subscription: string }> {
    const queue = await this.sqs.queue(ofQueue);
    const Endpoint = await this.sqs.arn(queue);
    const command = new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes });
    return { queue, subscription: (await this.client.send(command)).SubscriptionArn ?? "" };
  }

  publish(TopicArn: string, Message: string, more: Partial<PublishCommandInput> = {}) {
    return this.client.send(new PublishCommand({ TopicArn, Message, ...more }));
  }

  /** The bodies of all that is in a queue. */
  async bodies(queue: string): Promise<string[]> {
    const messages = await this.sqs.receive(queue, { MaxNumberOfMessages: 10 });
    return messages.map(({ Body = "" }) => Body).sort();
  }
}
