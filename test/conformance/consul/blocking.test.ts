import { expect, it } from "vitest";
import { eventually } from "../gateway/eventually.js";
import { connectTo, get, put } from "./client.js";
import { describeConsuls } from "./consul-under-test.js";

describeConsuls("blocking queries", (consul) => {
  const register = (Name: string, more: object = {}) =>
    put(consul().url, "/v1/agent/service/register", { Name, ...more });

  /** Reads after everything registered so far has reached the catalogue. */
  const settled = (service: string, count: number) =>
    eventually("the catalogue is settled", async () => {
      const read = await get<object[]>(consul().url, `/v1/health/service/${service}`);
      return read.body.length === count && read;
    });

  it("answer when the service changes, and not before", async () => {
    const { url } = consul();
    await register("watched", { Check: { TTL: "10m", Status: "passing" } });
    const { index } = await settled("watched", 1);
    let isAnswered = false;
    const waiting = get<object[]>(url, `/v1/health/service/watched?passing&index=${index}&wait=60s`);
    void waiting.then(() => {
      isAnswered = true;
    });
    // Another service, and a check that says the same again, are no change of this one.
    await register("other");
    await put(url, "/v1/agent/check/pass/service:watched");
    await settled("other", 1);
    expect(isAnswered).toBe(false);
    await put(url, "/v1/agent/check/fail/service:watched");
    const answer = await waiting;
    expect(answer.body).toEqual([]);
    expect(answer.index).toBeGreaterThan(index);
  });

  it("answer when a service comes and goes", async () => {
    const { url } = consul();
    const before = await get(url, "/v1/health/service/guest");
    const coming = get<object[]>(url, `/v1/health/service/guest?index=${before.index}&wait=60s`);
    await register("guest");
    let found = await coming;
    // An index may be shared with what went before: a client asks again, as Consul tells it to.
    while (found.body.length === 0) {
      found = await get(url, `/v1/health/service/guest?index=${found.index}&wait=60s`);
    }
    const going = get<object[]>(url, `/v1/health/service/guest?index=${found.index}&wait=60s`);
    await put(url, "/v1/agent/service/deregister/guest");
    expect((await going).body).toEqual([]);
  });

  it("answer the same when the wait is over", async () => {
    const { url } = consul();
    await register("calm");
    const { index } = await settled("calm", 1);
    const started = performance.now();
    const same = await get(url, `/v1/health/service/calm?index=${index}&wait=300ms`);
    expect(performance.now() - started).toBeGreaterThanOrEqual(300);
    expect(same.index).toBe(index);
  });

  it("of the catalogue and the keys see every kind of change", async () => {
    const { url } = consul();
    const client = connectTo(consul());
    await client.kv.set("watch/a", "1");
    const { index } = await get(url, "/v1/kv/watch/?recurse");
    const waiting = get<object[]>(url, `/v1/kv/watch/?recurse&index=${index}&wait=60s`);
    await client.kv.set("watch/b", "2");
    expect((await waiting).body).toHaveLength(2);
    const { index: after } = await get(url, "/v1/kv/watch/?keys");
    const deletion = get<string[]>(url, `/v1/kv/watch/?keys&index=${after}&wait=60s`);
    await client.kv.del("watch/b");
    expect((await deletion).body).toEqual(["watch/a"]);
    const { index: services } = await get(url, "/v1/catalog/services");
    const listed = get<object>(url, `/v1/catalog/services?index=${services}&wait=60s`);
    await register("brand-new");
    expect((await listed).body).toHaveProperty("brand-new");
  });

  it("drive the client's watch", async () => {
    const client = connectTo(consul());
    const seen: number[] = [];
    const watch = client.watch({ method: client.health.service, options: { service: "seen" } as never });
    watch.on("change", (entries: object[]) => seen.push(entries.length));
    await eventually("it has begun", () => seen.length === 1);
    await register("seen");
    await eventually("it saw the service come", () => seen.at(-1) === 1);
    await put(consul().url, "/v1/agent/service/deregister/seen");
    await eventually("it saw the service go", () => seen.at(-1) === 0);
    watch.end();
  });

  it("by hash answer when the agent's service changes", async () => {
    const { url } = consul();
    await register("hashed", { Port: 1 });
    const first = await fetch(`${url}/v1/agent/service/hashed`);
    const hash = first.headers.get("x-consul-contenthash") ?? "";
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    const waiting = get<{ Port: number }>(url, `/v1/agent/service/hashed?hash=${hash}&wait=60s`);
    await register("hashed", { Port: 2 });
    expect((await waiting).body.Port).toBe(2);
  });
});
