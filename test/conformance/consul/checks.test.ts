import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { eventually } from "../gateway/eventually.js";
import { closedPort } from "../gateway/running-gateway.js";
import { connectTo, put } from "./client.js";
import { type ConsulUnderTest, describeConsuls } from "./consul-under-test.js";

interface Check {
  readonly Status: string;
  readonly Output: string;
}

/** Checks run once a second, which is the least that Consul takes. */
const soonMs = 8_000;

async function checkOf(consul: ConsulUnderTest, id: string): Promise<Check | undefined> {
  return ((await connectTo(consul).agent.checks()) as Record<string, Check>)[id];
}

async function startTarget(): Promise<{ url: string; address: string; seen: string[]; status: number }> {
  const target = { url: "", address: "", seen: [] as string[], status: 200 };
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    target.seen.push(`${method} ${url} ${headers["x-asked"]} ${headers["user-agent"]}`);
    response.writeHead(target.status).end("all is well");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  target.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  target.url = `http://${target.address}`;
  return target;
}

describeConsuls("checks", (consul) => {
  const is = (id: string, status: string) =>
    eventually(`${id} is ${status}`, async () => (await checkOf(consul(), id))?.Status === status, soonMs);

  it("of HTTP follow the status: 2xx passing, 429 warning, else critical", async () => {
    const target = await startTarget();
    await put(consul().url, "/v1/agent/service/register", {
      Name: "web",
      Check: { HTTP: `${target.url}/ready`, Interval: "1s", Method: "POST", Header: { "x-asked": ["yes"] } },
    });
    expect((await checkOf(consul(), "service:web"))?.Status).toBe("critical");
    await is("service:web", "passing");
    const { Output } = (await checkOf(consul(), "service:web")) ?? { Output: "" };
    expect(Output).toBe(`HTTP POST ${target.url}/ready: 200 OK Output: all is well`);
    expect(target.seen[0]).toBe("POST /ready yes Consul Health Check");
    target.status = 429;
    await is("service:web", "warning");
    target.status = 500;
    await is("service:web", "critical");
    await connectTo(consul()).agent.service.deregister("web");
    const count = target.seen.length;
    await eventually("it is gone", async () => (await checkOf(consul(), "service:web")) === undefined);
    expect(target.seen.length - count).toBeLessThanOrEqual(1);
  });

  it("of HTTP bear as many failures in a row as they were told, after a success", async () => {
    const target = await startTarget();
    await put(consul().url, "/v1/agent/service/register", {
      Name: "patient",
      Check: { HTTP: target.url, Interval: "1s", FailuresBeforeCritical: 2, SuccessBeforePassing: 2 },
    });
    await is("service:patient", "passing");
    target.status = 500;
    const before = target.seen.length;
    await is("service:patient", "critical");
    // One may have been answered before the status changed.
    expect(target.seen.length - before).toBeGreaterThanOrEqual(2);
    await connectTo(consul()).agent.service.deregister("patient");
  });

  it("of TCP pass while somebody listens", async () => {
    const target = await startTarget();
    const dead = await closedPort();
    const register = (Name: string, TCP: string) =>
      put(consul().url, "/v1/agent/service/register", {
        Name,
        Check: { TCP, Interval: "1s", Status: "passing" },
      });
    await register("dead", `127.0.0.1:${dead}`);
    await register("alive", target.address);
    await is("service:dead", "critical");
    expect((await checkOf(consul(), "service:dead"))?.Output).toContain("connection refused");
    await eventually(
      "it was tried",
      async () => (await checkOf(consul(), "service:alive"))?.Output !== "",
      soonMs,
    );
    expect(await checkOf(consul(), "service:alive")).toMatchObject({
      ...{ Status: "passing", Output: `TCP connect ${target.address}: Success` },
    });
    for (const id of ["dead", "alive"]) await connectTo(consul()).agent.service.deregister(id);
  });

  it("of a TTL turn critical when nobody says anything in time", async () => {
    const client = connectTo(consul());
    await client.agent.check.register({ name: "beat", ttl: "2s", timeout: "1s" });
    expect((await checkOf(consul(), "beat"))?.Status).toBe("critical");
    await client.agent.check.pass({ id: "beat", note: "here" });
    expect(await checkOf(consul(), "beat")).toMatchObject({ Status: "passing", Output: "here" });
    await client.agent.check.warn("beat");
    expect((await checkOf(consul(), "beat"))?.Status).toBe("warning");
    await eventually("it has expired", async () => {
      const check = await checkOf(consul(), "beat");
      return check?.Status === "critical" && check.Output.startsWith("TTL expired");
    });
    await client.agent.check.deregister("beat");
    expect(await checkOf(consul(), "beat")).toBeUndefined();
  });

  it("of the node count for every service on it", async () => {
    const client = connectTo(consul());
    const passing = async () =>
      ((await client.health.service({ service: "plain", passing: true })) as object[]).length;
    await client.agent.service.register({ name: "plain" });
    await eventually("it is used", async () => (await passing()) === 1);
    await client.agent.check.register({ name: "disk", timeout: "1s", ttl: "10m", status: "critical" });
    await eventually("nothing is used", async () => (await passing()) === 0);
    await client.agent.check.deregister("disk");
    await eventually("it is used again", async () => (await passing()) === 1);
    await client.agent.service.deregister("plain");
  });
});
