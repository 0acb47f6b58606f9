import { request } from "node:http";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { S3 } from "./s3-client.js";

const signed = new URLSearchParams({
  ...{ "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Date": "20260101T000000Z", "X-Amz-Expires": "900" },
  ...{ "X-Amz-Credential": "test/20260101/us-east-1/s3/aws4_request", "X-Amz-SignedHeaders": "host" },
  "X-Amz-Signature": "0".repeat(64),
});

describeAws(
  "S3 addresses",
  (aws) => {
    const s3 = () => new S3(aws());

    it("a presigned URL uploads and downloads", async () => {
      const Bucket = await s3().bucket();
      const url = `${aws().url}/${Bucket}/a%20folder/file.txt?${signed}`;
      const form = { "content-type": "application/x-www-form-urlencoded" };
      expect((await fetch(url, { method: "PUT", body: "uploaded", headers: form })).status).toBe(200);
      const answer = await fetch(`${url}&response-content-type=text%2Fcsv`);
      expect([await answer.text(), answer.headers.get("content-type")]).toEqual(["uploaded", "text/csv"]);
      expect(await s3().text(Bucket, "a folder/file.txt")).toBe("uploaded");
    });

    it("a bucket may be in the host's name", async () => {
      const Bucket = await s3().bucket();
      await s3().put(Bucket, "a/key", "found");
      const { port } = new URL(aws().url);
      for (const host of [`${Bucket}.localhost:${port}`, `${Bucket}.s3.us-east-1.localhost:${port}`]) {
        const found = await new Promise<string>((resolve, reject) => {
          const asked = request({ host: "127.0.0.1", port, path: "/a/key", headers: { host } });
          asked
            .on("response", (answer) => text(answer).then(resolve, reject))
            .on("error", reject)
            .end();
        });
        expect(found).toBe("found");
      }
    });

    it("who signs nothing is answered by S3, with its ids", async () => {
      const answer = await fetch(`${aws().url}/no-such-bucket/key`);
      expect(answer.status).toBe(404);
      const body = await answer.text();
      expect(body).toContain("<Code>NoSuchBucket</Code>");
      expect(body).toContain("<BucketName>no-such-bucket</BucketName>");
      expect(answer.headers.get("x-amz-request-id")).toMatch(/./);
      const upload = await fetch(`${aws().url}/no-such-bucket/key`, {
        method: "PUT",
        body: Buffer.alloc(5_000_000),
      });
      expect(upload.status).toBe(404);
    });
  },
  "moto wants virtual hosts to be configured, and answers unsigned requests as another account",
);
