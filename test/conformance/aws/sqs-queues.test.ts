import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";
import { Sqs } from "./sqs-client.js";

describeAws("queues", (aws, differs) => {
  it("are made, found, listed and deleted", async () => {
    const { client } = new Sqs(aws());
    const prefix = `shop-${randomUUID().slice(0, 8)}`;
    const names = ["a", "b", "c"].map((name) => `${prefix}-${name}`);
    const urls: (string | undefined)[] = [];
    for (const QueueName of names)
      urls.push((await client.send(new CreateQueueCommand({ QueueName }))).QueueUrl);
    expect(urls[0]).toMatch(new RegExp(`^http://.+/\\d{12}/${prefix}-a$`));
    const [QueueName = ""] = names;
    expect((await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl).toBe(urls[0]);
    const first = await client.send(new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2 }));
    const { NextToken } = first;
    const rest = await client.send(
      new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 2, NextToken }),
    );
    expect([...(first.QueueUrls ?? []), ...(rest.QueueUrls ?? [])]).toEqual(urls);
    expect([first.QueueUrls?.length, rest.NextToken]).toEqual([2, undefined]);
    await client.send(new DeleteQueueCommand({ QueueUrl: urls[0] }));
    await expect(client.send(new GetQueueUrlCommand({ QueueName }))).rejects.toBeInstanceOf(
      QueueDoesNotExist,
    );
  });

  it("that do not exist are named by both protocols' codes", async () => {
    const { client } = new Sqs(aws());
    const missing = `${aws().url}/${"0".repeat(12)}/missing`;
    for (const ask of [
      () => client.send(new SendMessageCommand({ QueueUrl: missing, MessageBody: "x" })),
      () => client.send(new GetQueueAttributesCommand({ QueueUrl: missing })),
      () => client.send(new GetQueueUrlCommand({ QueueName: "missing" })),
    ]) {
      const error = await ask().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(QueueDoesNotExist);
      expect(error).toMatchObject({
        message: "The specified queue does not exist.",
        Code: "AWS.SimpleQueueService.NonExistentQueue",
        $metadata: { httpStatusCode: 400 },
      });
    }
  });

  differs(
    "AWS's times are whole seconds, moto's are not",
    "have AWS's defaults, and take attributes within AWS's limits",
    async () => {
      const sqs = new Sqs(aws());
      const QueueUrl = await sqs.queue({ VisibilityTimeout: "7" });
      expect(await sqs.attributes(QueueUrl)).toMatchObject({
        ...{ VisibilityTimeout: "7", DelaySeconds: "0", MaximumMessageSize: "1048576" },
        ...{ MessageRetentionPeriod: "345600", ReceiveMessageWaitTimeSeconds: "0" },
        QueueArn: expect.stringMatching(/^arn:aws:sqs:us-east-1:\d{12}:queue-/),
        CreatedTimestamp: expect.stringMatching(/^\d{10}$/),
        ...{ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" },
      });
      const set = (Attributes: Record<string, string>) =>
        sqs.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
      await set({ VisibilityTimeout: "43200", DelaySeconds: "900", Policy: '{"Version":"2012-10-17"}' });
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["DelaySeconds", "Policy"] });
      const { Attributes } = await sqs.client.send(asked);
      expect(Attributes).toEqual({ DelaySeconds: "900", Policy: '{"Version":"2012-10-17"}' });
      for (const wrong of [{ VisibilityTimeout: "43201" }, { DelaySeconds: "-1" }, { DelaySeconds: "x" }]) {
        await expect(set(wrong as unknown as Record<string, string>)).rejects.toMatchObject({
          name: "InvalidAttributeValue",
        });
      }
      await expect(set({ Colour: "red" })).rejects.toMatchObject({ name: "InvalidAttributeName" });
      expect((await sqs.attributes(QueueUrl)).VisibilityTimeout).toBe("43200");
    },
  );

  it("are made again only if nothing would change", async () => {
    const { client } = new Sqs(aws());
    const QueueName = `again-${randomUUID()}`;
    const create = (Attributes: Record<string, string>) =>
      client.send(new CreateQueueCommand({ QueueName, Attributes }));
    const { QueueUrl } = await create({ DelaySeconds: "5" });
    expect((await create({ DelaySeconds: "5" })).QueueUrl).toBe(QueueUrl);
    expect((await create({})).QueueUrl).toBe(QueueUrl);
    const error = await create({ DelaySeconds: "6" }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(QueueNameExists);
    expect(error).toMatchObject({ Code: "QueueAlreadyExists" });
  });

  it("are refused names that AWS refuses", async () => {
    const { client } = new Sqs(aws());
    for (const QueueName of ["with space", "x".repeat(81), "ünï"]) {
      await expect(client.send(new CreateQueueCommand({ QueueName }))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 400 },
      });
    }
  });

  it("are purged, once a minute", async () => {
    const sqs = new Sqs(aws());
    const QueueUrl = await sqs.queue();
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: "one" }));
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
    expect((await sqs.attributes(QueueUrl)).ApproximateNumberOfMessages).toBe("0");
    expect(await sqs.receive(QueueUrl)).toEqual([]);
    await expect(sqs.client.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: "PurgeQueueInProgress",
      $metadata: { httpStatusCode: 403 },
    });
  });

  it("have tags", async () => {
    const { client } = new Sqs(aws());
    const QueueName = `tags-${randomUUID()}`;
    const { QueueUrl } = await client.send(
      new CreateQueueCommand({ QueueName, tags: { owner: "shop", stage: "test" } }),
    );
    await client.send(new TagQueueCommand({ QueueUrl, Tags: { stage: "prod", cost: "1" } }));
    await client.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["cost"] }));
    const { Tags } = await client.send(new ListQueueTagsCommand({ QueueUrl }));
    expect(Tags).toEqual({ owner: "shop", stage: "prod" });
  });

  differs(
    "moto has one account for all access keys that it does not know",
    "belong to an account and a region",
    async () => {
      const QueueName = `mine-${randomUUID()}`;
      const options = clientOptions(aws());
      const credentials = { accessKeyId: "111122223333", secretAccessKey: "any" };
      const mine = new SQSClient({ ...options, region: "eu-west-1", credentials });
      const { QueueUrl } = await mine.send(new CreateQueueCommand({ QueueName }));
      expect(QueueUrl).toContain(`/111122223333/${QueueName}`);
      for (const other of [
        new SQSClient({ ...options, region: "eu-west-1" }),
        new SQSClient({ ...options, credentials }),
      ]) {
        await expect(other.send(new GetQueueUrlCommand({ QueueName }))).rejects.toBeInstanceOf(
          QueueDoesNotExist,
        );
      }
    },
  );
});
