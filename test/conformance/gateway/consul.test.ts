import { expect, it } from "vitest";
import { describeWithConsul, type GatewayConsul, type StartConsul } from "./consul-under-test.js";
import { eventually } from "./eventually.js";
import { problemOf, type RunningGateway, startGateway } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

const SECOND = 1000;

const route = {
  UpstreamPathTemplate: "/api/users/{everything}",
  DownstreamPathTemplate: "/api/v1/users/{everything}",
  ServiceName: "user-service",
  LoadBalancerOptions: { Type: "RoundRobin" },
};

async function setUp(startConsul: StartConsul): Promise<{ consul: GatewayConsul; running: RunningGateway }> {
  const consul = await startConsul();
  const running = await startGateway([route], { consul: { url: consul.url, token: undefined } });
  return { consul, running };
}

async function statusOf({ url }: RunningGateway): Promise<number> {
  return (await fetch(`${url}/api/users`)).status;
}

describeWithConsul("instances from Consul", (startConsul) => {
  it("answers 503 with Retry-After at once while there is none, and serves one within a second", async () => {
    const { consul, running } = await setUp(startConsul);
    const started = performance.now();
    const response = await fetch(`${running.url}/api/users`);
    expect(performance.now() - started).toBeLessThan(200);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await problemOf(response)).detail).toContain("user-service");
    const upstream = await startUpstream();
    await consul.register({ name: "user-service", id: "u1", port: upstream.port });
    await eventually("the instance is used", async () => (await statusOf(running)) === 200, SECOND);
  });

  it("spreads over the passing ones only, follows checks, and drops a deregistered one within a second", async () => {
    const { consul, running } = await setUp(startConsul);
    const [first, second] = [await startUpstream(), await startUpstream()];
    await consul.register({ name: "user-service", id: "u1", port: first.port });
    await consul.register({ name: "user-service", id: "u2", port: second.port });
    const instances = async () => (await running.health()).routes[0]?.instances;
    await eventually("both are known", async () => (await instances()) === 2, SECOND);
    for (let turn = 0; turn < 10; turn += 1) await statusOf(running);
    expect([first.seen.length, second.seen.length]).toEqual([5, 5]);

    await consul.check("u1", "fail");
    await eventually("one is left", async () => (await instances()) === 1, SECOND);
    for (let turn = 0; turn < 4; turn += 1) expect(await statusOf(running)).toBe(200);
    expect([first.seen.length, second.seen.length]).toEqual([5, 9]);

    await consul.check("u1", "pass");
    await eventually("it is back", async () => (await instances()) === 2, SECOND);
    await consul.deregister("u1");
    await consul.deregister("u2");
    await eventually("none is left", async () => (await instances()) === 0, SECOND);
    expect(await statusOf(running)).toBe(503);
  });

  it("fails no request while instances come and go", async () => {
    const { consul, running } = await setUp(startConsul);
    const stable = await startUpstream();
    await consul.register({ name: "user-service", id: "stable", port: stable.port });
    await eventually("it is used", async () => (await statusOf(running)) === 200, SECOND);
    const statuses = new Set<number>();
    let isOver = false;
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) statuses.add(await statusOf(running));
    });
    for (let turn = 0; turn < 5; turn += 1) {
      const guest = await startUpstream();
      await consul.register({ name: "user-service", id: `guest-${turn}`, port: guest.port });
      await eventually("the guest is used", () => guest.seen.length > 0, SECOND);
      await consul.deregister(`guest-${turn}`);
    }
    isOver = true;
    await Promise.all(load);
    expect([...statuses]).toEqual([200]);
  });

  it("keeps the last known instances while Consul is away, and follows it again when it is back", async () => {
    const { consul, running } = await setUp(startConsul);
    const upstream = await startUpstream();
    await consul.register({ name: "user-service", id: "u1", port: upstream.port });
    await eventually("it is used", async () => (await statusOf(running)) === 200, SECOND);
    await consul.stop();
    const state = async () => (await running.health()).routes[0];
    await eventually("the gateway notices", async () => (await state())?.state === "stale");
    expect((await state())?.instances).toBe(1);
    for (let turn = 0; turn < 5; turn += 1) expect(await statusOf(running)).toBe(200);
    await consul.start();
    await eventually("the gateway follows again", async () => (await state())?.state === "live");
    const successor = await startUpstream();
    await consul.register({ name: "user-service", id: "u1", port: successor.port });
    await eventually("the successor is used", async () => {
      await statusOf(running);
      return successor.seen.length > 0;
    });
    expect(running.messages.filter((message) => message.startsWith("consul does not answer"))).toHaveLength(
      1,
    );
  });

  it("dials the address a service registered, not its node, and survives a nonsense registration", async () => {
    const { consul, running } = await setUp(startConsul);
    const upstream = await startUpstream();
    await consul.register({ name: "user-service", id: "bad", port: 1, address: "not a host/" });
    await consul.register({ name: "user-service", id: "u1", port: upstream.port });
    await eventually("it is used", async () => (await statusOf(running)) === 200, SECOND);
    const address = `127.0.0.1:${upstream.port}`;
    await eventually("it is logged", () => running.accesses.at(-1)?.upstream === address);
    expect((await running.health()).routes[0]?.instances).toBe(1);
  });
});
