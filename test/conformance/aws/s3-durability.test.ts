import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketTaggingCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { S3 } from "./s3-client.js";
import { Sqs } from "./sqs-client.js";

// The built command, ended with `kill -9`; it comes back on the same port.
let folder: string;
let emulator: EmulatorProcess;
let s3: S3;
let url: string;
beforeEach(async () => {
  folder = tempFolder();
  emulator = new EmulatorProcess("aws", folder);
  ({ url } = await emulator.start());
  s3 = new S3({ url });
});
afterEach(() => emulator.kill());

const files = () => readdirSync(path.join(folder, "s3"));

it("keeps buckets, objects and uploads that are under way", async () => {
  const Bucket = await s3.bucket();
  const TagSet = [{ Key: "owner", Value: "shop" }];
  await s3.client.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  await s3.put(Bucket, "kept ü", "its bytes", { ContentType: "text/x", Metadata: { a: "1" } });
  await s3.client.send(new PutObjectTaggingCommand({ Bucket, Key: "kept ü", Tagging: { TagSet } }));
  await s3.put(Bucket, "replaced", "old");
  await s3.put(Bucket, "replaced", "new");
  await s3.put(Bucket, "deleted", "gone");
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "deleted" }));
  const where = { Bucket, Key: "large" };
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(where));
  const part = await s3.client.send(
    new UploadPartCommand({ ...where, UploadId, PartNumber: 1, Body: "part" }),
  );
  await emulator.killAndRestart();

  expect((await s3.client.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  const kept = await s3.client.send(new GetObjectCommand({ Bucket, Key: "kept ü" }));
  expect(kept).toMatchObject({ ContentType: "text/x", Metadata: { a: "1" }, TagCount: 1 });
  expect(await kept.Body?.transformToString()).toBe("its bytes");
  expect((await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: "kept ü" }))).TagSet).toEqual(
    TagSet,
  );
  expect(await s3.text(Bucket, "replaced")).toBe("new");
  const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(["kept ü", "replaced"]);
  const { Parts } = await s3.client.send(new ListPartsCommand({ ...where, UploadId }));
  expect(Parts?.map(({ ETag }) => ETag)).toEqual([part.ETag]);
  const MultipartUpload = { Parts: [{ ...part, PartNumber: 1 }] };
  await s3.client.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload }));
  await emulator.killAndRestart();
  expect(await s3.text(Bucket, "large")).toBe("part");
});

it("removes files that nothing names: at once, and at the next start", async () => {
  const Bucket = await s3.bucket();
  await s3.put(Bucket, "one", "1");
  await s3.put(Bucket, "one", "2");
  await s3.put(Bucket, "two", "2");
  await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "two" }));
  await expect.poll(() => files().length).toBe(1);
  await emulator.kill();
  writeFileSync(path.join(folder, "s3", "0123456789abcdef"), "of an upload that was cut off");
  await emulator.start();
  expect(files()).toHaveLength(1);
  expect(await s3.text(Bucket, "one")).toBe("2");
});

it("has told of every object that is there after kill -9, and has its bytes", async () => {
  const sqs = new Sqs({ url });
  const [Bucket, queue] = [await s3.bucket(), await sqs.queue()];
  const QueueArn = await sqs.arn(queue);
  const NotificationConfiguration = {
    QueueConfigurations: [{ QueueArn, Events: ["s3:ObjectCreated:*" as const] }],
  };
  await s3.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
  const answered = new Set<string>();
  const body = (key: string): string => `${key};`.repeat(5_000);
  const writer = async (name: string): Promise<void> => {
    for (let number = 0; ; number += 1) {
      // Each key is written twice, so that files go as well as come.
      const key = `${name}-${number >> 1}`;
      try {
        await s3.put(Bucket, key, body(key));
      } catch {
        return;
      }
      answered.add(key);
    }
  };
  for (const round of ["a", "b", "c"]) {
    const before = answered.size;
    const writers = ["x", "y", "z"].map((name) => writer(`${round}${name}`));
    await expect.poll(() => answered.size - before, { timeout: 60_000 }).toBeGreaterThan(40);
    await emulator.kill();
    await Promise.all(writers);
    await emulator.start();
    const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
    const there = Contents.map(({ Key = "" }) => Key);
    expect([...answered].filter((key) => !there.includes(key))).toEqual([]);
    for (const key of there) expect(await s3.text(Bucket, key)).toBe(body(key));
    expect(files()).toHaveLength(there.length);
  }
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
  const count = Number((await sqs.attributes(queue)).ApproximateNumberOfMessages);
  const told = (await sqs.receiveAll(queue, count)).flatMap(
    ({ Body }) =>
      (JSON.parse(Body ?? "") as { Records?: [{ s3: { object: { key: string } } }] }).Records ?? [],
  );
  const keys = new Set(told.map((record) => record.s3.object.key));
  expect(Contents.map(({ Key = "" }) => Key).filter((key) => !keys.has(key))).toEqual([]);
});
