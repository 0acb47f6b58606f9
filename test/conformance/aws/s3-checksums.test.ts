import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { refusal, S3 } from "./s3-client.js";

/** Of `123456789`, base64: the check values of their catalogues. */
const checks = {
  CRC32: "y/Q5Jg==",
  CRC32C: "4waSgw==",
  CRC64NVME: "rosUhgp5mIg=",
  SHA1: "98O8HYCOBHMq32eZZczDTKeuNEE=",
  SHA256: "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=",
} as const;
const body = "123456789";

describeAws("S3 checksums", (aws, differs) => {
  const s3 = () => new S3(aws());

  for (const [name, value] of Object.entries(checks)) {
    const why =
      "moto does not compare a checksum with the body, nor answer it without the name of its algorithm";
    differs(why, `${name} is taken, given back and checked`, async () => {
      const Bucket = await s3().bucket();
      const field = `Checksum${name}`;
      const put = await s3().put(Bucket, "key", body, { [field]: value });
      expect(put).toMatchObject({ [field]: value });
      const answer = await s3().client.send(
        new GetObjectCommand({ Bucket, Key: "key", ChecksumMode: "ENABLED" }),
      );
      expect(answer).toMatchObject({ [field]: value });
      expect(await answer.Body?.transformToString()).toBe(body);
      const wrong = s3().put(Bucket, "key", "987654321", { [field]: value });
      expect(await refusal(wrong)).toEqual({ name: "BadDigest", status: 400 });
      expect(await s3().text(Bucket, "key")).toBe(body);
    });

    it(`${name} of a stream comes behind it`, async () => {
      const Bucket = await s3().bucket();
      const pieces = Array.from({ length: 9 }, (_, at) => Buffer.from(body.slice(at, at + 1)));
      const command = new PutObjectCommand({
        ...{ Bucket, Key: "key", Body: Readable.from(pieces), ContentLength: body.length },
        ChecksumAlgorithm: name as keyof typeof checks,
      });
      await s3().client.send(command);
      expect(await s3().text(Bucket, "key")).toBe(body);
      const head = new HeadObjectCommand({ Bucket, Key: "key", ChecksumMode: "ENABLED" });
      const { ContentEncoding, ...answer } = await s3().client.send(head);
      expect(ContentEncoding).toBeUndefined();
      expect(answer).toMatchObject({ [`Checksum${name}`]: value, ContentLength: body.length });
    });
  }

  differs("moto has none of its own", "without one there is CRC64NVME", async () => {
    const Bucket = await s3().bucket();
    await fetch(`${aws().url}/${Bucket}/key`, { method: "PUT", body });
    const head = new HeadObjectCommand({ Bucket, Key: "key", ChecksumMode: "ENABLED" });
    const { ChecksumCRC64NVME, ChecksumType } = await s3().client.send(head);
    expect([ChecksumCRC64NVME, ChecksumType]).toEqual([checks.CRC64NVME, "FULL_OBJECT"]);
  });

  differs("moto does not look at it", "Content-MD5 is checked", async () => {
    const Bucket = await s3().bucket();
    const md5 = (text: string) => createHash("md5").update(text).digest("base64");
    const put = (text: string) =>
      fetch(`${aws().url}/${Bucket}/key`, { method: "PUT", body, headers: { "content-md5": md5(text) } });
    const refused = await put("something else");
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining("<Code>BadDigest</Code>"),
    ]);
    expect((await put(body)).status).toBe(200);
    expect(await s3().text(Bucket, "key")).toBe(body);
  });

  differs(
    "moto does not look at these",
    "what is sent otherwise than it says is refused, and leaves nothing",
    async () => {
      const Bucket = await s3().bucket();
      const put = async (headers: Record<string, string>, sent = body) => {
        const answer = await fetch(`${aws().url}/${Bucket}/key`, { method: "PUT", body: sent, headers });
        return /<Code>(.*?)</.exec(await answer.text())?.[1];
      };
      const chunked = {
        "content-encoding": "aws-chunked",
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
      };
      const trailer = {
        ...chunked,
        "x-amz-trailer": "x-amz-checksum-crc32",
        "x-amz-decoded-content-length": "9",
      };
      const chunk = `9\r\n${body}\r\n0\r\n`;
      expect(await put({ "x-amz-content-sha256": "0".repeat(64) })).toBe("XAmzContentSHA256Mismatch");
      expect(await put({ "content-md5": "c2hvcnQ=" })).toBe("InvalidDigest");
      expect(await put(chunked, chunk)).toBe("MissingContentLength");
      expect(await put(trailer, `${chunk}\r\n`)).toBe("InvalidRequest");
      expect(await put(trailer, `${chunk}x-amz-checksum-crc32:AAAAAA==\r\n\r\n`)).toBe("BadDigest");
      expect(await put({ ...trailer, "x-amz-decoded-content-length": "8" }, chunk)).toBe("IncompleteBody");
      expect(await put({ "x-amz-checksum-xxhash64": "AAAAAAAAAAA=" })).toBe("NotImplemented");
      expect(await refusal(s3().text(Bucket, "key"))).toMatchObject({ name: "NoSuchKey" });
      expect(await put(trailer, `${chunk}x-amz-checksum-crc32:${checks.CRC32}\r\n\r\n`)).toBeUndefined();
      expect(await s3().text(Bucket, "key")).toBe(body);
    },
  );
});
