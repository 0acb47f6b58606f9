import { expect, it } from "vitest";
import { eventually } from "../gateway/eventually.js";
import { connectTo, put } from "./client.js";
import { describeConsuls } from "./consul-under-test.js";

interface Entry {
  readonly Service: { readonly ID: string; readonly Port: number; readonly Weights: object };
}

describeConsuls("services", (consul) => {
  it("are registered, found by health, tag and filter, and deregistered", async () => {
    const client = connectTo(consul());
    const ids = async (options: object): Promise<string[]> => {
      const entries = (await client.health.service({ service: "user", ...options })) as Entry[];
      return entries.map(({ Service }) => Service.ID);
    };
    const check = (status: string) => ({ name: "ready", timeout: "1s", ttl: "10m", status });
    await client.agent.service.register({
      ...{ name: "user", id: "u1", address: "127.0.0.1", port: 8081, tags: ["v1"], meta: { version: "1" } },
      check: check("passing"),
    });
    await client.agent.service.register({
      ...{ name: "user", id: "u2", address: "127.0.0.1", port: 8082, tags: ["v2"], meta: { version: "2" } },
      check: check("critical"),
    });
    await eventually("both are listed", async () => (await ids({})).length === 2);
    expect(await ids({ passing: true })).toEqual(["u1"]);
    expect(await ids({ tag: "v2" })).toEqual(["u2"]);
    expect(await ids({ filter: 'Service.Meta.version == "2" or "nope" in Service.Tags' })).toEqual(["u2"]);
    expect(await ids({ filter: "Service.Tags contains v1 and not Service.Port != 8081" })).toEqual(["u1"]);
    expect(Object.keys(await client.agent.services())).toEqual(["u1", "u2"]);

    await client.agent.check.pass("service:u2");
    await eventually("the second passes", async () => (await ids({ passing: true })).length === 2);
    await client.agent.service.deregister("u2");
    await eventually("the second is gone", async () => (await ids({})).join() === "u1");
    const node = (await client.catalog.node.services("consul")) as { Services: object };
    expect(Object.keys(node.Services).sort()).toEqual(["consul", "u1"]);
    expect(await client.catalog.service.list()).toMatchObject({ user: ["v1"], consul: [] });
    await client.agent.service.deregister("u1");
  });

  it("keep their weights and take new ones", async () => {
    const { url } = consul();
    const client = connectTo(consul());
    const weights = async () => ((await client.health.service("weighed")) as Entry[])[0]?.Service.Weights;
    const register = (Weights: object) =>
      put(url, "/v1/agent/service/register", { Name: "weighed", Weights });
    await register({ Passing: 90, Warning: 10 });
    await eventually("it is listed", async () => (await weights()) !== undefined);
    expect(await weights()).toEqual({ Passing: 90, Warning: 10 });
    await register({ Passing: 5, Warning: 1 });
    await eventually(
      "the new weights",
      async () => JSON.stringify(await weights()) === '{"Passing":5,"Warning":1}',
    );
    expect((await register({ Passing: 0, Warning: 1 })).status).toBe(400);
    await client.agent.service.deregister("weighed");
  });

  it("leave and come back by maintenance, without losing their own check", async () => {
    const client = connectTo(consul());
    const passing = async () =>
      ((await client.health.service({ service: "rest", passing: true })) as Entry[]).length;
    await client.agent.service.register({
      name: "rest",
      check: { name: "ready", timeout: "1s", ttl: "10m", status: "passing" },
    });
    await eventually("it is used", async () => (await passing()) === 1);
    await client.agent.service.maintenance({ id: "rest", enable: true, reason: "cleaning" });
    await eventually("it is not used", async () => (await passing()) === 0);
    const checks = (await client.health.checks("rest")) as unknown as { CheckID: string; Notes: string }[];
    expect(checks.find(({ CheckID }) => CheckID === "_service_maintenance:rest")?.Notes).toBe("cleaning");
    await client.agent.service.maintenance({ id: "rest", enable: false });
    await eventually("it is used again", async () => (await passing()) === 1);
    await client.agent.service.deregister("rest");
  });

  it("outside of the agent are registered with their node", async () => {
    const client = connectTo(consul());
    const registration = {
      ...{ Node: "outside", Address: "192.0.2.1", NodeMeta: { zone: "a" } },
      Service: { Service: "mail", Port: 25 },
      Check: { CheckID: "up", Name: "up", Status: "passing", ServiceID: "mail" },
    };
    expect((await put(consul().url, "/v1/catalog/register", registration)).text).toBe("true");
    expect(await client.health.service({ service: "mail", passing: true })).toMatchObject([
      { Node: { Address: "192.0.2.1", Meta: { zone: "a" } }, Service: { Port: 25, Address: "" } },
    ]);
    await put(consul().url, "/v1/catalog/deregister", { Node: "outside" });
    expect(await client.health.service("mail")).toEqual([]);
  });

  it("are refused with the reason when they make no sense", async () => {
    const { url } = consul();
    const register = (body: unknown) => put(url, "/v1/agent/service/register", body);
    expect(await register({ ID: "x" })).toMatchObject({ status: 400, text: "Missing service name" });
    expect(await register("{bad")).toMatchObject({
      status: 400,
      text: expect.stringContaining("decode failed"),
    });
    const withoutInterval = { Name: "x", Check: { HTTP: "http://127.0.0.1:1/" } };
    expect(await register(withoutInterval)).toMatchObject({
      status: 400,
      text: expect.stringContaining("Interval must be > 0"),
    });
    const both = { Name: "x", Check: { TTL: "10s", Interval: "10s" } };
    expect((await register(both)).text).toContain("Interval and TTL cannot both be specified");
    expect(await connectTo(consul()).agent.services()).not.toHaveProperty("x");
  });
});
