import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { refusal, S3 } from "./s3-client.js";

const partBytes = 5 * 1024 * 1024;
const md5 = (bytes: Buffer) => createHash("md5").update(bytes).digest();

describeAws("S3 multipart uploads", (aws, differs) => {
  const s3 = () => new S3(aws());
  const send: S3Client["send"] = ((command: never) => s3().client.send(command)) as never;
  const Key = "large/file";

  /** An upload under way, and what its tests do to it. */
  async function begin(how: Partial<CreateMultipartUploadCommandInput> = {}) {
    const Bucket = await s3().bucket();
    const { UploadId } = await send(new CreateMultipartUploadCommand({ Bucket, Key, ...how }));
    const where = { Bucket, Key, UploadId };
    return {
      ...{ Bucket, where },
      part: (PartNumber: number, Body: Buffer) => send(new UploadPartCommand({ ...where, PartNumber, Body })),
      complete: (Parts: CompletedPart[]) =>
        send(new CompleteMultipartUploadCommand({ ...where, MultipartUpload: { Parts } })),
    };
  }
  const completed = (
    PartNumber: number,
    { ETag, ChecksumCRC32 }: { ETag?: string | undefined; ChecksumCRC32?: string | undefined },
  ): CompletedPart => ({ PartNumber, ETag, ChecksumCRC32 });

  it("become an object of their parts, in the order of their numbers", async () => {
    const upload = await begin({ ContentType: "video/x", Metadata: { of: "parts" } });
    const [one, two] = [Buffer.alloc(partBytes, "1"), Buffer.from("the rest")];
    const second = await upload.part(7, two);
    const first = await upload.part(2, one);
    const parts = await send(new ListPartsCommand(upload.where));
    expect(parts.Parts?.map(({ PartNumber, Size, ETag }) => [PartNumber, Size, ETag])).toEqual([
      [2, one.length, first.ETag],
      [7, two.length, second.ETag],
    ]);
    const { Uploads } = await send(new ListMultipartUploadsCommand({ Bucket: upload.Bucket }));
    expect(Uploads?.map(({ UploadId }) => UploadId)).toEqual([upload.where.UploadId]);
    expect(await refusal(s3().text(upload.Bucket, Key))).toMatchObject({ name: "NoSuchKey" });

    const { ETag } = await upload.complete([completed(2, first), completed(7, second)]);
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(one), md5(two)])).toString("hex")}-2"`);
    const whole = await send(new GetObjectCommand({ Bucket: upload.Bucket, Key }));
    expect(whole).toMatchObject({ ETag, ContentType: "video/x", Metadata: { of: "parts" } });
    const bytes = Buffer.from((await whole.Body?.transformToByteArray()) ?? []);
    expect(bytes.equals(Buffer.concat([one, two]))).toBe(true);
    const across = `bytes=${partBytes - 2}-${partBytes + 2}`;
    expect(await s3().text(upload.Bucket, Key, { Range: across })).toBe("11the");
    const again = await send(new ListMultipartUploadsCommand({ Bucket: upload.Bucket }));
    expect(again.Uploads).toBeUndefined();
  });

  it("are refused what does not fit together", async () => {
    const upload = await begin();
    const [one, two] = [await upload.part(1, Buffer.from("small")), await upload.part(2, Buffer.from("x"))];
    const [first, second] = [completed(1, one), completed(2, two)];
    expect(await refusal(upload.complete([first, second]))).toMatchObject({ name: "EntityTooSmall" });
    expect(await refusal(upload.complete([{ ...first, ETag: two.ETag }]))).toMatchObject({
      name: "InvalidPart",
    });
    expect(await refusal(upload.complete([completed(9, one)]))).toMatchObject({ name: "InvalidPart" });
    expect(await refusal(upload.complete([]))).toMatchObject({ name: "MalformedXML" });
    await upload.complete([first]);
    expect(await s3().text(upload.Bucket, Key)).toBe("small");
  });

  differs("moto takes parts in any order", "are refused parts that are out of order", async () => {
    const upload = await begin();
    const [one, two] = [await upload.part(1, Buffer.from("small")), await upload.part(2, Buffer.from("x"))];
    const parts = [completed(2, two), completed(1, one)];
    expect(await refusal(upload.complete(parts))).toMatchObject({ name: "InvalidPartOrder" });
  });

  it("are given up", async () => {
    const upload = await begin();
    await upload.part(1, Buffer.from("x"));
    await send(new AbortMultipartUploadCommand(upload.where));
    expect(await refusal(send(new ListPartsCommand(upload.where)))).toMatchObject({ name: "NoSuchUpload" });
  });

  differs("moto fails with a 500", "take no parts once they are given up", async () => {
    const upload = await begin();
    await send(new AbortMultipartUploadCommand(upload.where));
    expect(await refusal(upload.part(1, Buffer.from("x")))).toEqual({ name: "NoSuchUpload", status: 404 });
  });

  it("take parts of objects that are there", async () => {
    const upload = await begin();
    const source = Buffer.concat([Buffer.alloc(partBytes, "a"), Buffer.from("tail")]);
    await s3().put(upload.Bucket, "source", source);
    const copy = async (PartNumber: number, CopySourceRange: string) => {
      const command = { ...upload.where, PartNumber, CopySource: `${upload.Bucket}/source`, CopySourceRange };
      return (await send(new UploadPartCopyCommand(command))).CopyPartResult ?? {};
    };
    const first = await copy(1, `bytes=0-${partBytes - 1}`);
    const second = await copy(2, `bytes=${partBytes}-${partBytes + 3}`);
    await upload.complete([completed(1, first), completed(2, second)]);
    const { Body } = await send(new GetObjectCommand({ Bucket: upload.Bucket, Key }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(source)).toBe(true);
  });

  differs(
    "moto's checksums of parts are others",
    "have a checksum of checksums, or of the whole",
    async () => {
      const [one, two] = [Buffer.alloc(partBytes, "1"), Buffer.from("the rest")];
      const base64 = (value: number) => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(value);
        return bytes;
      };
      const composite = await begin({ ChecksumAlgorithm: "CRC32" });
      const parts = [await composite.part(1, one), await composite.part(2, two)];
      const bare = parts.map(({ ETag }, at) => ({ PartNumber: at + 1, ETag }));
      expect(await refusal(composite.complete(bare))).toMatchObject({ name: "InvalidRequest" });
      const answer = await composite.complete(parts.map((part, at) => completed(at + 1, part)));
      const ofParts = base64(crc32(Buffer.concat([base64(crc32(one)), base64(crc32(two))])));
      expect([answer.ChecksumCRC32, answer.ChecksumType]).toEqual([
        `${ofParts.toString("base64")}-2`,
        "COMPOSITE",
      ]);

      const whole = await begin({ ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
      const wholeParts = [await whole.part(1, one), await whole.part(2, two)];
      const full = await whole.complete(wholeParts.map(({ ETag }, at) => ({ PartNumber: at + 1, ETag })));
      const expected = base64(crc32(Buffer.concat([one, two]))).toString("base64");
      expect([full.ChecksumCRC32, full.ChecksumType]).toEqual([expected, "FULL_OBJECT"]);
      // The SDK checks the bytes by it.
      expect((await s3().text(whole.Bucket, Key)).length).toBe(one.length + two.length);
    },
  );

  differs(
    "moto keeps the ETag",
    "are one whole when they are copied, and told part by part before",
    async () => {
      const upload = await begin();
      const [one, two] = [Buffer.alloc(partBytes, "1"), Buffer.from("the rest")];
      const parts = [await upload.part(1, one), await upload.part(2, two)];
      await upload.complete(parts.map((part, at) => completed(at + 1, part)));
      const { Bucket } = upload;
      const part = await send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
      expect([await part.Body?.transformToString(), part.PartsCount]).toEqual(["the rest", 2]);
      await send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/${Key}` }));
      const { ETag } = await send(new HeadObjectCommand({ Bucket, Key: "copy" }));
      expect(ETag).toBe(`"${md5(Buffer.concat([one, two])).toString("hex")}"`);
    },
  );
});
