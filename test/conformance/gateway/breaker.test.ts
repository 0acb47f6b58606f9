import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { describeWithConsul } from "./consul-under-test.js";
import { eventually } from "./eventually.js";
import { closedPort, problemOf, type RunningGateway, startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

/** Opens after three failures, for `DurationOfBreak`. */
function qos(DurationOfBreak: number, more: object = {}) {
  return { QoSOptions: { ExceptionsAllowedBeforeBreaking: 3, DurationOfBreak, ...more } };
}

async function statuses({ url }: RunningGateway, times: number): Promise<number[]> {
  const seen: number[] = [];
  for (let turn = 0; turn < times; turn += 1) seen.push((await fetch(`${url}/api/users`)).status);
  return seen;
}

async function stateOf({ health }: RunningGateway): Promise<string | undefined> {
  return (await health()).routes[0]?.breaker;
}

describe("a route's breaker", () => {
  it.each([500, 502, 503, 504])("opens after three answers %i and leaves the service alone", async (code) => {
    const upstream = await startUpstream((_, res) => res.writeHead(code).end());
    const running = await startGateway([usersRoute([upstream.port], qos(30_000))]);
    expect(await stateOf(running)).toBe("closed");
    expect(await statuses(running, 3)).toEqual([code, code, code]);
    expect(await stateOf(running)).toBe("open");
    const started = performance.now();
    const refused = await fetch(`${running.url}/api/users`, { method: "POST", body: "{}" });
    expect(performance.now() - started).toBeLessThan(500);
    expect(refused.status).toBe(503);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThanOrEqual(30);
    expect(await problemOf(refused)).toMatchObject({ status: 503, title: "Service Unavailable" });
    expect(upstream.seen).toHaveLength(3);
    await eventually("it is in the access log", () => running.accesses.at(-1)?.outcome === "breaker-open");
  });

  it("never counts what a client did wrong, nor what cannot be done at all", async () => {
    const codes = [400, 401, 404, 409, 422, 429, 501, 505];
    const upstream = await startUpstream(({ url }, res) => {
      res.writeHead(Number(url.split("/").at(-1))).end();
    });
    const running = await startGateway([usersRoute([upstream.port], qos(30_000))]);
    for (const code of [...codes, ...codes]) {
      expect((await fetch(`${running.url}/api/users/${code}`)).status).toBe(code);
    }
    expect(await stateOf(running)).toBe("closed");
  });

  it("never counts a client that left", async () => {
    const upstream = await startUpstream(() => {});
    const running = await startGateway([usersRoute([upstream.port], qos(30_000))]);
    for (let turn = 1; turn <= 5; turn += 1) {
      const leaving = new AbortController();
      const answer = fetch(`${running.url}/api/users`, { signal: leaving.signal });
      await eventually("the service has it", () => upstream.seen.length === turn);
      leaving.abort();
      await expect(answer).rejects.toThrow();
      await eventually("the gateway noticed", () => running.accesses.length === turn);
    }
    expect(running.accesses.map(({ outcome }) => outcome)).toEqual(Array(5).fill("client-aborted"));
    expect(await stateOf(running)).toBe("closed");
  });

  it("counts a service that cannot be reached, is too slow, or breaks off", async () => {
    const gone = await startGateway([usersRoute([await closedPort()], qos(30_000))]);
    expect(await statuses(gone, 3)).toEqual([503, 503, 503]);
    expect(await stateOf(gone)).toBe("open");

    const slow = await startUpstream(() => {});
    const late = await startGateway([usersRoute([slow.port], qos(30_000, { Timeout: 50 }))]);
    expect(await statuses(late, 4)).toEqual([504, 504, 504, 503]);

    const broken = await startUpstream((_, res) => res.destroy());
    const off = await startGateway([usersRoute([broken.port], qos(30_000))]);
    expect(await statuses(off, 4)).toEqual([502, 502, 502, 503]);
  });

  it("lets one request try when its time is over, and closes when that succeeds", async () => {
    const held: ServerResponse[] = [];
    let isBroken = true;
    const upstream = await startUpstream((_, res) => {
      if (isBroken) res.writeHead(500).end();
      else held.push(res);
    });
    const running = await startGateway([usersRoute([upstream.port], qos(2000))]);
    await statuses(running, 3);
    isBroken = false;
    await eventually("its time is over", async () => (await stateOf(running)) === "half-open");
    const burst = Array.from({ length: 10 }, () => fetch(`${running.url}/api/users`));
    await eventually("one is tried", () => held.length === 1);
    await eventually("the others are refused", () => running.accesses.length === 3 + 9);
    // The answer has begun, and may go on for hours: that is enough to know that the service works.
    held[0]?.writeHead(200).write("begun");
    await eventually("it is closed", async () => (await stateOf(running)) === "closed");
    held[0]?.end();
    const codes = (await Promise.all(burst)).map(({ status }) => status).sort();
    expect(codes).toEqual([200, ...Array(9).fill(503)]);
    expect(upstream.seen).toHaveLength(4);
  });

  it("opens again when the try fails", async () => {
    const upstream = await startUpstream((_, res) => res.writeHead(503).end());
    const running = await startGateway([usersRoute([upstream.port], qos(200))]);
    await statuses(running, 3);
    await eventually("its time is over", async () => (await stateOf(running)) === "half-open");
    await statuses(running, 1);
    expect(upstream.seen).toHaveLength(4);
    const opened = () => running.messages.filter((message) => message === "breaker opened").length;
    await eventually("both times are logged", () => opened() === 2);
  });

  it("stays as it is over a reload that does not change the route, and each route has its own", async () => {
    const upstream = await startUpstream((_, res) => res.writeHead(500).end());
    const broken = usersRoute([upstream.port], qos(30_000));
    const other = { ...broken, UpstreamPathTemplate: "/other/{everything}" };
    const running = await startGateway([broken]);
    await statuses(running, 3);
    await running.setRoutes([broken, other]);
    const states = (await running.health()).routes.map(({ path, breaker }) => [path, breaker]);
    expect(Object.fromEntries(states)).toEqual({
      "/api/users/{everything}": "open",
      "/other/{everything}": "closed",
    });
  });

  it("is not there, nor in /health, without QoSOptions", async () => {
    const upstream = await startUpstream((_, res) => res.writeHead(500).end());
    const running = await startGateway([usersRoute([upstream.port])]);
    expect(await statuses(running, 10)).toEqual(Array(10).fill(500));
    expect(await (await fetch(`${running.url}/health`)).text()).not.toContain("breaker");
  });
});

describeWithConsul("a breaker and Consul", (startConsul) => {
  it("opens when there is no instance, and closes within a second of one that comes", async () => {
    const consul = await startConsul();
    const route = {
      UpstreamPathTemplate: "/api/users/{everything}",
      DownstreamPathTemplate: "/api/v1/users/{everything}",
      ServiceName: "user-service",
    };
    const running = await startGateway([{ ...route, ...qos(60_000) }], {
      consul: { url: consul.url, token: undefined },
    });
    expect(await statuses(running, 3)).toEqual([503, 503, 503]);
    expect(await stateOf(running)).toBe("open");
    const refused = await fetch(`${running.url}/api/users`);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(30);

    const upstream = await startUpstream();
    await consul.register({ name: "user-service", id: "u1", port: upstream.port });
    await eventually("it is used", async () => (await statuses(running, 1))[0] === 200, 1000);
    expect(await stateOf(running)).toBe("closed");

    await consul.deregister("u1");
    await eventually("none is left", async () => (await running.health()).routes[0]?.instances === 0, 1000);
    expect(await statuses(running, 3)).toEqual([503, 503, 503]);
    expect(await stateOf(running)).toBe("open");
  });
});
