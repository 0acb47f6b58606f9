import { randomUUID } from "node:crypto";
import { CreateBucketCommand, DeleteBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DynamoDbFileRecords } from "../src/adapters/dynamodb-file-records.js";
import { objectHandler } from "../src/adapters/object-events.js";
import { S3FileSource } from "../src/adapters/s3-file-source.js";
import { ItemFiles } from "../src/domain/item-file.js";
import { context, recordedMetrics } from "./support/invocation.js";
import { awsEndpoint, createTestTable } from "./support/test-table.js";

const Bucket = `test-${randomUUID()}`;
const Key = "folder/a file.txt";

describe.skipIf(awsEndpoint === undefined)("files in S3 (SKIPPED without AWS_ENDPOINT_URL)", () => {
  let table: Awaited<ReturnType<typeof createTestTable>>;
  let s3: S3Client;

  beforeAll(async () => {
    table = await createTestTable();
    s3 = new S3Client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "one\ntwo\n" }));
  });
  afterAll(async () => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await table.remove();
  });

  test("an object is read from S3 and remembered in the table", async () => {
    const records = new DynamoDbFileRecords(table);
    const files = new ItemFiles({ source: new S3FileSource(), records, now: () => new Date() });
    const object = { key: "folder/a+file.txt", sequencer: "1" };
    const event = { Records: [{ s3: { bucket: { name: Bucket }, object } }] };
    const handler = objectHandler(files, recordedMetrics().observe);
    await handler(event, context);
    await handler(event, context);
    const found = await records.find({ bucket: Bucket, key: Key, revision: "1" });
    expect(found).toMatchObject({ bytes: 8, lines: 2 });
    expect(await records.keepOnce(found ?? expect.fail())).toBe(false);
  });
});
