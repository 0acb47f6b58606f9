import { expect, it } from "vitest";
import { createJsonLineLog } from "../../gateway/json-line-log.js";
import { type LoggedRequest, readAccessLine } from "./access-line.js";
import type { RouteState } from "./gateway-routes.js";
import { RouteTrafficCounter } from "./route-traffic.js";

const route = (path: string, methods: readonly string[] = []): RouteState => ({
  ...{ path, methods: [...methods], service: "s", state: "live", instances: 1, breaker: "closed" },
});
const now = Date.UTC(2026, 0, 1, 12, 0, 5);
const request = (path: string, changes: Partial<LoggedRequest> = {}): LoggedRequest => ({
  ...{ path, method: "GET", status: 200, durationMs: 10, endedAt: now },
  ...changes,
});
const counts = (counter: RouteTrafficCounter): unknown =>
  counter.report(now).map(({ path, requests, failures }) => [path, requests, failures]);

it("counts a request for the first route that takes its path and method, as the gateway tries them", () => {
  const counter = new RouteTrafficCounter();
  counter.setRoutes([
    route("/api/users/{id}/events"),
    route("/api/users/{everything}", ["GET"]),
    route("/api/users/{everything}", ["POST"]),
  ]);
  for (const path of ["/api/users/7/events", "/api/users/7", "/API/users", "/health", "/api/other"]) {
    counter.add(request(path));
  }
  counter.add(request("/api/users/7", { method: "HEAD" }));
  counter.add(request("/api/users", { method: "POST", status: 503 }));
  counter.add(request("/api/users", { method: "POST", status: 499 }));
  counter.add(request("/api/users", { method: "POST", status: 404 }));
  expect(counts(counter)).toEqual([
    ["/api/users/{id}/events", 1, 0],
    ["/api/users/{everything}", 3, 0],
    ["/api/users/{everything}", 3, 2],
    [null, 1, 0],
  ]);
});

it("has rates of the last minute and a history of five, and forgets what is before", () => {
  const counter = new RouteTrafficCounter();
  counter.setRoutes([route("/a")]);
  for (const secondsAgo of [0, 1, 30, 54, 56, 200, 294, 296, 4_000]) {
    counter.add(request("/a", { endedAt: now - secondsAgo * 1000 }));
  }
  const [only] = counter.report(now);
  // Of the ten seconds that have begun, five are over.
  expect(only).toMatchObject({ requests: 4, perSecond: 4 / 55 });
  expect(only?.history.length).toBe(30);
  expect(only?.history.reduce((sum, count) => sum + count)).toBe(7);
  expect(only?.history.at(-1)).toBe(2);
  expect(counter.report(now + 600_000)).toMatchObject([{ requests: 0, p50Ms: null }]);
});

it("knows latencies within five percent, of any number of requests", () => {
  const counter = new RouteTrafficCounter();
  counter.setRoutes([route("/a")]);
  for (let ms = 1; ms <= 1_000; ms += 1) counter.add(request("/a", { durationMs: ms }));
  const [{ p50Ms, p95Ms, p99Ms } = { p50Ms: 0, p95Ms: 0, p99Ms: 0 }] = counter.report(now);
  for (const [found, real] of [
    [p50Ms, 500],
    [p95Ms, 950],
    [p99Ms, 990],
  ]) {
    expect(Math.abs((found ?? 0) - (real ?? 0)) / (real ?? 1)).toBeLessThan(0.05);
  }
  counter.add(request("/b", { durationMs: 1e9 }));
  counter.add(request("/b", { durationMs: 0 }));
  expect(counter.report(now)[1]?.p50Ms).toBe(0.1);
});

it("keeps the counts of routes that stay when the routes change", () => {
  const counter = new RouteTrafficCounter();
  counter.setRoutes([route("/a"), route("/b")]);
  counter.add(request("/a"));
  counter.setRoutes([route("/c"), route("/a")]);
  expect(counts(counter)).toEqual([
    ["/c", 0, 0],
    ["/a", 1, 0],
  ]);
});

it("reads what the gateway writes", () => {
  const lines: string[] = [];
  const log = createJsonLineLog("info", (text) => lines.push(...text.split("\n")));
  const entry = { method: "GET", path: '/a/"ü"', status: 503, durationMs: 12.34, requestId: "r" };
  log.access({ ...entry, traceId: "t", upstream: "", outcome: "timeout" });
  log.info("routes loaded", { routes: [] });
  log.flush();
  const read = lines.map(readAccessLine);
  expect(read[0]).toEqual({
    method: "GET",
    path: '/a/"ü"',
    status: 503,
    durationMs: 12.3,
    endedAt: expect.any(Number),
  });
  expect(Date.now() - (read[0]?.endedAt ?? 0)).toBeLessThan(10_000);
  expect(read.slice(1)).toEqual(read.slice(1).map(() => undefined));
  for (const line of ["", "{", '{"message":"request"}', 'x "message":"request" {'])
    expect(readAccessLine(line)).toBeUndefined();
});
