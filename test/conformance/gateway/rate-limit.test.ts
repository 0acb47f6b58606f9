import { describe, expect, it } from "vitest";
import { eventually } from "./eventually.js";
import { problemOf, startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

async function limited(options: object, more: object = {}) {
  const upstream = await startUpstream();
  const route = usersRoute([upstream.port], { RateLimitOptions: options, ...more });
  const running = await startGateway([route]);
  const send = (headers: Record<string, string> = {}) => fetch(`${running.url}/api/users`, { headers });
  return { upstream, running, route, send };
}

describe("a route's rate limit", () => {
  it("answers 429 past the limit, says when to come back, and leaves the service alone", async () => {
    const { upstream, send } = await limited({ EnableRateLimiting: true, Period: "1h", Limit: 2 });
    const [first, second, third] = [await send(), await send(), await send()];
    expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
    expect([first, second, third].map(({ headers }) => headers.get("x-ratelimit-remaining"))).toEqual([
      "1",
      "0",
      "0",
    ]);
    expect(third.headers.get("x-ratelimit-limit")).toBe("2");
    const inSeconds = Number(third.headers.get("x-ratelimit-reset")) - Date.now() / 1000;
    expect(inSeconds).toBeGreaterThan(3500);
    expect(inSeconds).toBeLessThanOrEqual(3601);
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(3500);
    expect(await problemOf(third)).toMatchObject({
      status: 429,
      title: "Too Many Requests",
      detail: "The limit is 2 requests per 1h.",
    });
    expect(upstream.seen).toHaveLength(2);
  });

  it("lets the client in again when the period is over", async () => {
    const { send } = await limited({ Period: "3s", Limit: 1 });
    expect([(await send()).status, (await send()).status]).toEqual([200, 429]);
    await eventually("a new period", async () => (await send()).status === 200, 20_000);
  });

  it("counts each client id for itself, and those without one by their address", async () => {
    const { send } = await limited({ Period: "1h", Limit: 1 });
    const ids = [{}, { "Oc-Client": "a" }, { ClientId: "b" }, { "Oc-Client": "127.0.0.1" }];
    for (const headers of ids) expect((await send(headers)).status).toBe(200);
    for (const headers of ids) expect((await send(headers)).status).toBe(429);
  });

  it("does not limit who is on the white list", async () => {
    const { send } = await limited({
      Period: "1h",
      Limit: 1,
      ClientIdHeader: "X-Key",
      ClientWhitelist: ["vip"],
    });
    for (let turn = 0; turn < 5; turn += 1) expect((await send({ "X-Key": "vip" })).status).toBe(200);
    expect([(await send({ "X-Key": "x" })).status, (await send({ "X-Key": "x" })).status]).toEqual([
      200, 429,
    ]);
  });

  it("answers with the status and the words of the file, and without the headers when it says so", async () => {
    const { send } = await limited({
      ...{ Period: "1h", Limit: 1, HttpStatusCode: 503, DisableRateLimitHeaders: true },
      QuotaExceededMessage: "Only {0} per {1}!",
    });
    await send();
    const refused = await send();
    expect(refused.status).toBe(503);
    expect((await problemOf(refused)).detail).toBe("Only 1 per 1h!");
    expect([refused.headers.get("retry-after"), refused.headers.get("x-ratelimit-limit")]).toEqual([
      null,
      null,
    ]);
  });

  it("can be read by a web page", async () => {
    const { send } = await limited({ Period: "1h", Limit: 1 });
    const exposed = (await send({ Origin: "http://page.example" })).headers.get(
      "access-control-expose-headers",
    );
    expect(exposed).toContain("X-RateLimit-Remaining");
  });

  it("is kept over a reload, and each route has its own", async () => {
    const { running, route, send } = await limited({ Period: "1h", Limit: 1 });
    await send();
    await running.setRoutes([route, { ...route, UpstreamPathTemplate: "/other/{everything}" }]);
    expect((await send()).status).toBe(429);
    expect((await fetch(`${running.url}/other`)).status).toBe(200);
  });

  it("is off when the file says so", async () => {
    const { send } = await limited({ EnableRateLimiting: false, Period: "1h", Limit: 1 });
    const answers = [await send(), await send()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.headers.get("x-ratelimit-limit")).toBeNull();
  });
});
