import {
  ChangeMessageVisibilityCommand,
  DeleteQueueCommand,
  ListDeadLetterSourceQueuesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

describeAws("dead-letter queues", (aws, differs) => {
  async function pair(sqs: Sqs, maxReceiveCount: number | string = 2) {
    const deadLetters = await sqs.queue();
    const deadLetterTargetArn = await sqs.arn(deadLetters);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount });
    const source = await sqs.queue({ RedrivePolicy, VisibilityTimeout: "0" });
    return { source, deadLetters };
  }

  differs(
    "moto does not say which queue gave a message up",
    "take what was received too often, as it was",
    async () => {
      const sqs = new Sqs(aws());
      const { source, deadLetters } = await pair(sqs, "2");
      const MessageAttributes = { type: { DataType: "String", StringValue: "poison" } };
      const { MessageId } = await sqs.client.send(
        new SendMessageCommand({ QueueUrl: source, MessageBody: "poison", MessageAttributes }),
      );
      expect(await sqs.receiveAll(source, 1)).toHaveLength(1);
      expect(await sqs.receiveAll(source, 1)).toHaveLength(1);
      expect(await sqs.receive(source)).toEqual([]);
      const [dead] = await sqs.receiveAll(deadLetters, 1, {
        ...{ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] },
      });
      expect(dead).toMatchObject({
        ...{ MessageId, Body: "poison", MessageAttributes },
        Attributes: { DeadLetterQueueSourceArn: await sqs.arn(source), ApproximateReceiveCount: "3" },
      });
      expect(await sqs.attributes(source)).toMatchObject({
        ...{ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" },
      });
    },
  );

  it("let good messages pass the poison", async () => {
    const sqs = new Sqs(aws());
    const { source, deadLetters } = await pair(sqs, 1);
    const send = (MessageBody: string) =>
      sqs.client.send(new SendMessageCommand({ QueueUrl: source, MessageBody }));
    await send("poison");
    const [poison] = await sqs.receiveAll(source, 1);
    expect(poison?.Body).toBe("poison");
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({
        ...{ QueueUrl: source, ReceiptHandle: poison?.ReceiptHandle, VisibilityTimeout: 0 },
      }),
    );
    await send("good");
    const received = await sqs.receiveAll(source, 1);
    expect(received.map(({ Body }) => Body)).toEqual(["good"]);
    expect((await sqs.receiveAll(deadLetters, 1)).map(({ Body }) => Body)).toEqual(["poison"]);
  });

  it("know the queues that use them, and a policy can be taken off", async () => {
    const sqs = new Sqs(aws());
    const { source, deadLetters } = await pair(sqs);
    const sources = async () =>
      (await sqs.client.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetters }))).queueUrls;
    expect(await sources()).toEqual([source]);
    const Attributes = { RedrivePolicy: "" };
    await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl: source, Attributes }));
    expect((await sqs.attributes(source)).RedrivePolicy).toBeUndefined();
    expect(await sources()).toEqual([]);
  });

  differs(
    "AWS keeps the message, moto's is lost",
    "that are gone take nothing: the message stays",
    async () => {
      const sqs = new Sqs(aws());
      const { source, deadLetters } = await pair(sqs, 1);
      await sqs.client.send(new DeleteQueueCommand({ QueueUrl: deadLetters }));
      await sqs.client.send(new SendMessageCommand({ QueueUrl: source, MessageBody: "x" }));
      expect(await sqs.receiveAll(source, 1)).toHaveLength(1);
      expect(await sqs.receiveAll(source, 1)).toHaveLength(1);
    },
  );

  differs(
    "moto fails with 500 on a policy that is no JSON",
    "are refused in a policy that makes no sense",
    async () => {
      const sqs = new Sqs(aws());
      const QueueUrl = await sqs.queue();
      for (const policy of [
        "no json",
        '{"maxReceiveCount":3}',
        '{"deadLetterTargetArn":"x","maxReceiveCount":0}',
      ]) {
        const command = new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: policy } });
        await expect(sqs.client.send(command)).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
      }
    },
  );

  const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };

  differs(
    "moto says it in other words",
    "are of the same type as the queue that they take from",
    async () => {
      const sqs = new Sqs(aws());
      const [standard, first] = [await sqs.queue(), await sqs.queue(fifo)];
      for (const [target, attributes] of [
        [standard, fifo],
        [first, {}],
      ] as const) {
        const deadLetterTargetArn = await sqs.arn(target);
        const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
        const reason = "Reason: Dead-letter queue must be same type of queue as the source.";
        await expect(sqs.queue({ ...attributes, RedrivePolicy })).rejects.toMatchObject({
          Code: "InvalidParameterValue",
          message: `Value ${RedrivePolicy} for parameter RedrivePolicy is invalid. ${reason}`,
        });
      }
    },
  );

  it("keep the group of what a FIFO queue gave up, which goes on", async () => {
    const sqs = new Sqs(aws());
    const deadLetters = await sqs.queue(fifo);
    const deadLetterTargetArn = await sqs.arn(deadLetters);
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
    const source = await sqs.queue({ ...fifo, RedrivePolicy, VisibilityTimeout: "0" });
    const send = (MessageBody: string) =>
      sqs.client.send(new SendMessageCommand({ QueueUrl: source, MessageBody, MessageGroupId: "g" }));
    const { MessageId } = await send("poison");
    expect(await sqs.receiveAll(source, 1)).toHaveLength(1);
    await send("good");
    expect((await sqs.receiveAll(source, 1)).map(({ Body }) => Body)).toEqual(["good"]);
    const [dead] = await sqs.receiveAll(deadLetters, 1, { MessageSystemAttributeNames: ["All"] });
    expect(dead).toMatchObject({
      ...{ MessageId, Body: "poison" },
      Attributes: {
        ...{ MessageGroupId: "g", MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    });
  });
});
