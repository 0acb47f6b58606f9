import { describe, expect, it } from "vitest";
import { eventually } from "./eventually.js";
import { closedPort, problemOf, startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

describe("routes", () => {
  it("rewrites the path, keeps the query, and takes the collection by the same route", async () => {
    const upstream = await startUpstream();
    const { url } = await startGateway([usersRoute([upstream.port])]);
    for (const path of ["", "/", "/7", "/7/events?a=1&a=2&b=%20x", "/a%2Fb"])
      await fetch(`${url}/api/users${path}`);
    expect(upstream.seen.map((request) => request.url)).toEqual([
      "/api/v1/users",
      "/api/v1/users",
      "/api/v1/users/7",
      "/api/v1/users/7/events?a=1&a=2&b=%20x",
      "/api/v1/users/a%2Fb",
    ]);
  });

  it("answers 404 and 405 as problems, with Allow", async () => {
    const upstream = await startUpstream();
    const { url } = await startGateway([
      usersRoute([upstream.port], { UpstreamHttpMethod: ["GET", "POST"] }),
    ]);
    const missing = await fetch(`${url}/nowhere`);
    expect(missing.status).toBe(404);
    expect(missing.headers.get("content-type")).toBe("application/problem+json");
    expect(await missing.json()).toMatchObject({ status: 404, title: "Not Found" });
    const wrong = await fetch(`${url}/api/users/7`, { method: "DELETE" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, POST, HEAD"]);
    const options = await fetch(`${url}/api/users/7`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, POST, HEAD, OPTIONS"]);
    expect(upstream.seen).toEqual([]);
  });

  it("keeps status, body and location of a created resource, in the gateway's own paths", async () => {
    const upstream = await startUpstream((_, res) => {
      res.writeHead(201, { location: "/api/v1/users/7", "content-type": "application/json" });
      res.end('{"id":"7"}');
    });
    const { url } = await startGateway([usersRoute([upstream.port])]);
    const response = await fetch(`${url}/api/users`, { method: "POST", body: '{"name":"Ada"}' });
    expect([response.status, response.headers.get("location")]).toEqual([201, "/api/users/7"]);
    expect(await response.json()).toEqual({ id: "7" });
    expect(upstream.seen[0]).toMatchObject({ method: "POST", body: '{"name":"Ada"}' });
  });

  it("passes HEAD, 204 and 304 without a body", async () => {
    const upstream = await startUpstream((req, res) => {
      const status = req.url.endsWith("/304") ? 304 : req.url.endsWith("/204") ? 204 : 200;
      res.writeHead(status, status === 200 ? { "content-length": "5" } : { etag: '"1"' });
      res.end(status === 200 && req.method !== "HEAD" ? "hello" : undefined);
    });
    const { url } = await startGateway([usersRoute([upstream.port])]);
    const head = await fetch(`${url}/api/users`, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "5", ""]);
    for (const status of [204, 304]) {
      const response = await fetch(`${url}/api/users/${status}`);
      expect([response.status, await response.text()]).toEqual([status, ""]);
    }
  });

  it("replaces the routes at once, while requests go on", async () => {
    const [first, second] = [await startUpstream(), await startUpstream()];
    const { setRoutes, url } = await startGateway([usersRoute([first.port])]);
    let stop = false;
    const statuses = new Set<number>();
    const load = Array.from({ length: 4 }, async () => {
      while (!stop) statuses.add((await fetch(`${url}/api/users`)).status);
    });
    for (let turn = 0; turn < 10; turn += 1) {
      const route = usersRoute([turn % 2 === 0 ? second.port : first.port]);
      await setRoutes([route]);
      await fetch(`${url}/api/users`);
    }
    stop = true;
    await Promise.all(load);
    expect([...statuses]).toEqual([200]);
    expect(first.seen.length).toBeGreaterThan(0);
    expect(second.seen.length).toBeGreaterThan(0);
  });
});

describe("instances", () => {
  it("takes turns between them", async () => {
    const upstreams = [await startUpstream(), await startUpstream(), await startUpstream()];
    const { url } = await startGateway([usersRoute(upstreams.map(({ port }) => port))]);
    for (let turn = 0; turn < 9; turn += 1) await (await fetch(`${url}/api/users`)).text();
    expect(upstreams.map(({ seen }) => seen.length)).toEqual([3, 3, 3]);
  });

  it("uses the first only with NoLoadBalancer", async () => {
    const upstreams = [await startUpstream(), await startUpstream()];
    const ports = upstreams.map(({ port }) => port);
    const { url } = await startGateway([
      usersRoute(ports, { LoadBalancerOptions: { Type: "NoLoadBalancer" } }),
    ]);
    for (let turn = 0; turn < 3; turn += 1) await fetch(`${url}/api/users`);
    expect(upstreams.map(({ seen }) => seen.length)).toEqual([3, 0]);
  });

  it("passes over one that refuses connections, for a POST with its body too", async () => {
    const upstream = await startUpstream();
    const { url, accesses } = await startGateway([usersRoute([await closedPort(), upstream.port])]);
    for (let turn = 0; turn < 6; turn += 1) {
      const response = await fetch(`${url}/api/users`, { method: "POST", body: `body ${turn}` });
      expect(response.status).toBe(200);
    }
    expect(upstream.seen.map(({ body }) => body)).toEqual([0, 1, 2, 3, 4, 5].map((turn) => `body ${turn}`));
    await eventually("all are logged", () => accesses.length === 6);
    expect(new Set(accesses.map(({ outcome }) => outcome))).toEqual(new Set(["responded"]));
  });

  it("answers 503 with Retry-After when none can be connected to", async () => {
    const ports = [await closedPort(), await closedPort()];
    const { url, accesses } = await startGateway([usersRoute(ports)]);
    const response = await fetch(`${url}/api/users`);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await problemOf(response)).detail).toContain(`127.0.0.1:${ports[0]}`);
    await eventually("it is logged", () => accesses.length === 1);
    expect(accesses.at(-1)).toMatchObject({ status: 503, outcome: "connect-failed" });
  });
});

describe("headers", () => {
  it("tells the service who asked, and how", async () => {
    const upstream = await startUpstream();
    const { url, port } = await startGateway([usersRoute([upstream.port])]);
    await fetch(`${url}/api/users`, {
      headers: { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "gopher", forwarded: "for=evil" },
    });
    expect(upstream.seen[0]?.headers).toMatchObject({
      host: `127.0.0.1:${upstream.port}`,
      "x-forwarded-for": "203.0.113.9, 127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": `127.0.0.1:${port}`,
      via: "1.1 msx-gateway",
    });
    expect(upstream.seen[0]?.headers.forwarded).toBeUndefined();
  });

  it("makes a request id, or keeps a good one, and returns it", async () => {
    const upstream = await startUpstream((_, res) =>
      res.setHeader("x-request-id", "the service's own").end(),
    );
    const { url } = await startGateway([usersRoute([upstream.port])]);
    const ask = async (id?: string) => {
      const response = await fetch(`${url}/api/users`, {
        headers: id === undefined ? {} : { "x-request-id": id },
      });
      return response.headers.get("x-request-id");
    };
    expect(await ask("01J-abc:7")).toBe("01J-abc:7");
    const made = await ask();
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ask('"; drop')).toMatch(/^[0-9a-f-]{36}$/);
    expect(await ask("x".repeat(129))).toMatch(/^[0-9a-f-]{36}$/);
    expect(upstream.seen.slice(0, 2).map(({ headers }) => headers["x-request-id"])).toEqual([
      "01J-abc:7",
      made,
    ]);
  });

  it("logs each request without its query", async () => {
    const upstream = await startUpstream();
    const { url, accesses } = await startGateway([usersRoute([upstream.port])]);
    await fetch(`${url}/api/users/7?token=secret`, { headers: { "x-request-id": "r1" } });
    await eventually("it is logged", () => accesses.length === 1);
    expect(accesses).toEqual([
      {
        method: "GET",
        path: "/api/users/7",
        status: 200,
        durationMs: expect.any(Number),
        requestId: "r1",
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
        upstream: `127.0.0.1:${upstream.port}`,
        outcome: "responded",
      },
    ]);
  });

  it("reports its own health", async () => {
    const { url } = await startGateway([usersRoute([1, 2], { UpstreamHttpMethod: ["GET"] })]);
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: "up",
      fileHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      routes: [
        {
          path: "/api/users/{everything}",
          methods: ["GET"],
          discovery: "static",
          state: "live",
          instances: 2,
        },
      ],
    });
  });
});
