import { randomUUID } from "node:crypto";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";
import { refusal, S3 } from "./s3-client.js";

describeAws("S3 buckets", (aws, differs) => {
  const s3 = () => new S3(aws());
  const send: S3Client["send"] = ((command: never) => s3().client.send(command)) as never;

  it("are made, found, listed and deleted", async () => {
    const Bucket = await s3().bucket();
    const { BucketRegion } = await send(new HeadBucketCommand({ Bucket }));
    expect(BucketRegion).toBe("us-east-1");
    const { Buckets = [] } = await send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toContain(Bucket);
    expect(Buckets.every(({ CreationDate }) => CreationDate instanceof Date)).toBe(true);
    await send(new DeleteBucketCommand({ Bucket }));
    expect(await refusal(send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
    expect(await refusal(send(new DeleteBucketCommand({ Bucket })))).toEqual({
      name: "NoSuchBucket",
      status: 404,
    });
  });

  it("are not deleted while something is in them", async () => {
    const Bucket = await s3().bucket();
    await s3().put(Bucket, "key", "x");
    expect(await refusal(send(new DeleteBucketCommand({ Bucket })))).toEqual({
      name: "BucketNotEmpty",
      status: 409,
    });
  });

  it("have names of a length", async () => {
    for (const Bucket of ["ab", "b".repeat(64)]) {
      expect(await refusal(send(new CreateBucketCommand({ Bucket })))).toMatchObject({
        name: "InvalidBucketName",
      });
    }
  });

  differs("moto takes any characters", "have names that are checked", async () => {
    for (const Bucket of ["ab", "Upper-case", "under_score", "-dash"]) {
      expect(await refusal(send(new CreateBucketCommand({ Bucket })))).toMatchObject({
        name: "InvalidBucketName",
      });
    }
  });

  it("live in a region, and belong to who made them", async () => {
    const client = new S3Client({ ...clientOptions(aws()), region: "eu-west-1", forcePathStyle: true });
    const Bucket = `bucket-${randomUUID()}`;
    const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" } as const;
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }));
    expect(LocationConstraint).toBe("eu-west-1");
    const again = client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    expect(await refusal(again)).toEqual({ name: "BucketAlreadyOwnedByYou", status: 409 });
  });

  it("of the first region are made again without an error", async () => {
    const Bucket = await s3().bucket();
    await s3().put(Bucket, "key", "kept");
    await send(new CreateBucketCommand({ Bucket }));
    expect(await s3().text(Bucket, "key")).toBe("kept");
    expect((await send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
  });

  it("keep tags, a policy and what they are told of lifecycle, encryption and public access", async () => {
    const Bucket = await s3().bucket();
    const TagSet = [{ Key: "owner", Value: "shop: co" }];
    await send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    await send(new DeleteBucketTaggingCommand({ Bucket }));
    expect(await refusal(send(new GetBucketTaggingCommand({ Bucket })))).toMatchObject({
      name: "NoSuchTagSet",
    });

    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    expect(await refusal(send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      name: "NoSuchBucketPolicy",
    });
    await send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(JSON.parse((await send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? "")).toEqual(
      JSON.parse(Policy),
    );
    await send(new DeleteBucketPolicyCommand({ Bucket }));

    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, BlockPublicPolicy: false };
    await send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const shown = await send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(shown.PublicAccessBlockConfiguration).toMatchObject(PublicAccessBlockConfiguration);
    await send(new DeletePublicAccessBlockCommand({ Bucket }));
    expect(await refusal(send(new GetPublicAccessBlockCommand({ Bucket })))).toMatchObject({
      name: "NoSuchPublicAccessBlockConfiguration",
    });

    const Rules = [
      { ID: "old", Status: "Enabled", Filter: { Prefix: "tmp/" }, Expiration: { Days: 3 } },
    ] as const;
    const lifecycle = new GetBucketLifecycleConfigurationCommand({ Bucket });
    expect(await refusal(send(lifecycle))).toMatchObject({ name: "NoSuchLifecycleConfiguration" });
    await send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [...Rules] } }),
    );
    expect((await send(lifecycle)).Rules).toMatchObject(Rules);
    await send(new DeleteBucketLifecycleCommand({ Bucket }));

    const ApplyServerSideEncryptionByDefault = {
      SSEAlgorithm: "aws:kms",
      KMSMasterKeyID: "alias/mine",
    } as const;
    const ServerSideEncryptionConfiguration = { Rules: [{ ApplyServerSideEncryptionByDefault }] };
    await send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    const encryption = await send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]).toMatchObject({
      ApplyServerSideEncryptionByDefault,
    });
    await send(new DeleteBucketEncryptionCommand({ Bucket }));
  });

  differs("moto makes it there", "are not made elsewhere than where the endpoint is", async () => {
    const scope = "test/20260101/eu-west-1/s3/aws4_request";
    const headers = {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    };
    const answer = await fetch(`${aws().url}/bucket-${randomUUID()}`, { method: "PUT", headers });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining("<Code>IllegalLocationConstraintException</Code>"),
    ]);
  });

  differs("moto's new buckets have neither", "are private and encrypted from the first", async () => {
    const Bucket = await s3().bucket();
    const { PublicAccessBlockConfiguration } = await send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    const { ServerSideEncryptionConfiguration } = await send(new GetBucketEncryptionCommand({ Bucket }));
    const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("AES256");
    expect((await s3().put(Bucket, "key", "x")).ServerSideEncryption).toBe("AES256");
  });

  differs("moto has versions", "say that they have no versions", async () => {
    const Bucket = await s3().bucket();
    expect((await send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    const enable = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } });
    expect(await refusal(send(enable))).toEqual({ name: "NotImplemented", status: 501 });
    await send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Suspended" } }));
    expect((await send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Suspended");
  });

  differs("moto answers ACLs", "refuse by name what is not emulated", async () => {
    const Bucket = await s3().bucket();
    expect(await refusal(send(new GetBucketAclCommand({ Bucket })))).toEqual({
      name: "NotImplemented",
      status: 501,
    });
  });
});
