import { createHash } from "node:crypto";
import {
  CreateTopicCommand,
  GetTopicAttributesCommand,
  PublishBatchCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { DeleteQueueCommand, type Message } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sns } from "./sns-client.js";

const fifo = { FifoTopic: "true" };
const fifoQueue = { FifoQueue: "true" };
const everything = { MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All" as const] };

describeAws("FIFO topics", (aws, differs) => {
  const ids = (name: string) => ({ MessageGroupId: name.charAt(0), MessageDeduplicationId: name });
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);

  it("give queues their messages in order, with group and deduplication id", async () => {
    const sns = new Sns(aws());
    const topic = await sns.topic(fifo);
    const { queue } = await sns.subscribed(topic, { RawMessageDelivery: "true" }, fifoQueue);
    for (const name of ["a1", "a2", "a3"]) await sns.publish(topic, name, ids(name));
    const messages = await sns.sqs.receive(queue, everything);
    expect(bodies(messages)).toEqual(["a1", "a2", "a3"]);
    expect(messages.map(({ Attributes }) => Attributes)).toMatchObject(["a1", "a2", "a3"].map(ids));
  });

  differs(
    "moto gives no sequence numbers, and signs",
    "number their messages, in the answer and in the notification",
    async () => {
      const sns = new Sns(aws());
      const topic = await sns.topic(fifo);
      const { queue } = await sns.subscribed(topic, {}, fifoQueue);
      const first = await sns.publish(topic, "one", { ...ids("a1"), Subject: "Hello" });
      const PublishBatchRequestEntries = ["a2", "b1"].map((Id) => ({ Id, Message: Id, ...ids(Id) }));
      const batch = await sns.client.send(
        new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries }),
      );
      const numbers = [first, ...(batch.Successful ?? [])].map(({ SequenceNumber = "" }) => SequenceNumber);
      expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
      expect([...new Set(numbers)].sort()).toEqual(numbers);
      const [message] = await sns.sqs.receive(queue, everything);
      expect(JSON.parse(message?.Body ?? "")).toEqual({
        ...{ Type: "Notification", MessageId: first.MessageId, SequenceNumber: numbers[0] },
        ...{ TopicArn: topic, Subject: "Hello", Message: "one" },
        ...{ Timestamp: expect.any(String), UnsubscribeURL: expect.any(String) },
      });
    },
  );

  differs(
    "moto's topics do not know what they have sent",
    "send a message once in five minutes, and answer with the first one",
    async () => {
      const sns = new Sns(aws());
      const topic = await sns.topic({ ...fifo, ContentBasedDeduplication: "true" });
      const { queue } = await sns.subscribed(topic, { RawMessageDelivery: "true" }, fifoQueue);
      const { queue: standard } = await sns.subscribed(topic, { RawMessageDelivery: "true" });
      const sent = await sns.publish(topic, "x", { MessageGroupId: "g" });
      const again = await sns.publish(topic, "x", { MessageGroupId: "h" });
      const { MessageId, SequenceNumber } = sent;
      expect(again).toMatchObject({ MessageId, SequenceNumber });
      const messages = await sns.sqs.receive(queue, everything);
      expect(messages.map(({ Attributes }) => Attributes?.MessageDeduplicationId)).toEqual([
        createHash("sha256").update("x").digest("hex"),
      ]);
      const [plain, ...more] = await sns.sqs.receive(standard, everything);
      expect([plain?.Body, more.length]).toEqual(["x", 0]);
      expect(plain?.Attributes).not.toHaveProperty("MessageGroupId");
      const AttributeName = "FifoThroughputScope";
      await sns.client.send(
        new SetTopicAttributesCommand({ TopicArn: topic, AttributeName, AttributeValue: "MessageGroup" }),
      );
      for (const MessageGroupId of ["g", "h", "g"]) await sns.publish(topic, "y", { MessageGroupId });
      expect(await sns.bodies(standard)).toEqual(["y", "y"]);
    },
  );

  differs(
    "moto refuses a message without a group in SQS's words",
    "refuse what has no group or no deduplication id",
    async () => {
      const sns = new Sns(aws());
      const topic = await sns.topic(fifo);
      const noId =
        "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
      const noGroup = "Invalid parameter: The MessageGroupId parameter is required for FIFO topics";
      await expect(sns.publish(topic, "x", { MessageDeduplicationId: "d" })).rejects.toThrow(noGroup);
      await expect(sns.publish(topic, "x", { MessageGroupId: "g" })).rejects.toThrow(noId);
      const PublishBatchRequestEntries = [
        { Id: "good", Message: "x", ...ids("a1") },
        { Id: "bad", Message: "y", MessageDeduplicationId: "e" },
      ];
      const batch = new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries });
      await expect(sns.client.send(batch)).rejects.toThrow(noGroup);
      const standard = await sns.topic();
      await expect(sns.publish(standard, "x", { MessageDeduplicationId: "d" })).rejects.toMatchObject({
        message:
          "Invalid parameter: MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      });
    },
  );

  differs(
    "moto keeps attributes and names that AWS refuses",
    "are told by their name and FifoTopic, and have attributes of their own",
    async () => {
      const sns = new Sns(aws());
      const topic = await sns.topic(fifo);
      const shown = await sns.client.send(new GetTopicAttributesCommand({ TopicArn: topic }));
      expect(shown.Attributes).toMatchObject({ FifoTopic: "true", ContentBasedDeduplication: "false" });
      const create = (Name: string, Attributes = {}) =>
        sns.client.send(new CreateTopicCommand({ Name, Attributes }));
      const Name = topic.slice(topic.lastIndexOf(":") + 1);
      expect((await create(Name, fifo)).TopicArn).toBe(topic);
      const different =
        "Invalid parameter: Attributes Reason: Topic already exists with different attributes";
      const content = { ContentBasedDeduplication: "true" };
      await expect(create(Name, { ...fifo, ...content })).rejects.toThrow(different);
      await expect(create(Name)).rejects.toThrow("Invalid parameter: Topic Name");
      await expect(create("no-suffix", fifo)).rejects.toThrow("Invalid parameter: Topic Name");
      await expect(create("standard", content)).rejects.toThrow(/ContentBasedDeduplication/);
      const standard = await sns.topic();
      for (const [TopicArn, AttributeName] of [
        [topic, "FifoTopic"],
        [standard, "ContentBasedDeduplication"],
      ]) {
        const set = new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue: "true" });
        await expect(sns.client.send(set)).rejects.toThrow("Invalid parameter: AttributeName");
      }
    },
  );

  differs(
    "moto subscribes functions, and takes any dead-letter queue",
    "have no subscribers but queues, whose dead-letter queues are of their kind",
    async () => {
      const sns = new Sns(aws());
      const topic = await sns.topic(fifo);
      const subscribe = (TopicArn: string, Protocol: string, Endpoint: string) =>
        sns.client.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
      const aFunction = "arn:aws:lambda:us-east-1:000000000000:function:f";
      await expect(subscribe(topic, "lambda", aFunction)).rejects.toThrow(/Please use FIFO SQS queue/);
      const { queue, subscription } = await sns.subscribed(topic, { RawMessageDelivery: "true" }, fifoQueue);
      await expect(subscribe(await sns.topic(), "sqs", await sns.sqs.arn(queue))).rejects.toThrow(
        "FIFO SQS Queues can not be subscribed to standard SNS topics",
      );
      const giveUpTo = async (deadLetters: string) => {
        const AttributeValue = JSON.stringify({ deadLetterTargetArn: await sns.sqs.arn(deadLetters) });
        const AttributeName = "RedrivePolicy";
        await sns.client.send(
          new SetSubscriptionAttributesCommand({
            ...{ SubscriptionArn: subscription, AttributeName, AttributeValue },
          }),
        );
      };
      await expect(giveUpTo(await sns.sqs.queue())).rejects.toThrow(
        "Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.",
      );
      const deadLetters = await sns.sqs.queue(fifoQueue);
      await giveUpTo(deadLetters);
      await sns.sqs.client.send(new DeleteQueueCommand({ QueueUrl: queue }));
      await sns.publish(topic, "x", ids("a1"));
      const [dead] = await sns.sqs.receive(deadLetters, everything);
      expect(dead).toMatchObject({ Body: "x", Attributes: ids("a1") });
    },
  );
});
