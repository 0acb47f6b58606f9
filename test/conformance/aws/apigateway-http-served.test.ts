import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateApiCommand,
  type CreateApiCommandInput,
  CreateDeploymentCommand,
  CreateIntegrationCommand,
  type CreateIntegrationCommandInput,
  CreateRouteCommand,
  CreateStageCommand,
  DeleteCorsConfigurationCommand,
  UpdateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiGatewayUnderTest } from "./api-gateway.js";

const aws = new ApiGatewayUnderTest();
beforeAll(() => aws.start());
afterAll(() => aws.close());

/** An API with routes. */
class Api {
  private constructor(
    readonly id: string,
    readonly endpoint: string,
  ) {}

  static async create(more: Partial<CreateApiCommandInput> = {}): Promise<Api> {
    const input = { Name: "shop", ProtocolType: "HTTP" as const, ...more };
    const { ApiId = "", ApiEndpoint = "" } = await aws.http.send(new CreateApiCommand(input));
    return new Api(ApiId, ApiEndpoint);
  }

  async route(RouteKey: string, integration: Partial<CreateIntegrationCommandInput>): Promise<void> {
    const type = { IntegrationType: "AWS_PROXY" as const, PayloadFormatVersion: "2.0" };
    const made = new CreateIntegrationCommand({ ApiId: this.id, ...type, ...integration });
    const { IntegrationId } = await aws.http.send(made);
    const Target = `integrations/${IntegrationId}`;
    await aws.http.send(new CreateRouteCommand({ ApiId: this.id, RouteKey, Target }));
  }

  async stage(StageName = "$default", more: object = { AutoDeploy: true }): Promise<void> {
    await aws.http.send(new CreateStageCommand({ ApiId: this.id, StageName, ...more }));
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.endpoint}${path}`, init);
  }
}

const echo = () => aws.function((event) => event);
const saying = (what: string) => aws.function(({ rawPath }) => `${what} ${rawPath}`);

describe("an HTTP API", () => {
  it("gives its function the event 2.0, and infers its answer", async () => {
    const api = await Api.create();
    await api.route("POST /orders/{id}", { IntegrationUri: echo() });
    await api.stage("$default", { AutoDeploy: true, StageVariables: { table: "orders" } });
    const headers = { "content-type": "application/json", cookie: "a=1; b=2", "x-one": "1" };
    const init = { method: "POST", body: '{"sku":"A"}', headers };
    const response = await api.fetch("/orders/a%20b?x=1&x=2", init);
    expect(response.headers.get("content-type")).toBe("application/json");
    const event = (await response.json()) as Record<string, unknown>;
    expect(event).toMatchObject({
      ...{ version: "2.0", routeKey: "POST /orders/{id}", rawPath: "/orders/a b", body: '{"sku":"A"}' },
      ...{ rawQueryString: "x=1&x=2", queryStringParameters: { x: "1,2" }, cookies: ["a=1", "b=2"] },
      ...{ pathParameters: { id: "a b" }, stageVariables: { table: "orders" }, isBase64Encoded: false },
      requestContext: {
        ...{ accountId: "000000000000", apiId: api.id, stage: "$default", routeKey: "POST /orders/{id}" },
        http: { method: "POST", path: "/orders/a b", protocol: "HTTP/1.1", sourceIp: "127.0.0.1" },
      },
    });
    expect(event.headers).toMatchObject({ "x-one": "1", "x-forwarded-proto": "http" });
    expect(event.headers).not.toHaveProperty("cookie");
  });

  it("gives the event 1.0 where the integration asks for it", async () => {
    const api = await Api.create();
    const IntegrationUri = aws.function((event) => ({ statusCode: 200, body: JSON.stringify(event) }));
    await api.route("ANY /{proxy+}", { IntegrationUri, PayloadFormatVersion: "1.0" });
    await api.stage("dev");
    const response = await api.fetch("/dev/a/b?x=1&x=2");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.json()).toMatchObject({
      ...{ version: "1.0", resource: "/{proxy+}", path: "/dev/a/b", httpMethod: "GET", body: null },
      ...{ pathParameters: { proxy: "a/b" }, multiValueQueryStringParameters: { x: ["1", "2"] } },
      requestContext: { stage: "dev", resourceId: "ANY /{proxy+}", path: "/dev/a/b" },
    });
  });

  it("chooses stage and route as the developer guide says", async () => {
    const api = await Api.create();
    const keys = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"];
    for (const key of keys) await api.route(key, { IntegrationUri: saying(key) });
    await api.stage();
    await api.stage("dev");
    const text = async (path: string, method = "GET") => (await api.fetch(path, { method })).text();
    expect(await text("/pets/dog/1")).toBe("GET /pets/dog/1 /pets/dog/1");
    expect(await text("/pets/dog/2")).toBe("GET /pets/dog/{id} /pets/dog/2");
    expect(await text("/pets/cat/1")).toBe("GET /pets/{proxy+} /pets/cat/1");
    expect(await text("/test/5", "POST")).toBe("ANY /{proxy+} /test/5");
    expect(await text("/")).toBe("$default /");
    expect(await text("/dev/pets/dog/1")).toBe("GET /pets/dog/1 /dev/pets/dog/1");
    const empty = await Api.create();
    const none = await empty.fetch("/");
    expect([none.status, await none.json()]).toEqual([404, { message: "Not Found" }]);
  });

  it("serves changes at once where a stage deploys by itself, else what was deployed", async () => {
    const api = await Api.create();
    await api.route("GET /a", { IntegrationUri: saying("a") });
    await api.stage("auto");
    await api.stage("held", {});
    expect((await api.fetch("/held/a")).status).toBe(404);
    const input = { ApiId: api.id, StageName: "held" };
    await aws.http.send(new CreateDeploymentCommand(input));
    await api.route("GET /b", { IntegrationUri: saying("b") });
    expect((await api.fetch("/held/a")).status).toBe(200);
    expect((await api.fetch("/held/b")).status).toBe(404);
    expect((await api.fetch("/auto/b")).status).toBe(200);
    await aws.http.send(new UpdateStageCommand({ ...input, AutoDeploy: true }));
    expect((await api.fetch("/held/b")).status).toBe(200);
  });

  it("is made whole by a target alone", async () => {
    const api = await Api.create({ Target: saying("quick") });
    expect(await (await api.fetch("/any/path")).text()).toBe("quick /any/path");
  });

  it("answers cookies, bytes, failures and late functions", async () => {
    const api = await Api.create();
    const bytes = () => ({ statusCode: 200, body: "/wA=", isBase64Encoded: true, cookies: ["a=1", "b=2"] });
    await api.route("GET /bytes", { IntegrationUri: aws.function(bytes) });
    await api.route("GET /malformed", { IntegrationUri: aws.function(() => ({ statusCode: "x" })) });
    await api.route("GET /thrown", { IntegrationUri: aws.function(() => Promise.reject("no")) });
    const never = aws.function(() => new Promise(() => undefined));
    await api.route("GET /late", { IntegrationUri: never, TimeoutInMillis: 50 });
    await api.route("POST /bytes", { IntegrationUri: echo() });
    await api.stage();
    const response = await api.fetch("/bytes");
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([255, 0]));
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    for (const path of ["/malformed", "/thrown"]) {
      const failed = await api.fetch(path);
      expect([failed.status, await failed.json()]).toEqual([500, { message: "Internal Server Error" }]);
    }
    expect((await api.fetch("/late")).status).toBe(503);
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect((await api.fetch("/bytes", { method: "POST", body })).status).toBe(413);
  });

  it("applies its CORS configuration, and not the function's headers", async () => {
    const CorsConfiguration = {
      ...{ AllowOrigins: ["https://shop.example", "http://*"], AllowMethods: ["GET"], MaxAge: 60 },
      ...{ AllowHeaders: ["authorization"], ExposeHeaders: ["x-total"], AllowCredentials: true },
    };
    const api = await Api.create({ CorsConfiguration });
    const handler = () => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "mine" } });
    await api.route("GET /a", { IntegrationUri: aws.function(handler) });
    await api.stage();
    const preflight = (origin: string) =>
      api.fetch("/nowhere", {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "GET" },
      });
    const allowed = await preflight("https://shop.example");
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      ...{ "access-control-allow-origin": "https://shop.example", "access-control-allow-methods": "GET" },
      ...{ "access-control-allow-headers": "authorization", "access-control-max-age": "60" },
      "access-control-allow-credentials": "true",
    });
    expect((await preflight("http://local.example")).headers.get("access-control-allow-origin")).toBe(
      "http://local.example",
    );
    const refused = await preflight("https://other.example");
    expect([refused.status, refused.headers.has("access-control-allow-origin")]).toEqual([204, false]);
    const asked = await api.fetch("/a", { headers: { origin: "https://shop.example" } });
    expect(asked.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(asked.headers.get("access-control-expose-headers")).toBe("x-total");
    expect((await api.fetch("/a")).headers.has("access-control-allow-origin")).toBe(false);
    await aws.http.send(new DeleteCorsConfigurationCommand({ ApiId: api.id }));
    expect((await api.fetch("/a")).headers.get("access-control-allow-origin")).toBe("mine");
  });

  it("passes requests on to an HTTP endpoint", async () => {
    const server = createServer((req, res) => {
      res.writeHead(418, { "x-path": String(req.url), "x-method": String(req.method) });
      req.pipe(res);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const http = {
      IntegrationType: "HTTP_PROXY" as const,
      IntegrationMethod: "ANY",
      PayloadFormatVersion: "1.0",
    };
    const api = await Api.create();
    const uri = `http://127.0.0.1:${port}`;
    await api.route("ANY /pets/{proxy+}", { ...http, IntegrationUri: `${uri}/base/{proxy}` });
    await api.route("$default", { ...http, IntegrationUri: uri });
    await api.stage();
    const response = await api.fetch("/pets/a/b%20c?d=e", { method: "PUT", body: "body" });
    expect([response.status, await response.text()]).toEqual([418, "body"]);
    expect(response.headers.get("x-path")).toBe("/base/a/b%20c?d=e");
    expect(response.headers.get("x-method")).toBe("PUT");
    expect((await api.fetch("/store/checkout")).headers.get("x-path")).toBe("/store/checkout");
    server.closeAllConnections();
    server.close();
  });
});
