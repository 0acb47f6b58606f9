import { randomUUID } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from "@aws-sdk/client-s3";
import { type AwsUnderTest, clientOptions } from "./aws-under-test.js";

/** The SDK's own client, and what most tests do with it first. */
export class S3 {
  readonly client: S3Client;

  constructor(aws: Pick<AwsUnderTest, "url">) {
    this.client = new S3Client({ ...clientOptions(aws), forcePathStyle: true });
  }

  /** A new bucket. @returns its name */
  async bucket(): Promise<string> {
    const Bucket = `bucket-${randomUUID()}`;
    await this.client.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  }

  put(Bucket: string, Key: string, Body: string | Buffer, more: Partial<PutObjectCommandInput> = {}) {
    return this.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  }

  /** An object's bytes as text. */
  async text(Bucket: string, Key: string, more: Partial<GetObjectCommandInput> = {}): Promise<string> {
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
    return (await Body?.transformToString()) ?? "";
  }
}

/** What a refused command was refused with. */
export async function refusal(
  command: Promise<unknown>,
): Promise<{ name: string; status: number | undefined }> {
  try {
    await command;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return { name, status: $metadata?.httpStatusCode };
  }
  throw new Error("it was not refused");
}
