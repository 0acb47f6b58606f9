import { expect, it } from "vitest";
import { eventually } from "../gateway/eventually.js";
import { connectTo } from "./client.js";
import { describeConsuls } from "./consul-under-test.js";

describeConsuls("sessions", (consul) => {
  const create = async (options: object): Promise<string> => {
    const created = (await connectTo(consul()).session.create({ lockdelay: "0s", ...options })) as {
      ID: string;
    };
    return created.ID;
  };

  it("hold a key for one at a time", async () => {
    const { kv, session } = connectTo(consul());
    const [first, second] = [await create({ name: "first" }), await create({})];
    expect(await kv.set({ key: "lock", value: "1", acquire: first })).toBe(true);
    expect(await kv.set({ key: "lock", value: "2", acquire: second })).not.toBe(true);
    expect(await kv.get("lock")).toMatchObject({ Value: "1", Session: first, LockIndex: 1 });
    expect(await kv.set({ key: "lock", value: "3", release: second })).not.toBe(true);
    expect(await kv.set({ key: "lock", value: "3", release: first })).toBe(true);
    expect(await kv.set({ key: "lock", value: "4", acquire: second })).toBe(true);
    expect(await kv.get("lock")).toMatchObject({ Value: "4", Session: second, LockIndex: 2 });
    await session.destroy(second);
    expect(await kv.get("lock")).not.toHaveProperty("Session");
    expect(await session.get(second)).toBeUndefined();
    expect(await session.get(first)).toMatchObject({ ID: first, Name: "first", Behavior: "release" });
    await session.destroy(first);
  });

  it("that delete take their keys with them", async () => {
    const { kv, session } = connectTo(consul());
    const id = await create({ behavior: "delete" });
    await kv.set({ key: "mine", value: "1", acquire: id });
    await session.destroy(id);
    expect(await kv.get("mine")).toBeUndefined();
  });

  it("keep others off for their lock delay when they are ended", async () => {
    const { kv, session } = connectTo(consul());
    const [first, second] = [await create({ lockdelay: "2s" }), await create({})];
    await kv.set({ key: "slow", value: "1", acquire: first });
    await session.destroy(first);
    expect(await kv.set({ key: "slow", value: "2", acquire: second })).not.toBe(true);
    await eventually("the delay is over", () => kv.set({ key: "slow", value: "2", acquire: second }), 10_000);
    await session.destroy(second);
  });

  it("end with a check that they stand on", async () => {
    const { agent, session } = connectTo(consul());
    await agent.check.register({ name: "alive", timeout: "1s", ttl: "10m", status: "passing" });
    const stand = { checks: ["alive", "serfHealth"] };
    const id = await eventually("the check is known", () => create(stand).catch(() => undefined));
    expect(await session.renew(id)).toMatchObject([{ ID: id }]);
    await agent.check.fail("alive");
    await eventually("the session has ended", async () => (await session.get(id)) === undefined);
    await expect(create(stand)).rejects.toThrow();
    await agent.check.deregister("alive");
  });

  it("refuse a TTL, a behaviour or a node that there is not", async () => {
    for (const options of [{ ttl: "1s" }, { ttl: "x" }, { behavior: "explode" }, { node: "nobody" }]) {
      await expect(create(options)).rejects.toMatchObject({ isResponse: true });
    }
  });
});
