import { CreateEventSourceMappingCommand, InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { type Message, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { mapped } from "./mapped-queue.js";
import type { Sqs } from "./sqs-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

const fifo = { FifoQueue: "true", ContentBasedDeduplication: "true" };

describeAws(
  "FIFO queues as event sources",
  (aws) => {
    /** Sends bodies `a1`, `b1`, …: the letter is the group. */
    const send = (sqs: Sqs, QueueUrl: string, ...bodies: string[]) =>
      sqs.client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: bodies.map((body) => ({ Id: body, MessageBody: body, MessageGroupId: body.charAt(0) })),
        }),
      );
    const said = (messages: readonly Message[]) => messages.map(({ Body }) => JSON.parse(Body ?? ""));

    it("bring a group's messages in their order, one batch after the other", async () => {
      const body = `const { attributes } = event.Records[0];
        await report(["begins", attributes.MessageGroupId, ...event.Records.map((one) => one.body)]);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await report(["ends", attributes.MessageGroupId, attributes.SequenceNumber.length, attributes.MessageDeduplicationId.length]);`;
      const { sqs, source, reports, left } = await mapped(aws(), body, { BatchSize: 2 }, fifo);
      await send(sqs, source, "a1", "a2", "a3", "a4");
      await send(sqs, source, "b1", "b2", "b3", "b4");
      const all = said(await sqs.receiveAll(reports, 8));
      const ofGroup = (group: string) => all.filter(([, one]) => one === group);
      const ends = (group: string) => ["ends", group, 20, 64];
      expect(ofGroup("a")).toEqual([
        ...[["begins", "a", "a1", "a2"], ends("a"), ["begins", "a", "a3", "a4"], ends("a")],
      ]);
      expect(ofGroup("b")).toEqual([
        ...[["begins", "b", "b1", "b2"], ends("b"), ["begins", "b", "b3", "b4"], ends("b")],
      ]);
      await expect.poll(left).toBe(0);
    });

    it("hold a group back at what failed until it comes again, and let others pass", async () => {
      const body = `const failed = event.Records.findIndex((one) => one.body === "a2" && one.attributes.ApproximateReceiveCount === "1");
        const done = failed < 0 ? event.Records : event.Records.slice(0, failed);
        for (const one of done) await report(one.body);
        return { batchItemFailures: event.Records.slice(done.length).map((one) => ({ itemIdentifier: one.messageId })) };`;
      const how = { FunctionResponseTypes: ["ReportBatchItemFailures" as const] };
      const { sqs, source, reports, left } = await mapped(aws(), body, how, {
        ...fifo,
        VisibilityTimeout: "3",
      });
      await send(sqs, source, "a1", "a2", "a3");
      expect(said(await sqs.receiveAll(reports, 1))).toEqual(["a1"]);
      await send(sqs, source, "a4", "b1");
      expect(said(await sqs.receiveAll(reports, 1))).toEqual(["b1"]);
      expect(said(await sqs.receiveAll(reports, 3))).toEqual(["a2", "a3", "a4"]);
      await expect.poll(left).toBe(0);
    });

    it("have batches of ten at most, and no window", async () => {
      const { lambda, sqs, FunctionName } = await mapped(aws(), "");
      const EventSourceArn = await sqs.arn(await sqs.queue(fifo));
      const create = (more: object) =>
        lambda.client.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, ...more }));
      for (const [more, message] of [
        [{ MaximumBatchingWindowInSeconds: 1 }, "Batching window is not supported for FIFO queues"],
        [{ BatchSize: 11 }, /less than or equal to 10/],
      ] as const) {
        const error = await create(more).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(InvalidParameterValueException);
        expect(error).toMatchObject({ message: expect.stringMatching(message) });
      }
      expect(await create({ BatchSize: 10 })).toMatchObject({ BatchSize: 10 });
    });
  },
  withoutMotoLambda,
);
