import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { refusal, S3 } from "./s3-client.js";

describeAws("S3 objects", (aws, differs) => {
  const s3 = () => new S3(aws());
  const send: S3Client["send"] = ((command: never) => s3().client.send(command)) as never;

  it("come back byte by byte, with their headers and metadata", async () => {
    const Bucket = await s3().bucket();
    const Key = "a folder/ünï+ %&?.txt";
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
    const about = {
      ...{ ContentType: "text/x-odd", CacheControl: "max-age=60", ContentDisposition: "attachment" },
      ...{ ContentLanguage: "es", ContentEncoding: "gzip", Metadata: { owner: "shop", "a-b": "2" } },
    };
    const { ETag } = await s3().put(Bucket, Key, bytes, about);
    const { Body, ...answer } = await send(new GetObjectCommand({ Bucket, Key }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
    expect(answer).toMatchObject({ ...about, ETag, ContentLength: bytes.length });
    const head = await send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ...about, ETag, ContentLength: bytes.length });
    expect(Date.now() - Number(head.LastModified)).toBeLessThan(60_000);
  });

  it("may be empty, and are replaced", async () => {
    const Bucket = await s3().bucket();
    await s3().put(Bucket, "key", Buffer.alloc(0));
    expect(await s3().text(Bucket, "key")).toBe("");
    const { ContentType, ETag } = await send(new HeadObjectCommand({ Bucket, Key: "key" }));
    expect([ContentType, ETag]).toEqual(["application/octet-stream", '"d41d8cd98f00b204e9800998ecf8427e"']);
    await s3().put(Bucket, "key", "two");
    expect(await s3().text(Bucket, "key")).toBe("two");
  });

  it("that are not there are refused", async () => {
    const Bucket = await s3().bucket();
    const missing = { Bucket, Key: "missing" };
    expect(await refusal(send(new GetObjectCommand(missing)))).toEqual({ name: "NoSuchKey", status: 404 });
    expect(await refusal(send(new HeadObjectCommand(missing)))).toEqual({ name: "NotFound", status: 404 });
    const nowhere = send(new GetObjectCommand({ Bucket: `${Bucket}-no`, Key: "x" }));
    expect(await refusal(nowhere)).toEqual({ name: "NoSuchBucket", status: 404 });
    expect(await refusal(s3().put(`${Bucket}-no`, "x", "body"))).toEqual({
      name: "NoSuchBucket",
      status: 404,
    });
    await send(new DeleteObjectCommand(missing));
  });

  it("are read in ranges", async () => {
    const Bucket = await s3().bucket();
    await s3().put(Bucket, "key", "0123456789");
    const range = async (Range: string) => {
      const { Body, ContentRange } = await send(new GetObjectCommand({ Bucket, Key: "key", Range }));
      return [await Body?.transformToString(), ContentRange];
    };
    expect(await range("bytes=2-4")).toEqual(["234", "bytes 2-4/10"]);
    expect(await range("bytes=7-")).toEqual(["789", "bytes 7-9/10"]);
    expect(await range("bytes=-3")).toEqual(["789", "bytes 7-9/10"]);
    expect(await range("bytes=8-100")).toEqual(["89", "bytes 8-9/10"]);
    expect(await refusal(range("bytes=10-"))).toEqual({ name: "InvalidRange", status: 416 });
  });

  it("are read on conditions", async () => {
    const Bucket = await s3().bucket();
    const { ETag } = await s3().put(Bucket, "key", "x");
    const past = new Date(Date.now() - 3_600_000);
    const read = (condition: object) =>
      send(new GetObjectCommand({ Bucket, Key: "key", ...condition })).then(({ Body }) =>
        Body?.transformToString(),
      );
    expect(await read({ IfMatch: ETag })).toBe("x");
    expect(await read({ IfNoneMatch: '"other"' })).toBe("x");
    expect(await read({ IfModifiedSince: past })).toBe("x");
    expect(await refusal(read({ IfMatch: '"other"' }))).toEqual({ name: "PreconditionFailed", status: 412 });
    expect(await refusal(read({ IfUnmodifiedSince: past }))).toMatchObject({ status: 412 });
    expect(await refusal(read({ IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
    expect(await refusal(read({ IfModifiedSince: new Date() }))).toMatchObject({ status: 304 });
  });

  it("are told another way, where the client asks", async () => {
    const Bucket = await s3().bucket();
    await s3().put(Bucket, "key", "x");
    const asked = {
      ResponseContentType: "text/csv",
      ResponseContentDisposition: 'attachment; filename="a.csv"',
    };
    const { ContentType, ContentDisposition } = await send(
      new GetObjectCommand({ Bucket, Key: "key", ...asked }),
    );
    expect([ContentType, ContentDisposition]).toEqual(Object.values(asked));
  });

  it("are written on conditions", async () => {
    const Bucket = await s3().bucket();
    const first = await s3().put(Bucket, "key", "first", { IfNoneMatch: "*" });
    const again = s3().put(Bucket, "key", "again", { IfNoneMatch: "*" });
    expect(await refusal(again)).toEqual({ name: "PreconditionFailed", status: 412 });
    await s3().put(Bucket, "key", "second", { IfMatch: first.ETag });
    const stale = s3().put(Bucket, "key", "third", { IfMatch: first.ETag });
    expect(await refusal(stale)).toEqual({ name: "PreconditionFailed", status: 412 });
    expect(await s3().text(Bucket, "key")).toBe("second");
  });

  differs(
    "moto has no conditional deletes",
    "are deleted on a condition; without the object there is none",
    async () => {
      const Bucket = await s3().bucket();
      const { ETag } = await s3().put(Bucket, "key", "x");
      const remove = (IfMatch: string | undefined) =>
        send(new DeleteObjectCommand({ Bucket, Key: "key", IfMatch }));
      expect(await refusal(remove('"other"'))).toEqual({ name: "PreconditionFailed", status: 412 });
      await remove(ETag);
      expect(await refusal(remove("*"))).toEqual({ name: "NoSuchKey", status: 404 });
      const missing = s3().put(Bucket, "key", "x", { IfMatch: ETag });
      expect(await refusal(missing)).toEqual({ name: "NoSuchKey", status: 404 });
    },
  );

  it("of several writers that all want to be first, one is", async () => {
    const Bucket = await s3().bucket();
    const writers = Array.from({ length: 8 }, (_, number) =>
      s3().put(Bucket, "key", `writer ${number}`, { IfNoneMatch: "*" }),
    );
    const results = await Promise.allSettled(writers);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("are deleted, one or many", async () => {
    const Bucket = await s3().bucket();
    for (const key of ["a", "b", "c & d"]) await s3().put(Bucket, key, key);
    await send(new DeleteObjectCommand({ Bucket, Key: "a" }));
    const Objects = [{ Key: "b" }, { Key: "c & d" }, { Key: "never there" }];
    const { Deleted, Errors } = await send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key).sort()).toEqual(["b", "c & d", "never there"]);
    expect(Errors).toBeUndefined();
    for (const Key of ["a", "b", "c & d"]) {
      expect(await refusal(send(new GetObjectCommand({ Bucket, Key })))).toMatchObject({ name: "NoSuchKey" });
    }
  });

  it("have tags, which do not touch their bytes", async () => {
    const Bucket = await s3().bucket();
    const where = { Bucket, Key: "key" };
    const { ETag } = await s3().put(Bucket, "key", "the bytes", { Tagging: "a=1&b=two%20words" });
    const tags = async () => (await send(new GetObjectTaggingCommand(where))).TagSet;
    expect(await tags()).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "two words" },
    ]);
    expect((await send(new GetObjectCommand(where))).TagCount).toBe(2);
    await send(new PutObjectTaggingCommand({ ...where, Tagging: { TagSet: [{ Key: "c", Value: "3" }] } }));
    expect(await tags()).toEqual([{ Key: "c", Value: "3" }]);
    expect(await s3().text(Bucket, "key")).toBe("the bytes");
    expect((await send(new HeadObjectCommand(where))).ETag).toBe(ETag);
    await send(new DeleteObjectTaggingCommand(where));
    expect(await tags()).toEqual([]);
    const many = Array.from({ length: 11 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    const tooMany = send(new PutObjectTaggingCommand({ ...where, Tagging: { TagSet: many } }));
    expect(await refusal(tooMany)).toMatchObject({ status: 400 });
  });

  it("are copied with what they have, or with what they are given", async () => {
    const Bucket = await s3().bucket();
    const other = await s3().bucket();
    const about = { ContentType: "text/plain", Metadata: { from: "source" }, Tagging: "a=1" };
    const { ETag } = await s3().put(Bucket, "a folder/ü", "copied", about);
    const CopySource = `${Bucket}/${encodeURIComponent("a folder/ü")}`;
    const copied = await send(new CopyObjectCommand({ Bucket: other, Key: "copy", CopySource }));
    expect(copied.CopyObjectResult?.ETag).toBe(ETag);
    await send(new DeleteObjectCommand({ Bucket, Key: "a folder/ü" }));
    expect(await s3().text(other, "copy")).toBe("copied");
    const head = await send(new HeadObjectCommand({ Bucket: other, Key: "copy" }));
    expect(head).toMatchObject({ ContentType: "text/plain", Metadata: { from: "source" } });
    const replace = new CopyObjectCommand({
      ...{ Bucket: other, Key: "copy", CopySource: `${other}/copy`, ContentType: "text/csv" },
      ...{
        MetadataDirective: "REPLACE",
        Metadata: { from: "copy" },
        TaggingDirective: "REPLACE",
        Tagging: "b=2",
      },
    });
    await send(replace);
    const { ContentType, Metadata } = await send(new HeadObjectCommand({ Bucket: other, Key: "copy" }));
    expect([ContentType, Metadata]).toEqual(["text/csv", { from: "copy" }]);
    const { TagSet } = await send(new GetObjectTaggingCommand({ Bucket: other, Key: "copy" }));
    expect(TagSet).toEqual([{ Key: "b", Value: "2" }]);
    expect(await s3().text(other, "copy")).toBe("copied");
    const itself = send(new CopyObjectCommand({ Bucket: other, Key: "copy", CopySource: `${other}/copy` }));
    expect(await refusal(itself)).toEqual({ name: "InvalidRequest", status: 400 });
    const same = { CopySourceIfNoneMatch: ETag };
    const stale = new CopyObjectCommand({ Bucket, Key: "no", CopySource: `${other}/copy`, ...same });
    expect(await refusal(send(stale))).toMatchObject({ status: 412 });
  });

  differs("moto looks at CopySourceIfNoneMatch alone", "are copied where they are as expected", async () => {
    const Bucket = await s3().bucket();
    const { ETag } = await s3().put(Bucket, "key", "x");
    const copy = (condition: object) =>
      send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${Bucket}/key`, ...condition }));
    const refused = { name: "PreconditionFailed", status: 412 };
    expect(await refusal(copy({ CopySourceIfMatch: '"other"' }))).toEqual(refused);
    const past = new Date(Date.now() - 3_600_000);
    expect(await refusal(copy({ CopySourceIfUnmodifiedSince: past }))).toEqual(refused);
    await copy({ CopySourceIfMatch: ETag, CopySourceIfUnmodifiedSince: past });
    expect(await s3().text(Bucket, "copy")).toBe("x");
  });

  differs("moto takes any key and any amount", "have limits", async () => {
    const Bucket = await s3().bucket();
    expect(await refusal(s3().put(Bucket, "k".repeat(1025), "x"))).toEqual({
      name: "KeyTooLongError",
      status: 400,
    });
    const Metadata = { large: "m".repeat(2050) };
    const large = s3().put(Bucket, "key", "x", { Metadata });
    expect(await refusal(large)).toEqual({ name: "MetadataTooLarge", status: 400 });
    const acl = s3().put(Bucket, "key", "x", { ACL: "public-read" });
    expect(await refusal(acl)).toEqual({ name: "AccessControlListNotSupported", status: 400 });
    const archived = s3().put(Bucket, "key", "x", { StorageClass: "GLACIER" });
    expect(await refusal(archived)).toEqual({ name: "NotImplemented", status: 501 });
  });
});
