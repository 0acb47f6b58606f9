import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  InvalidParameterValueException,
  ListEventSourceMappingsCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { mapped } from "./mapped-queue.js";
import { Sqs } from "./sqs-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

describeAws(
  "queues as event sources",
  (aws) => {
    it("bring messages in batches, and lose them only once the function has done", async () => {
      const { sqs, source, reports, left, mapping, EventSourceArn } = await mapped(
        aws(),
        "await report(event)",
      );
      expect(mapping).toMatchObject({ State: "Creating", BatchSize: 10, MaximumBatchingWindowInSeconds: 0 });
      const MessageAttributes = { type: { DataType: "String", StringValue: "a" } };
      const sent = await sqs.client.send(
        new SendMessageCommand({ QueueUrl: source, MessageBody: "ünï", MessageAttributes }),
      );
      const [message] = await sqs.receiveAll(reports, 1);
      expect(JSON.parse(message?.Body ?? "")).toEqual({
        Records: [
          {
            ...{ messageId: sent.MessageId, receiptHandle: expect.any(String), body: "ünï" },
            attributes: {
              ...{
                ApproximateReceiveCount: "1",
                SenderId: expect.any(String),
                SentTimestamp: expect.any(String),
              },
              ApproximateFirstReceiveTimestamp: expect.any(String),
            },
            messageAttributes: {
              type: { stringValue: "a", stringListValues: [], binaryListValues: [], dataType: "String" },
            },
            ...{ md5OfBody: sent.MD5OfMessageBody, md5OfMessageAttributes: sent.MD5OfMessageAttributes },
            ...{ eventSource: "aws:sqs", eventSourceARN: EventSourceArn, awsRegion: "us-east-1" },
          },
        ],
      });
      await expect.poll(left).toBe(0);
    });

    it("bring again only what failed, and give it to the dead-letter queue in the end", async () => {
      const sqs = new Sqs(aws());
      const dead = await sqs.queue();
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await sqs.arn(dead), maxReceiveCount: 2 });
      const body = `const failed = event.Records.filter((one) => one.body === "poison");
        for (const one of event.Records) await report(one.body);
        return { batchItemFailures: failed.map((one) => ({ itemIdentifier: one.messageId })) };`;
      const { send, reports, left } = await mapped(
        aws(),
        body,
        { FunctionResponseTypes: ["ReportBatchItemFailures"] },
        { RedrivePolicy, VisibilityTimeout: "3" },
      );
      await send("good", "poison", "fine");
      const [message] = await sqs.receiveAll(dead, 1, { WaitTimeSeconds: 20 });
      expect(message?.Body).toBe("poison");
      const seen = (await sqs.receiveAll(reports, 4)).map(({ Body }) => JSON.parse(Body ?? ""));
      expect(seen.sort()).toEqual(["fine", "good", "poison", "poison"]);
      await expect.poll(left).toBe(0);
    });

    it("bring a whole batch again when the function fails", async () => {
      const body = `await report(event.Records.map((one) => [one.body, one.attributes.ApproximateReceiveCount]));
        if (event.Records[0].attributes.ApproximateReceiveCount === "1") throw new Error("once");`;
      const { sqs, source, reports, left } = await mapped(aws(), body, {}, { VisibilityTimeout: "3" });
      await sqs.client.send(new SendMessageCommand({ QueueUrl: source, MessageBody: "m" }));
      const runs = (await sqs.receiveAll(reports, 2)).map(({ Body }) => Body);
      expect(runs).toEqual(['[["m","1"]]', '[["m","2"]]']);
      await expect.poll(left).toBe(0);
    });

    it("gather messages for a window, up to the size of a batch", async () => {
      const how = { BatchSize: 20, MaximumBatchingWindowInSeconds: 30 };
      const { sqs, reports, send } = await mapped(aws(), "await report(event.Records.length)", how);
      await send(...Array.from({ length: 10 }, (_, index) => `a${index}`));
      await send(...Array.from({ length: 10 }, (_, index) => `b${index}`));
      const [message] = await sqs.receiveAll(reports, 1);
      expect(message?.Body).toBe("20");
    });

    it("bring nothing while the mapping is disabled or gone", async () => {
      const { lambda, sqs, reports, send, UUID, left, EventSourceArn, FunctionName } = await mapped(
        ...[aws(), "await report(event.Records.length)", { Enabled: false, BatchSize: 1 }],
      );
      const get = () => lambda.client.send(new GetEventSourceMappingCommand({ UUID }));
      expect((await get()).State).toBe("Disabled");
      await send("waits");
      const update = (Enabled: boolean) =>
        lambda.client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled, BatchSize: 5 }));
      expect(await update(true)).toMatchObject({ State: "Updating", BatchSize: 5 });
      expect((await sqs.receiveAll(reports, 1))[0]?.Body).toBe("1");
      await expect.poll(left).toBe(0);
      expect(await get()).toMatchObject({ State: "Enabled", LastProcessingResult: "OK" });
      const list = await lambda.client.send(
        new ListEventSourceMappingsCommand({ EventSourceArn, FunctionName }),
      );
      expect(list.EventSourceMappings?.map((one) => one.UUID)).toEqual([UUID]);
      const deleted = await lambda.client.send(new DeleteEventSourceMappingCommand({ UUID }));
      expect(deleted.State).toBe("Deleting");
      await expect(get()).rejects.toBeInstanceOf(ResourceNotFoundException);
      await send("stays");
      expect(await left()).toBe(1);
    });

    it("bring only what the filters let through, and drop the rest", async () => {
      const Filters = [{ Pattern: '{"body":{"kind":["order"],"total":[{"numeric":[">",10]}]}}' }];
      const { sqs, reports, send, left } = await mapped(
        aws(),
        "for (const one of event.Records) await report(one.body)",
        {
          FilterCriteria: { Filters },
        },
      );
      const wanted = '{"kind":"order","total":11}';
      await send("no json", '{"kind":"order","total":10}', wanted, '{"kind":"other","total":11}');
      expect((await sqs.receiveAll(reports, 1)).map(({ Body }) => JSON.parse(Body ?? ""))).toEqual([wanted]);
      await expect.poll(left).toBe(0);
      expect((await sqs.attributes(reports)).ApproximateNumberOfMessages).toBe("0");
    });

    it("are refused where AWS refuses them", async () => {
      const { lambda, sqs, EventSourceArn, FunctionName } = await mapped(aws(), "");
      const create = (more: Partial<CreateEventSourceMappingCommandInput>) =>
        lambda.client.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, ...more }));
      await expect(create({})).rejects.toBeInstanceOf(ResourceConflictException);
      const short = await sqs.arn(await sqs.queue({ VisibilityTimeout: "1" }));
      for (const wrong of [
        ...[{ EventSourceArn: short }, { EventSourceArn: `${EventSourceArn}-none` }, { BatchSize: 11 }],
        ...[{ StartingPosition: "LATEST" as const }, { BisectBatchOnFunctionError: true }],
        ...[{ EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s" }],
        { FilterCriteria: { Filters: [{ Pattern: '{"body":"x"}' }] } },
      ]) {
        await expect(create(wrong), JSON.stringify(wrong)).rejects.toBeInstanceOf(
          InvalidParameterValueException,
        );
      }
      await expect(create({ FunctionName: "nobody" })).rejects.toBeInstanceOf(ResourceNotFoundException);
    });
  },
  withoutMotoLambda,
);
