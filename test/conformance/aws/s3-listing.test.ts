import {
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { beforeAll, expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { refusal, S3 } from "./s3-client.js";

const keys = ["a", "b/1", "b/2", "b/c/3", "b-x", "d e+f&g.txt", "z/9", "ÿ", "\u{ffff}", "\u{10000}"];

describeAws("S3 lists", (aws, differs) => {
  const s3 = () => new S3(aws());
  let Bucket: string;
  beforeAll(async () => {
    Bucket = await s3().bucket();
    for (const key of keys) await s3().put(Bucket, key, key);
  });
  const list = async (how: Partial<ListObjectsV2CommandInput> = {}) => {
    const answer = await s3().client.send(new ListObjectsV2Command({ Bucket, ...how }));
    return {
      answer,
      keys: (answer.Contents ?? []).map(({ Key }) => Key),
      prefixes: (answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    };
  };
  /** All pages together, each with at most that many. */
  const pages = async (MaxKeys: number, how: Partial<ListObjectsV2CommandInput>) => {
    const all: unknown[] = [];
    let ContinuationToken: string | undefined;
    do {
      const {
        answer,
        keys: found,
        prefixes,
      } = await list({ ...how, MaxKeys, ...(ContinuationToken && { ContinuationToken }) });
      expect(answer.KeyCount).toBe(found.length + prefixes.length);
      expect(found.length + prefixes.length).toBeLessThanOrEqual(MaxKeys);
      all.push(...found, ...prefixes);
      ContinuationToken = answer.NextContinuationToken;
      expect(answer.IsTruncated).toBe(ContinuationToken !== undefined);
    } while (ContinuationToken !== undefined);
    return all;
  };

  it("all keys, with what is known of each", async () => {
    const { answer, keys: found } = await list();
    expect([...found].sort()).toEqual([...keys].sort());
    expect(answer).toMatchObject({ Name: Bucket, KeyCount: keys.length, IsTruncated: false, MaxKeys: 1000 });
    const [first] = answer.Contents ?? [];
    expect(first).toMatchObject({
      Key: "a",
      Size: 1,
      StorageClass: "STANDARD",
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
    });
    expect(first?.LastModified).toBeInstanceOf(Date);
    expect(first?.Owner).toBeUndefined();
    expect((await list({ FetchOwner: true })).answer.Contents?.[0]?.Owner?.ID).toBeDefined();
  });

  differs("moto sorts code points", "keys by their UTF-8 bytes", async () => {
    const byBytes = [...keys].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    expect((await list()).keys).toEqual(byBytes);
  });

  it("what begins with a prefix, gathered at a delimiter", async () => {
    expect((await list({ Prefix: "b/" })).keys).toEqual(["b/1", "b/2", "b/c/3"]);
    const top = await list({ Delimiter: "/" });
    expect(top.keys.filter((key) => key !== undefined && key < "e")).toEqual(["a", "b-x", "d e+f&g.txt"]);
    expect(top.prefixes).toEqual(["b/", "z/"]);
    const inside = await list({ Prefix: "b/", Delimiter: "/" });
    expect([inside.keys, inside.prefixes]).toEqual([["b/1", "b/2"], ["b/c/"]]);
    expect((await list({ Prefix: "nothing" })).keys).toEqual([]);
  });

  it("pages, which together are all", async () => {
    for (const MaxKeys of [1, 2, 3]) {
      const all = await pages(MaxKeys, {});
      expect([...all].sort()).toEqual([...keys].sort());
      const gathered = await pages(MaxKeys, { Delimiter: "/" });
      expect(gathered).toHaveLength(keys.length - 4 + 2);
      expect(new Set(gathered).size).toBe(gathered.length);
    }
    expect((await list({ MaxKeys: 0 })).answer).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  it("what is behind a key", async () => {
    expect((await list({ StartAfter: "b/1", Prefix: "b/" })).keys).toEqual(["b/2", "b/c/3"]);
    expect((await list({ StartAfter: "b/", Prefix: "b/" })).keys).toEqual(["b/1", "b/2", "b/c/3"]);
  });

  differs("moto fails with a 500", "nothing for a token that is none", async () => {
    expect(await refusal(list({ ContinuationToken: "not one" }))).toMatchObject({ name: "InvalidArgument" });
  });

  differs("moto writes a space as %20", "keys encoded, where the client asks", async () => {
    const { keys: found, answer } = await list({ Prefix: "d ", EncodingType: "url" });
    expect([found, answer.Prefix]).toEqual([["d+e%2Bf%26g.txt"], "d+"]);
  });

  const send = async (how: object) => s3().client.send(new ListObjectsCommand({ Bucket, ...how }));

  it("as the first version of the operation does", async () => {
    expect((await send({ Marker: "b/2", Prefix: "b/" })).Contents?.map(({ Key }) => Key)).toEqual(["b/c/3"]);
    const first = await send({ Prefix: "b/", MaxKeys: 2 });
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["b/1", "b/2"]);
    expect(first.IsTruncated).toBe(true);
  });

  const rolledUp = "moto does not count a common prefix among MaxKeys";
  differs(rolledUp, "pages of keys and common prefixes, as the first version does", async () => {
    const first = await send({ Delimiter: "/", MaxKeys: 3 });
    expect([first.Contents?.map(({ Key }) => Key), first.CommonPrefixes]).toEqual([
      ["a", "b-x"],
      [{ Prefix: "b/" }],
    ]);
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: "b/" });
    const next = await send({ Delimiter: "/", MaxKeys: 2, Marker: "b/" });
    expect([next.Contents?.map(({ Key }) => Key), next.CommonPrefixes]).toEqual([
      ["d e+f&g.txt"],
      [{ Prefix: "z/" }],
    ]);
  });

  it("the only version of each object", async () => {
    const command = new ListObjectVersionsCommand({ Bucket, Prefix: "b/" });
    const { Versions = [] } = await s3().client.send(command);
    expect(Versions.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ["b/1", "null", true],
      ["b/2", "null", true],
      ["b/c/3", "null", true],
    ]);
  });
});
