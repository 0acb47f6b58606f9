import { createHash, randomUUID } from "node:crypto";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  PurgeQueueCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

const byContent = { FifoQueue: "true", ContentBasedDeduplication: "true" };
const all = { MaxNumberOfMessages: 10 };

describeAws("FIFO queues", (aws, differs) => {
  const send = (sqs: Sqs, QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput>) =>
    sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  /** Sends bodies `a1`, `b1`, …: the letter is the group. */
  async function sendAll(sqs: Sqs, queue: string, ...bodies: string[]): Promise<void> {
    for (const body of bodies) await send(sqs, queue, body, { MessageGroupId: body.charAt(0) });
  }
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
  const remove = (sqs: Sqs, QueueUrl: string, message: Message | undefined) =>
    sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  const hide = (sqs: Sqs, QueueUrl: string, message: Message | undefined, VisibilityTimeout: number) =>
    sqs.client.send(
      new ChangeMessageVisibilityCommand({
        ...{ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout },
      }),
    );

  it("give a group's messages in their order, and none while one is in flight", async () => {
    const sqs = new Sqs(aws());
    const queue = await sqs.queue(byContent);
    await sendAll(sqs, queue, "a1", "a2", "b1", "a3");
    const first = await sqs.receive(queue, { MaxNumberOfMessages: 2 });
    expect(bodies(first)).toEqual(["a1", "a2"]);
    const other = await sqs.receive(queue, all);
    expect(bodies(other)).toEqual(["b1"]);
    await sendAll(sqs, queue, "a4", "b2");
    expect(await sqs.receive(queue, all)).toEqual([]);
    for (const message of [...first, ...other]) await remove(sqs, queue, message);
    expect(bodies(await sqs.receive(queue, all)).sort()).toEqual(["a3", "a4", "b2"]);
  });

  differs("moto gives messages as they were sent", "give as many of one group as they can", async () => {
    const sqs = new Sqs(aws());
    const queue = await sqs.queue(byContent);
    await sendAll(sqs, queue, "a1", "b1", "a2", "b2", "a3");
    const taken = await sqs.receive(queue, { MaxNumberOfMessages: 4, VisibilityTimeout: 0 });
    expect(bodies(taken)).toEqual(["a1", "a2", "a3", "b1"]);
    expect(bodies(await sqs.receive(queue, all))).toEqual(["a1", "a2", "a3", "b1", "b2"]);
  });

  differs(
    "moto holds a group back by any message in flight, not by those before",
    "hold back what comes after a message in flight, and only that",
    async () => {
      const sqs = new Sqs(aws());
      const queue = await sqs.queue(byContent);
      await sendAll(sqs, queue, "a1", "a2", "a3");
      const [one, two, three] = await sqs.receive(queue, all);
      await hide(sqs, queue, three, 0);
      expect(await sqs.receive(queue, all)).toEqual([]);
      await hide(sqs, queue, one, 0);
      const again = await sqs.receive(queue, all);
      expect(bodies(again)).toEqual(["a1"]);
      await remove(sqs, queue, two);
      await remove(sqs, queue, again[0]);
      expect(bodies(await sqs.receive(queue, all))).toEqual(["a3"]);
    },
  );

  differs("moto may not notice while it waits", "wake who waits once the group is free", async () => {
    const sqs = new Sqs(aws());
    const queue = await sqs.queue(byContent);
    await sendAll(sqs, queue, "a1", "a2");
    const [first] = await sqs.receive(queue);
    const waiting = sqs.receive(queue, { WaitTimeSeconds: 10 });
    await remove(sqs, queue, first);
    expect(bodies(await waiting)).toEqual(["a2"]);
  });

  differs(
    "moto knows a message by its deduplication id only while it is in the queue",
    "take a message once in five minutes, also when it was deleted",
    async () => {
      const sqs = new Sqs(aws());
      const queue = await sqs.queue({ FifoQueue: "true" });
      const ids = { MessageGroupId: "g", MessageDeduplicationId: "d" };
      const sent = await send(sqs, queue, "one", ids);
      const again = await send(sqs, queue, "other", { ...ids, MessageGroupId: "h" });
      expect(again).toMatchObject({ MessageId: sent.MessageId, SequenceNumber: sent.SequenceNumber });
      const [message, ...more] = await sqs.receive(queue, { ...all, MessageSystemAttributeNames: ["All"] });
      expect(more).toEqual([]);
      expect(message).toMatchObject({
        ...{ Body: "one", MessageId: sent.MessageId },
        Attributes: { ...ids, SequenceNumber: sent.SequenceNumber },
      });
      await remove(sqs, queue, message);
      await send(sqs, queue, "one", ids);
      expect(await sqs.receive(queue, all)).toEqual([]);
      await sqs.client.send(new PurgeQueueCommand({ QueueUrl: queue }));
      await send(sqs, queue, "after the purge", ids);
      expect(bodies(await sqs.receive(queue, all))).toEqual(["after the purge"]);
    },
  );

  it("know a message by its content where that is wanted", async () => {
    const sqs = new Sqs(aws());
    const queue = await sqs.queue(byContent);
    await send(sqs, queue, "x", { MessageGroupId: "g" });
    await send(sqs, queue, "x", {
      MessageGroupId: "g",
      MessageAttributes: { a: { DataType: "String", StringValue: "not looked at" } },
    });
    await send(sqs, queue, "x", { MessageGroupId: "g", MessageDeduplicationId: "mine" });
    const messages = await sqs.receive(queue, { ...all, MessageSystemAttributeNames: ["All"] });
    expect(messages.map(({ Attributes }) => Attributes?.MessageDeduplicationId)).toEqual([
      ...[createHash("sha256").update("x").digest("hex"), "mine"],
    ]);
  });

  differs(
    "moto has one scope, the queue",
    "know a message within its group where that is the scope",
    async () => {
      const sqs = new Sqs(aws());
      const throughput = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
      const queue = await sqs.queue({ ...byContent, ...throughput });
      for (const MessageGroupId of ["g", "h", "g"]) await send(sqs, queue, "x", { MessageGroupId });
      expect(await sqs.receive(queue, all)).toHaveLength(2);
    },
  );

  differs("moto's numbers are random", "give sequence numbers that increase", async () => {
    const sqs = new Sqs(aws());
    const queue = await sqs.queue(byContent);
    const first = await send(sqs, queue, "1", { MessageGroupId: "g" });
    const Entries = ["2", "3"].map((Id) => ({ Id, MessageBody: Id, MessageGroupId: Id }));
    const batch = await sqs.client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    const numbers = [first, ...(batch.Successful ?? [])].map(({ SequenceNumber = "" }) => SequenceNumber);
    expect(numbers.every((number) => /^\d{20}$/.test(number))).toBe(true);
    expect([...new Set(numbers)].sort()).toEqual(numbers);
    expect(numbers).toHaveLength(3);
  });

  differs(
    "moto asks for a group only without content-based deduplication, and answers in other words",
    "refuse what has no group, no deduplication id, or a delay of its own",
    async () => {
      const sqs = new Sqs(aws());
      const QueueUrl = await sqs.queue({ FifoQueue: "true" });
      const ids = { MessageGroupId: "g", MessageDeduplicationId: "d" };
      const noId =
        "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
      const noGroup = "The request must contain the parameter MessageGroupId.";
      for (const [more, Code, message] of [
        [{ MessageDeduplicationId: "d" }, "MissingParameter", noGroup],
        [{ MessageGroupId: "g" }, "InvalidParameterValue", noId],
        [
          { ...ids, DelaySeconds: 2 },
          "InvalidParameterValue",
          "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
        ],
        [
          { ...ids, MessageDeduplicationId: "group 123" },
          "InvalidParameterValue",
          "Value group 123 for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.",
        ],
      ] as const) {
        await expect(send(sqs, QueueUrl, "x", more)).rejects.toMatchObject({ Code, message });
      }
      const good = { Id: "good", MessageBody: "x", ...ids };
      for (const [bad, message] of [
        [{ MessageGroupId: "g" }, noId],
        [{ MessageDeduplicationId: "e" }, noGroup],
      ] as const) {
        const Entries = [good, { Id: "bad", MessageBody: "y", ...bad }];
        const batch = sqs.client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        await expect(batch).rejects.toMatchObject({ Code: "InvalidParameterValue", message });
      }
      await send(sqs, QueueUrl, "no delay of its own", { ...ids, DelaySeconds: 0 });
      expect(bodies(await sqs.receive(QueueUrl, all))).toEqual(["no delay of its own"]);
    },
  );

  differs(
    "moto takes names and attributes that AWS refuses",
    "are told by their name and FifoQueue, and have attributes of their own",
    async () => {
      const sqs = new Sqs(aws());
      const queue = await sqs.queue({ FifoQueue: "True" });
      expect(await sqs.attributes(queue)).toMatchObject({
        ...{ FifoQueue: "true", ContentBasedDeduplication: "false", DeduplicationScope: "queue" },
        FifoThroughputLimit: "perQueue",
      });
      const create = (QueueName: string, Attributes: Record<string, string> = {}) =>
        sqs.client.send(new CreateQueueCommand({ QueueName, Attributes }));
      const [name, QueueName] = [randomUUID(), queue.slice(queue.lastIndexOf("/") + 1)];
      expect((await create(QueueName, { FifoQueue: "true" })).QueueUrl).toBe(queue);
      const only = (attribute: string) =>
        `You can specify the ${attribute} only when FifoQueue is set to true.`;
      for (const [attempt, Code, message] of [
        [() => create(`${name}.fifo`), "InvalidParameterValue", /hyphens, or underscores/],
        [() => create(name, { FifoQueue: "true" }), "InvalidParameterValue", /must end with \.fifo suffix/],
        [() => create(QueueName, byContent), "QueueAlreadyExists", /attribute ContentBasedDeduplication$/],
        [() => create(name, { FifoQueue: "false" }), "InvalidAttributeName", "Unknown Attribute FifoQueue."],
        [
          () => create(name, { ContentBasedDeduplication: "true" }),
          ...["InvalidAttributeName", "Unknown Attribute ContentBasedDeduplication."],
        ],
        [
          () => create(name, { DeduplicationScope: "queue" }),
          ...["InvalidAttributeName", only("DeduplicationScope")],
        ],
        [
          () => create(`${name}.fifo`, { FifoQueue: "true", FifoThroughputLimit: "perMessageGroupId" }),
          ...["InvalidAttributeValue", /FifoThroughputLimit/],
        ],
      ] as [() => Promise<unknown>, string, string | RegExp][]) {
        const error = await attempt().catch((caught: unknown) => caught);
        expect(error).toMatchObject({ Code, message: expect.stringMatching(message) });
      }
      const set = (Attributes: Record<string, string>) =>
        sqs.client.send(new SetQueueAttributesCommand({ QueueUrl: queue, Attributes }));
      await set({ FifoQueue: "true", ContentBasedDeduplication: "true" });
      await expect(set({ FifoQueue: "false" })).rejects.toMatchObject({
        message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
      });
      expect((await sqs.attributes(queue)).ContentBasedDeduplication).toBe("true");
    },
  );

  differs(
    "moto keeps no delay of a queue",
    "delay all messages alike, also those that are there",
    async () => {
      const sqs = new Sqs(aws());
      const QueueUrl = await sqs.queue({ ...byContent, DelaySeconds: "900" });
      await sendAll(sqs, QueueUrl, "a1");
      expect((await sqs.attributes(QueueUrl)).ApproximateNumberOfMessagesDelayed).toBe("1");
      const waiting = sqs.receive(QueueUrl, { WaitTimeSeconds: 10 });
      const Attributes = { DelaySeconds: "1" };
      await sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      expect(bodies(await waiting)).toEqual(["a1"]);
    },
  );

  differs(
    "moto deletes by a handle whose time is over",
    "let a handle expire with the visibility",
    async () => {
      const sqs = new Sqs(aws());
      const queue = await sqs.queue(byContent);
      await sendAll(sqs, queue, "a1");
      const [message] = await sqs.receive(queue);
      await hide(sqs, queue, message, 0);
      const expired = {
        Code: "InvalidParameterValue",
        message: `Value ${message?.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
      };
      await expect(remove(sqs, queue, message)).rejects.toMatchObject(expired);
      const [again] = await sqs.receive(queue);
      await expect(remove(sqs, queue, message)).rejects.toMatchObject(expired);
      await remove(sqs, queue, again);
      await remove(sqs, queue, again);
    },
  );

  differs(
    "moto does not know attempts",
    "answer an attempt to receive again with the same, until something changes",
    async () => {
      const sqs = new Sqs(aws());
      const queue = await sqs.queue(byContent);
      await sendAll(sqs, queue, "a1", "a2", "b1");
      const attempt = () => sqs.receive(queue, { ...all, ReceiveRequestAttemptId: "try-1" });
      const first = await attempt();
      expect(bodies(first)).toEqual(["a1", "a2", "b1"]);
      expect(await attempt()).toEqual(first);
      expect(await sqs.receive(queue, { ...all, ReceiveRequestAttemptId: "try-2" })).toEqual([]);
      await remove(sqs, queue, first[0]);
      expect(await attempt()).toEqual([]);
    },
  );
});
