import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  type CreateQueueCommandInput,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type AwsUnderTest, clientOptions } from "./aws-under-test.js";

/** The SDK's own client, and what most tests do with it first. */
export class Sqs {
  readonly client: SQSClient;

  constructor(aws: Pick<AwsUnderTest, "url">) {
    this.client = new SQSClient(clientOptions(aws));
  }

  /** A new queue, whose name ends as its kind asks. @returns its URL */
  async queue(attributes: CreateQueueCommandInput["Attributes"] = {}): Promise<string> {
    const QueueName = `queue-${randomUUID()}${attributes.FifoQueue === undefined ? "" : ".fifo"}`;
    const command = new CreateQueueCommand({ QueueName, Attributes: attributes });
    return (await this.client.send(command)).QueueUrl ?? "";
  }

  async attributes(QueueUrl: string): Promise<Record<string, string>> {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    return (await this.client.send(command)).Attributes ?? {};
  }

  async arn(QueueUrl: string): Promise<string> {
    return (await this.attributes(QueueUrl)).QueueArn ?? "";
  }

  async receive(QueueUrl: string, how: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
    return (await this.client.send(new ReceiveMessageCommand({ QueueUrl, ...how }))).Messages ?? [];
  }

  /** What there is to receive, until it is `count` messages; waits for them. */
  async receiveAll(QueueUrl: string, count: number, how: Partial<ReceiveMessageCommandInput> = {}) {
    const all: Message[] = [];
    while (all.length < count) {
      const more = await this.receive(QueueUrl, { MaxNumberOfMessages: 10, WaitTimeSeconds: 5, ...how });
      if (more.length === 0) throw new Error(`${all.length} of ${count} messages came`);
      all.push(...more);
    }
    return all;
  }
}
