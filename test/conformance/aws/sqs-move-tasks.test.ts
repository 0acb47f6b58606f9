import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  ResourceNotFoundException,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

describeAws(
  "move tasks",
  (aws) => {
    /** A dead-letter queue with `count` messages in it, and the queue that gave them up. */
    async function dead(sqs: Sqs, count: number) {
      const deadLetters = await sqs.queue();
      const SourceArn = await sqs.arn(deadLetters);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 });
      const source = await sqs.queue({ RedrivePolicy, VisibilityTimeout: "0" });
      const MessageAttributes = { type: { DataType: "String", StringValue: "a" } };
      for (let number = 0; number < count; number += 1) {
        await sqs.client.send(
          new SendMessageCommand({ QueueUrl: source, MessageBody: String(number), MessageAttributes }),
        );
      }
      await sqs.receiveAll(source, count);
      expect(await sqs.receive(source, { MaxNumberOfMessages: 10 })).toEqual([]);
      return { source, deadLetters, SourceArn };
    }
    const listed = async (sqs: Sqs, SourceArn: string) =>
      (await sqs.client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }))).Results ?? [];

    it("give messages back to the queue that gave them up, as new ones", async () => {
      const sqs = new Sqs(aws());
      const { source, deadLetters, SourceArn } = await dead(sqs, 3);
      await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      await expect.poll(async () => (await listed(sqs, SourceArn))[0]?.Status).toBe("COMPLETED");
      expect((await listed(sqs, SourceArn))[0]).toMatchObject({
        ...{ SourceArn, ApproximateNumberOfMessagesMoved: 3, ApproximateNumberOfMessagesToMove: 3 },
      });
      expect((await sqs.attributes(deadLetters)).ApproximateNumberOfMessages).toBe("0");
      const back = await sqs.receiveAll(source, 3, {
        ...{ MessageSystemAttributeNames: ["All"], MessageAttributeNames: ["All"] },
      });
      expect(back.map(({ Body }) => Body).sort()).toEqual(["0", "1", "2"]);
      expect(back[0]).toMatchObject({
        ...{
          Attributes: { ApproximateReceiveCount: "1" },
          MessageAttributes: { type: { StringValue: "a" } },
        },
      });
      expect(back[0]?.Attributes?.DeadLetterQueueSourceArn).toBeUndefined();
    });

    it("give a FIFO queue's messages back in their order and groups, however soon", async () => {
      const sqs = new Sqs(aws());
      const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };
      const SourceArn = await sqs.arn(await sqs.queue(fifo));
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: SourceArn, maxReceiveCount: 1 });
      const source = await sqs.queue({ ...fifo, RedrivePolicy, VisibilityTimeout: "0" });
      for (const MessageBody of ["g1", "h1", "g2"]) {
        await sqs.client.send(
          new SendMessageCommand({
            ...{ QueueUrl: source, MessageBody, MessageGroupId: MessageBody.charAt(0) },
          }),
        );
      }
      await sqs.receiveAll(source, 3);
      expect(await sqs.receive(source)).toEqual([]);
      await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      await expect.poll(async () => (await listed(sqs, SourceArn))[0]?.Status).toBe("COMPLETED");
      const back = await sqs.receiveAll(source, 3, { MessageSystemAttributeNames: ["All"] });
      expect(back.map(({ Body, Attributes }) => [Body, Attributes?.MessageGroupId])).toEqual([
        ...[
          ["g1", "g"],
          ["g2", "g"],
          ["h1", "h"],
        ],
      ]);
      const DestinationArn = await sqs.arn(await sqs.queue());
      const start = new StartMessageMoveTaskCommand({ SourceArn, DestinationArn });
      await expect(sqs.client.send(start)).rejects.toMatchObject({ Code: "InvalidParameterValue" });
    });

    it("move to another queue, at a rate, until they are cancelled", async () => {
      const sqs = new Sqs(aws());
      const { SourceArn } = await dead(sqs, 30);
      const destination = await sqs.queue();
      const start = new StartMessageMoveTaskCommand({
        ...{ SourceArn, DestinationArn: await sqs.arn(destination), MaxNumberOfMessagesPerSecond: 2 },
      });
      const { TaskHandle } = await sqs.client.send(start);
      expect((await listed(sqs, SourceArn))[0]).toMatchObject({ Status: "RUNNING", TaskHandle });
      await expect(sqs.client.send(start)).rejects.toMatchObject({ Code: "InvalidParameterValue" });
      const first = await sqs.receiveAll(destination, 4);
      const cancelled = await sqs.client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
      expect((await listed(sqs, SourceArn))[0]?.Status).toBe("CANCELLED");
      const moved = cancelled.ApproximateNumberOfMessagesMoved ?? 0;
      expect(moved).toBeLessThan(30);
      await sqs.receiveAll(destination, moved - first.length);
      // The next ones would have come by then.
      expect(await sqs.receive(destination, { WaitTimeSeconds: 2 })).toEqual([]);
    });

    it("are refused for what is no dead-letter queue, and what does not exist", async () => {
      const sqs = new Sqs(aws());
      const SourceArn = await sqs.arn(await sqs.queue());
      const start = (what: { SourceArn: string; DestinationArn?: string }) =>
        sqs.client.send(new StartMessageMoveTaskCommand(what));
      await expect(start({ SourceArn })).rejects.toMatchObject({ Code: "InvalidParameterValue" });
      await expect(start({ SourceArn: `${SourceArn}-missing` })).rejects.toBeInstanceOf(
        ResourceNotFoundException,
      );
      const { SourceArn: real } = await dead(sqs, 0);
      await expect(start({ SourceArn: real, DestinationArn: `${SourceArn}-missing` })).rejects.toBeInstanceOf(
        ResourceNotFoundException,
      );
      const cancel = new CancelMessageMoveTaskCommand({ TaskHandle: "bm8gaGFuZGxl" });
      await expect(sqs.client.send(cancel)).rejects.toMatchObject({ Code: "InvalidParameterValue" });
    });

    it("fail where a message has no queue to go back to", async () => {
      const sqs = new Sqs(aws());
      const { deadLetters, SourceArn } = await dead(sqs, 0);
      await sqs.client.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: "sent here" }));
      await sqs.client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      await expect.poll(async () => (await listed(sqs, SourceArn))[0]?.Status).toBe("FAILED");
      expect(await sqs.receiveAll(deadLetters, 1)).toHaveLength(1);
    });
  },
  "moto does not emulate them",
);
