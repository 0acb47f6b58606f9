import { pino } from "pino";
import { beforeEach, expect, test } from "vitest";
import { ServiceUnavailableError } from "./client.js";
import { Health } from "./health.js";
import { createHttpServer } from "./http.js";
import { createMetrics } from "./metrics.js";
import { serviceUnavailable } from "./problem.js";

const contract = {
  openapi: "3.1.0",
  info: { title: "things", version: "1" },
  paths: {},
  components: {
    schemas: {
      Thing: {
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string" },
          tags: { type: ["array", "null"], items: { $ref: "#/components/schemas/Tag" } },
        },
      },
      Tag: { type: "string", minLength: 1 },
    },
  },
};

let vital: boolean;
let optional: boolean;
let health: Health;
let app: ReturnType<typeof createHttpServer>;

beforeEach(() => {
  vital = true;
  optional = true;
  health = new Health([
    { name: "vital", vital: true, isUp: async () => vital },
    { name: "optional", vital: false, isUp: () => optional },
  ]);
  health.markStarted();
  app = createHttpServer({
    contract,
    health,
    logger: pino({ level: "silent" }),
    metrics: createMetrics(),
    problemOf: (error) =>
      error instanceof RangeError ? serviceUnavailable("What it relies on is away") : undefined,
  });
  app.post("/things", { schema: { body: { $ref: "openapi#/components/schemas/Thing" } } }, async () => ({}));
  app.get("/broken", async () => {
    throw new Error("a secret detail");
  });
  app.get("/away", async () => {
    throw new ServiceUnavailableError("payment-service", 17);
  });
});

test("readiness: degraded without what can wait, unavailable without what is vital", async () => {
  const ready = () => app.inject("/health/ready");
  expect((await ready()).json()).toEqual({ status: "ready", checks: { vital: "up", optional: "up" } });
  optional = false;
  const degraded = await ready();
  expect(degraded.statusCode).toBe(200);
  expect(degraded.json()).toEqual({ status: "degraded", checks: { vital: "up", optional: "down" } });
  vital = false;
  const unavailable = await ready();
  expect(unavailable.statusCode).toBe(503);
  expect(unavailable.json()).toMatchObject({ status: "unavailable", checks: { vital: "down" } });
  expect((await app.inject("/health/live")).statusCode).toBe(200);
});

test("a service that relies on nothing is ready once it has started", async () => {
  const alone = new Health();
  expect(await alone.readiness()).toEqual({ status: "starting", checks: {} });
  alone.markStarted();
  expect(await alone.readiness()).toEqual({ status: "ready", checks: {} });
});

test("while draining, requests are answered and connections closed", async () => {
  health.markDraining();
  expect((await app.inject("/health/ready")).statusCode).toBe(503);
  const answer = await app.inject({ method: "POST", url: "/things", payload: { name: "a" } });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.connection).toBe("close");
});

test("the contract's schemas validate requests, and each fault is listed", async () => {
  const answer = await app.inject({ method: "POST", url: "/things", payload: { tags: ["", 1] } });
  expect(answer.statusCode).toBe(400);
  expect(answer.headers["content-type"]).toMatch("application/problem+json");
  const pointers = answer.json().errors.map(({ pointer }: { pointer: string }) => pointer);
  expect(pointers).toEqual(expect.arrayContaining(["#/name", "#/tags/0", "#/tags/1"]));
  expect((await app.inject({ method: "POST", url: "/things", payload: { name: 5 } })).statusCode).toBe(400);
});

test.each([
  [String.raw`{"name":"a\ud800b"}`, 400],
  [String.raw`{"name":"\udc00\ud800"}`, 400],
  [String.raw`{"name":"\uD83D\uDE00"}`, 200],
  [String.raw`{"name":"\\ud800"}`, 200],
])("half a character can be stored nowhere: %s", async (payload, status) => {
  const headers = { "content-type": "application/json" };
  expect((await app.inject({ method: "POST", url: "/things", headers, payload })).statusCode).toBe(status);
});

test("malformed JSON, unknown paths and undecodable paths are problems too", async () => {
  const malformed = {
    method: "POST",
    url: "/things",
    headers: { "content-type": "application/json" },
  } as const;
  for (const [answer, status] of [
    [await app.inject({ ...malformed, payload: "{" }), 400],
    [await app.inject("/nowhere"), 404],
    [await app.inject("/%zz"), 400],
  ] as const) {
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["content-type"]).toMatch("application/problem+json");
    expect(answer.json()).toMatchObject({ status });
    expect(answer.headers["x-request-id"]).toMatch(/./);
  }
});

test("a media type without a body is no body", async () => {
  app.delete("/things/:id", async (_request, reply) => reply.code(204).send());
  const headers = { "content-type": "application/json" };
  expect((await app.inject({ method: "DELETE", url: "/things/1", headers })).statusCode).toBe(204);
  expect((await app.inject({ method: "POST", url: "/things", headers })).statusCode).toBe(400);
});

test("an unexpected error tells the client nothing", async () => {
  const answer = await app.inject("/broken");
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain("secret");
});

test("a service that is away becomes 503 with Retry-After", async () => {
  const answer = await app.inject("/away");
  expect(answer.statusCode).toBe(503);
  expect(answer.headers["retry-after"]).toBe("17");
});

test("an error of what the service relies on is the problem it is said to be", async () => {
  app.get("/relying", async () => {
    throw new RangeError("a secret detail");
  });
  const answer = await app.inject("/relying");
  expect(answer.statusCode).toBe(503);
  expect(answer.body).not.toContain("secret");
});

test("contract and metrics are served", async () => {
  expect((await app.inject("/openapi.json")).json()).toEqual(contract);
  await app.inject({ method: "POST", url: "/things", payload: { name: "a" } });
  expect((await app.inject("/metrics")).body).toMatch(
    /http_server_request_duration_seconds_count\{.*\/things/,
  );
});
