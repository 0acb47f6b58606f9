import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { connectTo, get, put } from "./client.js";
import { describeConsuls } from "./consul-under-test.js";

describeConsuls("keys", (consul) => {
  it("keep values and flags, list by prefix and separator, and go", async () => {
    const { kv } = connectTo(consul());
    expect(await kv.set({ key: "shop/a", value: "1", flags: 7 })).toBe(true);
    await kv.set("shop/b/c", "2");
    await kv.set("shop/ünï code", "");
    expect(await kv.get("shop/a")).toMatchObject({ Key: "shop/a", Value: "1", Flags: 7, LockIndex: 0 });
    expect(await kv.get("shop/none")).toBeUndefined();
    expect(await kv.keys("shop/")).toEqual(["shop/a", "shop/b/c", "shop/ünï code"]);
    expect(await kv.keys({ key: "shop/", separator: "/" })).toEqual(["shop/a", "shop/b/", "shop/ünï code"]);
    expect(await kv.get({ key: "shop/", recurse: true })).toHaveLength(3);
    await kv.del("shop/a");
    await kv.del({ key: "shop/", recurse: true });
    expect((await get(consul().url, "/v1/kv/shop/?recurse")).status).toBe(404);
  });

  it("keep any bytes, up to 512 KiB", async () => {
    const { url } = consul();
    const value = randomBytes(512 * 1024);
    const body = new Uint8Array(value);
    expect((await fetch(`${url}/v1/kv/bytes`, { method: "PUT", body })).status).toBe(200);
    const raw = await fetch(`${url}/v1/kv/bytes?raw`);
    expect(raw.headers.get("content-type")).toBe("text/plain");
    expect(Buffer.from(await raw.arrayBuffer()).equals(value)).toBe(true);
    const more = new Uint8Array(Buffer.concat([value, Buffer.from("x")]));
    expect((await fetch(`${url}/v1/kv/bytes`, { method: "PUT", body: more })).status).toBe(413);
  });

  it("are written and deleted by check-and-set once only", async () => {
    const { kv } = connectTo(consul());
    const tries = await Promise.all(
      Array.from({ length: 10 }, () => kv.set({ key: "once", value: "x", cas: 0 })),
    );
    expect(tries.filter(Boolean)).toHaveLength(1);
    const { ModifyIndex } = (await kv.get("once")) ?? { ModifyIndex: 0 };
    expect(await kv.set({ key: "once", value: "y", cas: ModifyIndex + 1 })).not.toBe(true);
    expect(await kv.set({ key: "once", value: "y", cas: ModifyIndex })).toBe(true);
    expect(await kv.del({ key: "once", cas: ModifyIndex })).not.toBe(true);
    const { ModifyIndex: last } = (await kv.get("once")) ?? { ModifyIndex: 0 };
    expect(await kv.del({ key: "once", cas: last })).toBe(true);
  });

  it("are changed by a transaction as a whole or not at all", async () => {
    const client = connectTo(consul());
    const value = Buffer.from("v").toString("base64");
    const answer = await put(consul().url, "/v1/txn", [
      { KV: { Verb: "set", Key: "txn/a", Value: value } },
      { KV: { Verb: "get", Key: "txn/a" } },
    ]);
    expect(JSON.parse(answer.text)).toMatchObject({
      Results: [{ KV: { Value: null } }, { KV: { Value: value } }],
    });
    const failed = await put(consul().url, "/v1/txn", [
      { KV: { Verb: "set", Key: "txn/b", Value: value } },
      { KV: { Verb: "delete-tree", Key: "txn/" } },
      { KV: { Verb: "cas", Key: "txn/a", Value: value, Index: 1 } },
    ]);
    expect(failed.status).toBe(409);
    expect(JSON.parse(failed.text)).toMatchObject({ Errors: [{ OpIndex: 2 }] });
    expect(await client.kv.keys("txn/")).toEqual(["txn/a"]);
  });
});
