import { describe, expect, it } from "vitest";
import { startOtlp } from "../../../src/emulators/otlp/start-otlp.js";
import { GatewayConfigError } from "../../../src/gateway/config/gateway-config-error.js";
import { parseGatewayConfig } from "../../../src/gateway/config/parse-gateway-config.js";
import { eventually } from "./eventually.js";
import { functionRoute, startLambdaApi } from "./lambda-api.js";
import { closedPort, problemOf, startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

const ok = { statusCode: 200, headers: { "content-type": "text/plain" }, body: "ok" };

describe("a request that a function answers", () => {
  it("comes as an HTTP API's event in format 2.0, to the alias of the route, signed", async () => {
    const lambda = await startLambdaApi(() => ({ payload: ok }));
    const { url, accesses } = await startGateway([functionRoute("user-service:live")], {
      aws: lambda.access,
    });
    const response = await fetch(`${url}/api/users/a%20b/c?x=1&x=2&y=%C3%A9`, {
      method: "PUT",
      headers: { "content-type": "application/json", cookie: "a=1; b=2", "x-request-id": "r-1" },
      body: '{"name":"é"}',
    });
    expect([response.status, await response.text()]).toEqual([200, "ok"]);
    const [seen] = lambda.seen;
    expect(seen).toMatchObject({ functionName: "user-service", qualifier: "live" });
    expect(seen?.event).toMatchObject({
      version: "2.0",
      routeKey: "ANY /api/v1/users/{everything}",
      rawPath: "/api/v1/users/a b/c",
      rawQueryString: "x=1&x=2&y=%C3%A9",
      queryStringParameters: { x: "1,2", y: "é" },
      pathParameters: { everything: "a b/c" },
      cookies: ["a=1", "b=2"],
      body: '{"name":"é"}',
      isBase64Encoded: false,
      requestContext: {
        requestId: "r-1",
        stage: "$default",
        domainName: "127.0.0.1",
        http: { method: "PUT", path: "/api/v1/users/a b/c", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
      },
    });
    const { headers } = seen?.event ?? {};
    expect(headers).toMatchObject({
      "x-request-id": "r-1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
    });
    expect(headers?.host).toBe(new URL(url).host);
    expect(Object.keys(headers ?? {})).not.toContain("connection");
    await eventually("it is in the access log", () => accesses.at(-1)?.upstream === "lambda:user-service");
  });

  it("comes in format 1.0 where the route says so", async () => {
    const lambda = await startLambdaApi(() => ({ payload: ok }));
    const route = functionRoute("user-service", {}, { PayloadFormatVersion: "1.0" });
    const { url } = await startGateway([route], { aws: lambda.access });
    await fetch(`${url}/api/users/7?x=1&x=2`, { headers: { "X-Tenant": "t" } });
    expect(lambda.seen[0]).toMatchObject({ functionName: "user-service", qualifier: null });
    expect(lambda.seen[0]?.event).toMatchObject({
      version: "1.0",
      httpMethod: "GET",
      path: "/api/v1/users/7",
      resource: "/api/v1/users/{everything}",
      pathParameters: { everything: "7" },
      queryStringParameters: { x: "2" },
      multiValueQueryStringParameters: { x: ["1", "2"] },
      multiValueHeaders: { "x-tenant": ["t"] },
      body: null,
    });
  });

  it("gives bytes both ways as they are", async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    const lambda = await startLambdaApi(({ body }) => ({
      payload: {
        statusCode: 200,
        headers: { "content-type": "application/octet-stream" },
        body,
        isBase64Encoded: true,
      },
    }));
    const { url } = await startGateway([functionRoute("f")], { aws: lambda.access });
    const headers = { "content-type": "application/octet-stream" };
    const response = await fetch(`${url}/api/users`, { method: "POST", body: bytes, headers });
    expect(lambda.seen[0]?.event).toMatchObject({ body: bytes.toString("base64"), isBase64Encoded: true });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get("content-length")).toBe("4");
  });

  it("is answered with status, repeated fields and the gateway's own path for a location", async () => {
    const lambda = await startLambdaApi(() => ({
      payload: {
        statusCode: 201,
        headers: {
          Location: "/api/v1/users/7",
          Connection: "close, X-Hop",
          "X-Hop": "1",
          "Content-Length": "999",
        },
        cookies: ["a=1; Path=/", "b=2"],
        body: "{}",
      },
    }));
    const { url } = await startGateway([functionRoute("f")], { aws: lambda.access });
    const response = await fetch(`${url}/api/users`, { method: "POST" });
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe("/api/users/7");
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    expect(response.headers.get("x-hop")).toBeNull();
    expect(response.headers.get("content-length")).toBe("2");
    expect(response.headers.get("x-request-id")).toMatch(/./);
  });

  it("has no body where the status has none, nor for HEAD", async () => {
    const lambda = await startLambdaApi(({ requestContext }) => {
      const isHead = (requestContext.http as { method: string }).method === "HEAD";
      return { payload: { statusCode: isHead ? 200 : 204, body: "text" } };
    });
    const { url } = await startGateway([functionRoute("f")], { aws: lambda.access });
    const deleted = await fetch(`${url}/api/users/7`, { method: "DELETE" });
    expect([deleted.status, await deleted.text(), deleted.headers.get("content-length")]).toEqual([
      204,
      "",
      null,
    ]);
    const head = await fetch(`${url}/api/users/7`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("carries the trace to the function, as W3C's header and as X-Ray's", async () => {
    const collector = await startOtlp({ port: 0 });
    const lambda = await startLambdaApi(() => ({ payload: ok }));
    const running = await startGateway([functionRoute("f")], {
      aws: lambda.access,
      otlpEndpoint: collector.url,
    });
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, "x-amzn-trace-id": "Root=1-0-0" };
    await fetch(`${running.url}/api/users/7`, { headers });
    const event = lambda.seen[0]?.event;
    const [, , parent = ""] = event?.headers.traceparent?.split("-") ?? [];
    expect(event?.headers.traceparent).toBe(`00-${trace}-${parent}-01`);
    const xray = `Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=${parent};Sampled=1`;
    expect(event?.headers["x-amzn-trace-id"]).toBe(xray);
    expect(lambda.seen[0]?.headers["x-amzn-trace-id"]).toBe(xray);
    await running.close(10_000);
    const { spans } = (await (await fetch(`${collector.url}/api/traces/${trace}`)).json()) as {
      spans: { spanId: string; name: string; kind: string }[];
    };
    expect(spans.find(({ kind }) => kind === "client")).toMatchObject({ spanId: parent, name: "invoke f" });
    await collector.close();
  });
});

describe("what goes wrong", () => {
  it.each([
    ["fails", { functionError: "Unhandled", payload: { errorMessage: "secret at /var/task" } } as const, 502],
    ["answers no HTTP", { payload: { statusCode: "many" } }, 502],
    ["answers no JSON", { payload: "<html>" }, 502],
    ["is not there", { status: 404, errorType: "ResourceNotFoundException" }, 503],
    ["is throttled", { status: 429, errorType: "TooManyRequestsException", retryAfter: "7" }, 503],
    ["is being changed", { status: 409, errorType: "ResourceConflictException" }, 503],
    ["is in trouble", { status: 500, errorType: "ServiceException" }, 503],
    ["may not be called", { status: 403, errorType: "AccessDeniedException" }, 502],
  ])("a function that %s: nothing of it is told", async (_, result, status) => {
    const lambda = await startLambdaApi(() => result);
    const { url } = await startGateway([functionRoute("f")], { aws: lambda.access });
    const response = await fetch(`${url}/api/users/7`);
    expect(response.status).toBe(status);
    const after = "retryAfter" in result ? result.retryAfter : "1";
    expect(response.headers.get("retry-after")).toBe(status === 503 ? after : null);
    expect(JSON.stringify(await problemOf(response))).not.toMatch(/secret|html|many/);
  });

  it("a timeout is 504, and the invocation is given up", async () => {
    const lambda = await startLambdaApi(() => new Promise(() => {}));
    const route = functionRoute("f", { QoSOptions: { TimeoutValue: 100 } });
    const { url } = await startGateway([route], { aws: lambda.access });
    const response = await fetch(`${url}/api/users/7`);
    expect(response.status).toBe(504);
    await eventually("the connection is closed", () => lambda.seen[0]?.isAbandoned);
  });

  it("a client that goes away takes its invocation with it", async () => {
    const lambda = await startLambdaApi(() => new Promise(() => {}));
    const { url, accesses } = await startGateway([functionRoute("f")], { aws: lambda.access });
    const leaving = new AbortController();
    const asked = fetch(`${url}/api/users/7`, { signal: leaving.signal }).catch(() => "gone");
    await eventually("it is invoked", () => lambda.seen.length === 1);
    leaving.abort();
    expect(await asked).toBe("gone");
    await eventually("the invocation is given up", () => lambda.seen[0]?.isAbandoned);
    await eventually("it is logged", () => accesses.at(-1)?.outcome === "client-aborted");
  });

  it("without Lambda it is 503, without AWS too, and other routes work", async () => {
    const upstream = await startUpstream();
    const other = { ...usersRoute([upstream.port]), UpstreamPathTemplate: "/api/other" };
    const route = { ...other, DownstreamPathTemplate: "/" };
    const port = await closedPort();
    const access = { region: "r", accessKeyId: "k", secretAccessKey: "s", sessionToken: undefined };
    const nowhere = { ...access, endpoint: `http://127.0.0.1:${port}` };
    for (const aws of [nowhere, undefined]) {
      const { url } = await startGateway([functionRoute("f"), route], { aws });
      const response = await fetch(`${url}/api/users/7`);
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
      expect((await fetch(`${url}/api/other`)).status).toBe(200);
    }
  });

  it("what is larger than an event is 413, whether its length is said or not", async () => {
    const lambda = await startLambdaApi(() => ({ payload: ok }));
    const { url } = await startGateway([functionRoute("f")], { aws: lambda.access });
    const large = Buffer.alloc(6 * 1024 * 1024 + 1, "a");
    const said = await fetch(`${url}/api/users`, { method: "POST", body: large });
    expect(said.status).toBe(413);
    const unsaid = await fetch(`${url}/api/users`, {
      method: "POST",
      body: new Blob([large]).stream(),
      duplex: "half",
    } as RequestInit);
    expect(unsaid.status).toBe(413);
    expect(lambda.seen).toHaveLength(0);
  });

  it("three failures open the breaker: Lambda is left alone", async () => {
    const lambda = await startLambdaApi(() => ({ functionError: "Unhandled" }));
    const qos = { QoSOptions: { ExceptionsAllowedBeforeBreaking: 3, DurationOfBreak: 30_000 } };
    const { url, health } = await startGateway([functionRoute("f", qos)], { aws: lambda.access });
    const statuses: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) statuses.push((await fetch(`${url}/api/users`)).status);
    expect(statuses).toEqual([502, 502, 502, 503, 503]);
    expect(lambda.seen).toHaveLength(3);
    expect((await health()).routes[0]).toMatchObject({ service: "f", discovery: "lambda", breaker: "open" });
  });

  it("a client's limit holds before the function is called", async () => {
    const lambda = await startLambdaApi(() => ({ payload: ok }));
    const limit = { RateLimitOptions: { Limit: 1, Period: "1h" } };
    const { url } = await startGateway([functionRoute("f", limit)], { aws: lambda.access });
    expect((await fetch(`${url}/api/users`)).status).toBe(200);
    expect((await fetch(`${url}/api/users`)).status).toBe(429);
    expect(lambda.seen).toHaveLength(1);
  });
});

describe("the route file", () => {
  it("moves a path from a service to a function and back, while it runs", async () => {
    const upstream = await startUpstream((_, res) => res.end("service"));
    const lambda = await startLambdaApi(() => ({ payload: { ...ok, body: "function" } }));
    const running = await startGateway([usersRoute([upstream.port])], { aws: lambda.access });
    const ask = async (): Promise<string> => (await fetch(`${running.url}/api/users`)).text();
    expect(await ask()).toBe("service");
    await running.setRoutes([functionRoute("f")]);
    expect(await ask()).toBe("function");
    await running.setRoutes([usersRoute([upstream.port])]);
    expect(await ask()).toBe("service");
  });

  it.each([
    [{ FunctionName: "a b" }, "Routes[0].LambdaOptions.FunctionName"],
    [{ FunctionName: "f", PayloadFormatVersion: "3.0" }, "Routes[0].LambdaOptions.PayloadFormatVersion"],
    [{}, "Routes[0].LambdaOptions.FunctionName"],
  ])("refuses %j with its path", (LambdaOptions, at) => {
    const text = JSON.stringify({ Routes: [{ ...functionRoute("f"), LambdaOptions }] });
    const refused = (() => {
      try {
        parseGatewayConfig(text);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(GatewayConfigError);
    expect((refused as GatewayConfigError).issues.map(({ path }) => path)).toEqual([at]);
  });

  it("takes a function's ARN, in its own region, with a qualifier", () => {
    const arn = "arn:aws:lambda:eu-central-1:123456789012:function:orders";
    const text = JSON.stringify({ Routes: [functionRoute(`${arn}:3`)] });
    expect(parseGatewayConfig(text).config.routes[0]?.lambda).toEqual({
      name: "orders",
      id: arn,
      qualifier: "3",
      region: "eu-central-1",
      accountId: "123456789012",
      payloadFormat: "2.0",
    });
  });
});
