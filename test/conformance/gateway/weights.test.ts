import { describe, expect, it } from "vitest";
import { describeWithConsul } from "./consul-under-test.js";
import { eventually } from "./eventually.js";
import { startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

async function send(url: string, times: number): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    expect((await fetch(`${url}/api/users`)).status).toBe(200);
  }
}

describe("weights of instances", () => {
  it("share the requests of a route file, none for 0, and change with the file", async () => {
    const [monolith, service] = [await startUpstream(), await startUpstream()];
    const hosts = (old: number, next: number) => ({
      DownstreamHostAndPorts: [
        { Host: "127.0.0.1", Port: monolith.port, Weight: old },
        { Host: "127.0.0.1", Port: service.port, Weight: next },
      ],
    });
    const { url, setRoutes } = await startGateway([usersRoute([], hosts(9, 1))]);
    await send(url, 50);
    expect([monolith.seen.length, service.seen.length]).toEqual([45, 5]);
    await setRoutes([usersRoute([], hosts(0, 1))]);
    await send(url, 5);
    expect([monolith.seen.length, service.seen.length]).toEqual([45, 10]);
  });

  it("send another the requests that an instance cannot be reached for", async () => {
    const [heavy, light] = [await startUpstream(), await startUpstream()];
    const hosts = [
      { Host: "127.0.0.1", Port: heavy.port, Weight: 9 },
      { Host: "127.0.0.1", Port: light.port, Weight: 1 },
    ];
    const { url } = await startGateway([usersRoute([], { DownstreamHostAndPorts: hosts })]);
    await heavy.close();
    await send(url, 10);
    expect(light.seen).toHaveLength(10);
  });
});

describeWithConsul("instances from Consul", (startConsul) => {
  const route = {
    UpstreamPathTemplate: "/api/users/{everything}",
    DownstreamPathTemplate: "/api/v1/users/{everything}",
    ServiceName: "user-service",
  };

  it("share the requests by the weights they were registered with, and follow a change", async () => {
    const consul = await startConsul();
    const [stable, canary] = [await startUpstream(), await startUpstream()];
    await consul.register({ name: "user-service", id: "stable", port: stable.port, weight: 90 });
    await consul.register({ name: "user-service", id: "canary", port: canary.port, weight: 10 });
    const { url, health, messages } = await startGateway([route], {
      consul: { url: consul.url, token: undefined },
    });
    await eventually("both are known", async () => (await health()).routes[0]?.instances === 2);
    await send(url, 50);
    expect([stable.seen.length, canary.seen.length]).toEqual([45, 5]);

    const changes = () => messages.filter((message) => message === "instances changed").length;
    const before = changes();
    await consul.register({ name: "user-service", id: "canary", port: canary.port, weight: 90 });
    await eventually("the new weight is used", () => changes() > before);
    await send(url, 10);
    expect([stable.seen.length, canary.seen.length]).toEqual([50, 10]);
  });

  it("are left for the one tagged dev while it passes its check", async () => {
    const consul = await startConsul();
    const [deployed, dev] = [await startUpstream(), await startUpstream()];
    await consul.register({ name: "user-service", id: "deployed", port: deployed.port });
    const { url } = await startGateway([route], { consul: { url: consul.url, token: undefined } });
    await eventually("it is used", async () => (await fetch(`${url}/api/users`)).status === 200);
    await consul.register({ name: "user-service", id: "dev", port: dev.port, tags: ["dev"] });
    const isUsed = (upstream: typeof dev) => async () => {
      const before = upstream.seen.length;
      await send(url, 1);
      return upstream.seen.length > before;
    };
    await eventually("dev is used", isUsed(dev), 1000);
    const count = deployed.seen.length;
    await send(url, 10);
    expect(deployed.seen).toHaveLength(count);

    await consul.check("dev", "fail");
    await eventually("back to the other when dev fails", isUsed(deployed), 1000);
    await consul.check("dev", "pass");
    await eventually("dev again", isUsed(dev), 1000);
    await consul.deregister("dev");
    await eventually("back to the other when dev is gone", isUsed(deployed), 1000);
    const after = dev.seen.length;
    await send(url, 5);
    expect(dev.seen).toHaveLength(after);
  });
});
