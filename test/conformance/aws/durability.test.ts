import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { Sns } from "./sns-client.js";

// The built command, ended with `kill -9`; it comes back on the same port.
let emulator: EmulatorProcess;
let sns: Sns;
beforeEach(async () => {
  emulator = new EmulatorProcess("aws", tempFolder());
  sns = new Sns(await emulator.start());
});
afterEach(() => emulator.kill());

const typed = { type: { DataType: "String", StringValue: "a" } };

it("keeps queues, their settings and their messages, each in its state", async () => {
  const { sqs } = sns;
  const QueueUrl = await sqs.queue({ VisibilityTimeout: "60" });
  const send = (MessageBody: string, DelaySeconds = 0) =>
    sqs.client.send(
      new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds, MessageAttributes: typed }),
    );
  await send("deleted");
  const [deleted] = await sqs.receive(QueueUrl);
  await send("in flight");
  const [inFlight] = await sqs.receive(QueueUrl);
  await send("shown again");
  const [shown] = await sqs.receive(QueueUrl);
  await send("waiting ünï");
  await send("late", 900);
  await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: deleted?.ReceiptHandle }));
  await sqs.client.send(
    new ChangeMessageVisibilityCommand({
      ...{ QueueUrl, ReceiptHandle: shown?.ReceiptHandle, VisibilityTimeout: 0 },
    }),
  );
  await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "3" } }));
  await sqs.client.send(new TagQueueCommand({ QueueUrl, Tags: { owner: "shop" } }));
  const before = await sqs.attributes(QueueUrl);
  await emulator.killAndRestart();
  expect(await sqs.attributes(QueueUrl)).toEqual(before);
  expect(before).toMatchObject({
    ...{ DelaySeconds: "3", ApproximateNumberOfMessages: "2", ApproximateNumberOfMessagesNotVisible: "1" },
    ApproximateNumberOfMessagesDelayed: "1",
  });
  expect((await sqs.client.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ owner: "shop" });
  const messages = await sqs.receiveAll(QueueUrl, 2, {
    ...{ MessageSystemAttributeNames: ["ApproximateReceiveCount"], MessageAttributeNames: ["All"] },
  });
  const counts = messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]);
  expect(Object.fromEntries(counts)).toEqual({ "shown again": "2", "waiting ünï": "1" });
  expect(messages.map(({ MessageAttributes }) => MessageAttributes)).toEqual([typed, typed]);
  // What was received before is still deleted by its handle.
  await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: inFlight?.ReceiptHandle }));
  expect((await sqs.attributes(QueueUrl)).ApproximateNumberOfMessagesNotVisible).toBe("2");
});

it("keeps what was purged, deleted and dead-lettered that way", async () => {
  const { sqs } = sns;
  const deadLetters = await sqs.queue();
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: await sqs.arn(deadLetters),
    maxReceiveCount: 1,
  });
  const source = await sqs.queue({ RedrivePolicy, VisibilityTimeout: "0" });
  const [purged, gone] = [await sqs.queue(), await sqs.queue()];
  for (const QueueUrl of [source, purged, gone]) {
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  }
  expect(await sqs.receive(source)).toHaveLength(1);
  expect(await sqs.receive(source)).toEqual([]);
  await sqs.client.send(new PurgeQueueCommand({ QueueUrl: purged }));
  await sqs.client.send(new DeleteQueueCommand({ QueueUrl: gone }));
  await emulator.killAndRestart();
  expect(await sqs.receive(source)).toEqual([]);
  expect(await sqs.receive(purged)).toEqual([]);
  const QueueName = gone.slice(gone.lastIndexOf("/") + 1);
  await expect(sqs.client.send(new GetQueueUrlCommand({ QueueName }))).rejects.toBeInstanceOf(
    QueueDoesNotExist,
  );
  const [dead] = await sqs.receiveAll(deadLetters, 1, { MessageSystemAttributeNames: ["All"] });
  expect(dead?.Attributes).toMatchObject({ DeadLetterQueueSourceArn: await sqs.arn(source) });
});

it("keeps the order of FIFO queues and topics, their numbers, and what is not to be sent twice", async () => {
  const { sqs } = sns;
  const topic = await sns.topic({ FifoTopic: "true" });
  const fifo = { FifoQueue: "true", VisibilityTimeout: "60" };
  const { queue } = await sns.subscribed(topic, { RawMessageDelivery: "true" }, fifo);
  const ids = (name: string) => ({ MessageGroupId: name.charAt(0), MessageDeduplicationId: name });
  const publish = async (name: string) => (await sns.publish(topic, name, ids(name))).SequenceNumber ?? "";
  const send = async (name: string) =>
    await sqs.client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: name, ...ids(name) }));
  const remove = async (ReceiptHandle: string | undefined) =>
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
  const numbers = [await publish("a1"), await publish("a2"), await publish("b1"), await publish("a3")];
  const [deleted, inFlight] = await sqs.receive(queue, { MaxNumberOfMessages: 2 });
  await remove(deleted?.ReceiptHandle);
  const last = await send("c1");
  await emulator.killAndRestart();
  expect(await publish("a1")).toBe(numbers[0]);
  expect(await send("c1")).toMatchObject({ SequenceNumber: last.SequenceNumber });
  await send("a1");
  expect(await sns.bodies(queue)).toEqual(["b1", "c1"]);
  await remove(inFlight?.ReceiptHandle);
  numbers.push(await publish("a4"));
  expect([...new Set(numbers)].sort()).toEqual(numbers);
  expect((await send("d1")).SequenceNumber).toSatisfy((number) => number > (last.SequenceNumber ?? ""));
  const left = await sqs.receive(queue, { MaxNumberOfMessages: 10 });
  expect(left.map(({ Body }) => Body)).toEqual(["a3", "a4", "d1"]);
});

it("keeps topics, subscriptions and their filters", async () => {
  const TopicArn = await sns.topic();
  const wanted = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
  const ended = await sns.subscribed(TopicArn);
  const FilterPolicy = JSON.stringify({ type: ["a"] });
  const { subscription: SubscriptionArn } = wanted;
  await sns.client.send(
    new SetSubscriptionAttributesCommand({
      ...{ SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue: FilterPolicy },
    }),
  );
  await sns.client.send(new UnsubscribeCommand({ SubscriptionArn: ended.subscription }));
  await emulator.killAndRestart();
  const { Subscriptions } = await sns.client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions?.map((one) => one.SubscriptionArn)).toEqual([SubscriptionArn]);
  const { Attributes } = await sns.client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  expect(Attributes).toMatchObject({ FilterPolicy, RawMessageDelivery: "true" });
  await sns.publish(TopicArn, "wanted", { MessageAttributes: typed });
  await sns.publish(TopicArn, "unwanted");
  expect(await sns.bodies(wanted.queue)).toEqual(["wanted"]);
});

it("loses nothing that was answered when it is killed under load", async () => {
  const { sqs } = sns;
  const QueueUrl = await sqs.queue();
  const answered: string[] = [];
  const sender = async (name: number): Promise<void> => {
    for (let number = 0; ; number += 1) {
      const bodies = Array.from({ length: 10 }, (_, index) => `${name}-${number}-${index}`);
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      try {
        await sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      } catch {
        return;
      }
      answered.push(...bodies);
    }
  };
  const senders = Array.from({ length: 8 }, (_, name) => sender(name));
  await expect.poll(() => answered.length, { timeout: 30_000 }).toBeGreaterThan(1000);
  await emulator.kill();
  await Promise.all(senders);
  await emulator.start();
  const count = Number((await sqs.attributes(QueueUrl)).ApproximateNumberOfMessages);
  const bodies = (await sqs.receiveAll(QueueUrl, count)).map(({ Body }) => Body);
  expect(new Set(bodies).size).toBe(bodies.length);
  expect(answered.filter((body) => !bodies.includes(body))).toEqual([]);
});
