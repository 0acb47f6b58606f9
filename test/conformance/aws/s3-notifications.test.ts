import { DeleteFunctionCommand, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { DeleteMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Lambda } from "./lambda-client.js";
import { reporting } from "./reporting-function.js";
import { refusal, S3 } from "./s3-client.js";
import { Sns } from "./sns-client.js";
import { Sqs } from "./sqs-client.js";

describeAws("S3 notifications", (aws, differs) => {
  const s3 = () => new S3(aws());
  const sqs = () => new Sqs(aws());
  const send: S3Client["send"] = ((command: never) => s3().client.send(command)) as never;
  const configure = (Bucket: string, NotificationConfiguration: NotificationConfiguration) =>
    send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));

  /** The next messages of a queue, in the order they were sent. */
  async function next(QueueUrl: string, count: number): Promise<Record<string, unknown>[]> {
    const messages = await sqs().receiveAll(QueueUrl, count);
    for (const { ReceiptHandle } of messages) {
      await sqs().client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return messages.map(({ Body }) => JSON.parse(Body ?? ""));
  }
  const records = async (queue: string, count: number) =>
    (await next(queue, count)).map((message) => (message as { Records: [Notified] }).Records[0]);

  interface Notified {
    readonly eventName: string;
    readonly s3: { readonly object: { readonly key: string; readonly sequencer: string } };
  }

  it("come to a queue as AWS writes them, after a test event", async () => {
    const [Bucket, queue] = [await s3().bucket(), await sqs().queue()];
    const QueueArn = await sqs().arn(queue);
    await configure(Bucket, {
      QueueConfigurations: [{ Id: "mine", QueueArn, Events: ["s3:ObjectCreated:*"] }],
    });
    const [test] = await next(queue, 1);
    expect(test).toMatchObject({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket });
    const { ETag } = await s3().put(Bucket, "a picture-ü+1.txt", "12345");
    const [record] = await records(queue, 1);
    expect(record).toMatchObject({
      ...{ eventSource: "aws:s3", awsRegion: "us-east-1", eventName: "ObjectCreated:Put" },
      eventVersion: expect.stringMatching(/^2\./),
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      s3: {
        ...{ s3SchemaVersion: "1.0", configurationId: "mine" },
        bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
        object: { key: "a+picture-%C3%BC%2B1.txt", size: 5, eTag: ETag?.replaceAll('"', "") },
      },
    });
  });

  differs("moto writes a slash as %2F", "have keys whose folders can be read", async () => {
    const [Bucket, queue] = [await s3().bucket(), await sqs().queue()];
    const QueueArn = await sqs().arn(queue);
    await configure(Bucket, { QueueConfigurations: [{ QueueArn, Events: ["s3:ObjectCreated:*"] }] });
    await next(queue, 1);
    await s3().put(Bucket, "a folder/ü+1.txt", "12345");
    const [record] = await records(queue, 1);
    expect(record?.s3.object.key).toBe("a+folder/%C3%BC%2B1.txt");
  });

  differs("moto tells nothing of copies' and tags' ends", "tell what happened, in order", async () => {
    const [Bucket, queue] = [await s3().bucket(), await sqs().queue()];
    const QueueArn = await sqs().arn(queue);
    const Events = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*"] as const;
    await configure(Bucket, { QueueConfigurations: [{ QueueArn, Events: [...Events] }] });
    await next(queue, 1);
    const where = { Bucket, Key: "key" };
    await s3().put(Bucket, "key", "x");
    await send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/key` }));
    const { UploadId } = await send(new CreateMultipartUploadCommand(where));
    const part = await send(new UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: "part" }));
    const MultipartUpload = { Parts: [{ ...part, PartNumber: 1 }] };
    await send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload }));
    await send(new PutObjectTaggingCommand({ ...where, Tagging: { TagSet: [{ Key: "a", Value: "1" }] } }));
    await send(new DeleteObjectTaggingCommand(where));
    await send(new DeleteObjectCommand(where));
    await send(new DeleteObjectCommand(where));
    const all = await records(queue, 6);
    expect(all.map(({ eventName }) => eventName)).toEqual([
      ...["ObjectCreated:Put", "ObjectCreated:Copy", "ObjectCreated:CompleteMultipartUpload"],
      ...["ObjectTagging:Put", "ObjectTagging:Delete", "ObjectRemoved:Delete"],
    ]);
    const order = all.map((record) => record.s3.object.sequencer);
    expect([...order].sort()).toEqual(order);
    expect(new Set(order).size).toBe(order.length);
    expect(await sqs().receive(queue)).toEqual([]);
  });

  it("are of the keys and events that are wanted", async () => {
    const [Bucket, images, rest] = [await s3().bucket(), await sqs().queue(), await sqs().queue()];
    const [prefix, suffix] = [
      { Name: "prefix" as const, Value: "in-" },
      { Name: "suffix" as const, Value: ".png" },
    ];
    const configuration: NotificationConfiguration = {
      QueueConfigurations: [
        {
          Id: "a",
          QueueArn: await sqs().arn(images),
          Events: ["s3:ObjectCreated:Put"],
          Filter: { Key: { FilterRules: [prefix, suffix] } },
        },
        {
          Id: "b",
          QueueArn: await sqs().arn(rest),
          Events: ["s3:ObjectRemoved:*"],
          Filter: { Key: { FilterRules: [prefix] } },
        },
      ],
    };
    await configure(Bucket, configuration);
    for (const queue of [images, rest]) await next(queue, 1);
    for (const key of ["in-a.png", "in-b.jpg", "out-c.png"]) await s3().put(Bucket, key, "x");
    for (const Key of ["in-b.jpg", "out-c.png"]) await send(new DeleteObjectCommand({ Bucket, Key }));
    expect((await records(images, 1)).map((record) => record.s3.object.key)).toEqual(["in-a.png"]);
    expect((await records(rest, 1)).map((record) => record.s3.object.key)).toEqual(["in-b.jpg"]);
    for (const queue of [images, rest]) expect(await sqs().receive(queue)).toEqual([]);
    await configure(Bucket, {});
    await s3().put(Bucket, "in-d.png", "x");
    expect(await sqs().receive(images)).toEqual([]);
  });

  differs("moto fails with a 500", "are of every key where a filter is empty", async () => {
    const [Bucket, queue] = [await s3().bucket(), await sqs().queue()];
    const FilterRules = [
      { Name: "prefix" as const, Value: "in/" },
      { Name: "suffix" as const, Value: "" },
    ];
    const Events = ["s3:ObjectCreated:*" as const];
    const rule = { QueueArn: await sqs().arn(queue), Events, Filter: { Key: { FilterRules } } };
    await configure(Bucket, { QueueConfigurations: [rule] });
    await next(queue, 1);
    for (const key of ["out/c.png", "in/a"]) await s3().put(Bucket, key, "x");
    expect((await records(queue, 1)).map((record) => record.s3.object.key)).toEqual(["in/a"]);
  });

  it("show what they were told", async () => {
    const [Bucket, queue] = [await s3().bucket(), await sqs().queue()];
    const QueueArn = await sqs().arn(queue);
    const Events = ["s3:ObjectCreated:Put", "s3:ObjectCreated:Copy"] as const;
    const rule = { Id: "one", QueueArn, Events: [...Events] };
    await configure(Bucket, { QueueConfigurations: [rule] });
    const shown = await send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(shown.QueueConfigurations).toMatchObject([rule]);
  });

  differs(
    "moto does not compare rules",
    "are refused where two would be told the same, or nobody is there",
    async () => {
      const [Bucket, queue] = [await s3().bucket(), await sqs().queue()];
      const QueueArn = await sqs().arn(queue);
      const rule = (
        Value: string,
        Event: "s3:ObjectCreated:*" | "s3:ObjectCreated:Put" | "s3:ObjectRemoved:*",
      ) => ({
        ...{
          QueueArn,
          Events: [Event],
          Filter: { Key: { FilterRules: [{ Name: "prefix" as const, Value }] } },
        },
      });
      const two = (...rules: ReturnType<typeof rule>[]) => configure(Bucket, { QueueConfigurations: rules });
      const invalid = { name: "InvalidArgument", status: 400 };
      expect(await refusal(two(rule("a", "s3:ObjectCreated:*"), rule("ab", "s3:ObjectCreated:Put")))).toEqual(
        invalid,
      );
      await two(rule("a", "s3:ObjectCreated:*"), rule("b", "s3:ObjectCreated:Put"));
      await two(rule("a", "s3:ObjectCreated:*"), rule("ab", "s3:ObjectRemoved:*"));
      const QueueConfigurations = [{ QueueArn: `${QueueArn}-gone`, Events: ["s3:ObjectCreated:*" as const] }];
      expect(await refusal(configure(Bucket, { QueueConfigurations }))).toEqual(invalid);
      const ofFifo = await sqs().arn(await sqs().queue({ FifoQueue: "true" }));
      const ordered = [{ QueueArn: ofFifo, Events: ["s3:ObjectCreated:*" as const] }];
      expect(await refusal(configure(Bucket, { QueueConfigurations: ordered }))).toEqual(invalid);
      const odd = [{ QueueArn, Events: ["s3:ObjectWished:*" as never] }];
      expect(await refusal(configure(Bucket, { QueueConfigurations: odd }))).toEqual(invalid);
    },
  );

  differs("moto does not look whether it is there", "come to functions, where they are there", async () => {
    const [Bucket, queue, lambda] = [await s3().bucket(), await sqs().queue(), new Lambda(aws())];
    const FunctionName = await lambda.function(reporting("await report(event)"), {
      Environment: { Variables: { QUEUE: queue } },
    });
    const found = await lambda.client.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const tell = (LambdaFunctionArn: string) =>
      configure(Bucket, {
        LambdaFunctionConfigurations: [{ LambdaFunctionArn, Events: ["s3:ObjectCreated:*"] }],
      });
    const arn = found.FunctionArn ?? "";
    for (const gone of [`${arn}-gone`, `${arn}:7`, `${arn}:no-alias`]) {
      await expect(tell(gone)).rejects.toMatchObject({
        ...{ name: "InvalidArgument", $metadata: { httpStatusCode: 400 } },
        message: "Unable to validate the following destination configurations",
      });
    }
    const shown = await send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    expect(shown.LambdaFunctionConfigurations).toBeUndefined();
    await tell(arn);
    await s3().put(Bucket, "key", "x");
    expect((await records(queue, 1)).map(({ s3: { object } }) => object.key)).toEqual(["key"]);
    await lambda.client.send(new DeleteFunctionCommand({ FunctionName }));
    await expect(tell(arn)).rejects.toMatchObject({ name: "InvalidArgument" });
  });

  differs("moto's envelope is another", "come to a topic's subscribers", async () => {
    const [Bucket, sns] = [await s3().bucket(), new Sns(aws())];
    const TopicArn = await sns.topic();
    const { queue } = await sns.subscribed(TopicArn, { RawMessageDelivery: "true" });
    await configure(Bucket, { TopicConfigurations: [{ TopicArn, Events: ["s3:ObjectCreated:*"] }] });
    await next(queue, 1);
    await s3().put(Bucket, "key", "x");
    expect((await records(queue, 1)).map(({ eventName }) => eventName)).toEqual(["ObjectCreated:Put"]);
  });
});
