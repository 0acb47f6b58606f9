import { beforeEach, describe, expect, test } from "vitest";
import { context, httpEvent, recordedMetrics } from "../../test/support/invocation.js";
import { apiHandler } from "./api.js";
import type { ApiEvent, ApiRequest } from "./api-request.js";
import { conflict } from "./problem.js";

const contract = {
  openapi: "3.1.0",
  info: { title: "test", version: "1.0.0" },
  paths: {
    "/things": {
      post: {
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } },
      },
      get: {
        parameters: [{ name: "limit", in: "query", schema: { type: "integer", maximum: 10, default: 5 } }],
      },
    },
    "/things/{id}": { get: {}, delete: {} },
  },
  components: {
    schemas: { Thing: { type: "object", required: ["name"], properties: { name: { type: "string" } } } },
  },
};

describe("the API handler", () => {
  let seen: ApiRequest | undefined;
  let metrics: ReturnType<typeof recordedMetrics>;
  let call: (event: ApiEvent) => Promise<{ status: number; headers: Record<string, string>; body: unknown }>;

  beforeEach(() => {
    seen = undefined;
    metrics = recordedMetrics();
    const note = async (request: ApiRequest) => {
      seen = request;
      return { status: 200, body: { id: request.params.id } };
    };
    const handler = apiHandler({
      contract,
      routes: {
        "POST /things": async () => ({ status: 201, headers: { location: "/things/1" }, body: { id: "1" } }),
        "GET /things": note,
        "GET /things/{id}": note,
        "DELETE /things/{id}": async ({ params }) => {
          if (params.id === "busy") throw conflict("It is busy");
          throw new Error("the password is 1234");
        },
      },
      observe: metrics.observe,
    });
    call = async (event) => {
      const { statusCode, headers, body } = await handler(event, context);
      return { status: statusCode, headers, body: body === "" ? undefined : JSON.parse(body) };
    };
  });

  test("answers 201 with Location", async () => {
    const { status, headers } = await call(httpEvent("POST", "/things", { body: { name: "a" } }));
    expect({ status, location: headers.location }).toEqual({ status: 201, location: "/things/1" });
  });

  test("understands the payload of a REST API (1.0)", async () => {
    const event = {
      httpMethod: "GET",
      path: "/things/a%20b",
      headers: null,
      queryStringParameters: null,
      body: null,
    };
    expect(await call(event)).toMatchObject({ status: 200, body: { id: "a b" } });
  });

  test("fills in defaults and converts the text of a query", async () => {
    await call(httpEvent("GET", "/things"));
    expect(seen?.query).toEqual({ limit: 5 });
    await call(httpEvent("GET", "/things", { query: "limit=7" }));
    expect(seen?.query).toEqual({ limit: 7 });
  });

  test.each([
    ["malformed JSON", "{", 400],
    ["JSON that is nested too deeply", `${"[".repeat(5000)}${"]".repeat(5000)}`, 400],
    ["JSON that is not what the contract asks for", { name: 1 }, 400],
    ["nothing", undefined, 400],
    ["too much", { name: "x".repeat(300_000) }, 413],
  ])("refuses a body of %s", async (_what, body, status) => {
    const answer = await call(httpEvent("POST", "/things", { body }));
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  });

  test("says which part of the request is wrong", async () => {
    const { body } = await call(httpEvent("POST", "/things", { body: {} }));
    expect(body).toMatchObject({ errors: [{ pointer: "#/name" }], instance: "/things" });
  });

  test("answers 415 for what is not JSON", async () => {
    const event = httpEvent("POST", "/things", { body: "a=b", headers: { "content-type": "text/plain" } });
    expect((await call(event)).status).toBe(415);
  });

  test("answers 405 with what is allowed, 404 for a path it does not know, and CORS preflights", async () => {
    const { status, headers } = await call(httpEvent("PATCH", "/things/1"));
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "DELETE, GET, OPTIONS" });
    expect((await call(httpEvent("GET", "/nothing"))).status).toBe(404);
    const preflight = await call(httpEvent("OPTIONS", "/things"));
    expect(preflight).toMatchObject({ status: 204, headers: { "access-control-allow-origin": "*" } });
  });

  test("passes on what a route refuses", async () => {
    expect(await call(httpEvent("DELETE", "/things/busy"))).toMatchObject({
      status: 409,
      body: { detail: "It is busy" },
    });
  });

  test("says nothing of what went wrong inside, and counts it as an error", async () => {
    const answer = await call(httpEvent("DELETE", "/things/1"));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain("password");
    expect(metrics.sent[0]).toMatchObject({
      MetricName: "Requests",
      Dimensions: [
        { Name: "Environment", Value: "Development" },
        { Name: "Status", Value: "Error" },
      ],
    });
  });
});
