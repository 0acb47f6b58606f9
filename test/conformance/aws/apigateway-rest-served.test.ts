import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  PutGatewayResponseCommand,
  PutIntegrationCommand,
  type PutIntegrationCommandInput,
  PutIntegrationResponseCommand,
  PutMethodCommand,
  PutMethodResponseCommand,
  UpdateIntegrationCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiGatewayUnderTest, functionUri } from "./api-gateway.js";

const aws = new ApiGatewayUnderTest();
beforeAll(() => aws.start());
afterAll(() => aws.close());

/** An API with a method for each path, deployed to `dev`. */
class Api {
  readonly #resources = new Map<string, string>();

  private constructor(
    readonly id: string,
    root: string,
  ) {
    this.#resources.set("", root);
  }

  static async create(more: Partial<CreateRestApiCommandInput> = {}): Promise<Api> {
    const { id = "", rootResourceId = "" } = await aws.rest.send(
      new CreateRestApiCommand({ name: "shop", ...more }),
    );
    return new Api(id, rootResourceId);
  }

  async method(path: string, httpMethod: string, integration: Partial<PutIntegrationCommandInput>) {
    const resourceId = await this.resource(path.replace(/\/$/, ""));
    const method = { restApiId: this.id, resourceId, httpMethod };
    const requestParameters = { "method.request.path.proxy": true };
    await aws.rest.send(new PutMethodCommand({ ...method, authorizationType: "NONE", requestParameters }));
    const made = { type: "AWS_PROXY" as const, integrationHttpMethod: "POST", ...integration };
    await aws.rest.send(new PutIntegrationCommand({ ...method, ...made }));
    return method;
  }

  async deploy(stageName = "dev", variables?: Record<string, string>): Promise<void> {
    const input = { restApiId: this.id, stageName, ...(variables && { variables }) };
    await aws.rest.send(new CreateDeploymentCommand(input));
  }

  get(path: string, init: RequestInit = {}, stage = "dev"): Promise<Response> {
    return fetch(`${aws.url}/restapis/${this.id}/${stage}/_user_request_${path}`, init);
  }

  private async resource(path: string): Promise<string> {
    const known = this.#resources.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf("/");
    const parentId = await this.resource(path.slice(0, cut));
    const input = { restApiId: this.id, parentId, pathPart: path.slice(cut + 1) };
    const { id = "" } = await aws.rest.send(new CreateResourceCommand(input));
    this.#resources.set(path, id);
    return id;
  }
}

const echo = () => aws.function((event) => ({ statusCode: 200, body: JSON.stringify(event) }));

describe("a REST API", () => {
  it("gives its function the whole proxy event, by each form of its URL", async () => {
    const api = await Api.create();
    await api.method("/orders/{id}", "ANY", { uri: functionUri(echo()) });
    await api.deploy("dev", { table: "orders" });
    const host = `${api.id}.execute-api.localhost:4566`;
    const { port } = new URL(aws.url);
    const form = `${aws.url}/_aws/execute-api/${api.id}/dev/orders/a%2Bb?x=1&x=2`;
    const events = [
      await (await api.get("/orders/a%2Bb?x=1&x=2")).json(),
      await (await fetch(form)).json(),
      JSON.parse(await rawGet(Number(port), host, "/dev/orders/a%2Bb?x=1&x=2")),
    ];
    for (const event of events) {
      expect(event).toMatchObject({
        ...{ resource: "/orders/{id}", path: "/orders/a%2Bb", httpMethod: "GET", body: null },
        ...{ pathParameters: { id: "a%2Bb" }, queryStringParameters: { x: "2" }, isBase64Encoded: false },
        ...{ multiValueQueryStringParameters: { x: ["1", "2"] }, stageVariables: { table: "orders" } },
        requestContext: {
          ...{ accountId: "000000000000", apiId: api.id, stage: "dev", resourcePath: "/orders/{id}" },
          ...{ path: "/dev/orders/a%2Bb", domainName: `${api.id}.execute-api.localhost` },
          identity: { sourceIp: "127.0.0.1" },
        },
      });
      expect(event.headers["X-Forwarded-For"]).toBe("127.0.0.1");
      expect(event.multiValueHeaders.Host).toHaveLength(1);
    }
  });

  it("chooses the most specific resource and method, and answers 403 where there is none", async () => {
    const api = await Api.create();
    const named = (name: string) =>
      functionUri(
        aws.function(({ path }) => ({ body: `${name} ${path}`, headers: { "content-type": "text/plain" } })),
      );
    await api.method("/", "GET", { uri: named("root") });
    await api.method("/{proxy+}", "ANY", { uri: named("any") });
    await api.method("/orders/{id}", "GET", { uri: named("one") });
    await api.method("/orders/new", "GET", { uri: named("new") });
    await api.deploy();
    const text = async (path: string, method = "GET") => (await api.get(path, { method })).text();
    expect(await text("/")).toBe("root /");
    expect(await text("/orders/new")).toBe("new /orders/new");
    expect(await text("/orders/7/")).toBe("one /orders/7/");
    expect(await text("/orders/7", "POST")).toBe("any /orders/7");
    expect(await text("/orders/7/lines")).toBe("any /orders/7/lines");
    const none = await api.get("/", { method: "POST" });
    expect([none.status, await none.json()]).toEqual([403, { message: "Missing Authentication Token" }]);
    expect(none.headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
    expect((await api.get("/%zz", { method: "PUT" }, "%zz")).status).toBe(403);
    const stage = await api.get("/", {}, "prod");
    expect([stage.status, await stage.json()]).toEqual([403, { message: "Forbidden" }]);
  });

  it("serves what was deployed, not what was edited since", async () => {
    const api = await Api.create();
    const say = (body: string) => functionUri(aws.function(() => ({ body })));
    const method = await api.method("/orders", "GET", { uri: say("first") });
    await api.deploy();
    const patchOperations = [{ op: "replace" as const, path: "/uri", value: say("second") }];
    await aws.rest.send(new UpdateIntegrationCommand({ ...method, patchOperations }));
    expect(await (await api.get("/orders")).text()).toBe("first");
    await api.deploy();
    expect(await (await api.get("/orders")).text()).toBe("second");
  });

  it("answers with the function's status, headers and cookies", async () => {
    const api = await Api.create();
    const handler = aws.function(() => ({
      ...{ statusCode: 201, body: "made", headers: { Location: "/orders/1", Server: "mine" } },
      multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] },
    }));
    await api.method("/orders", "POST", { uri: functionUri(handler) });
    await api.deploy();
    const response = await api.get("/orders", { method: "POST", body: "{}" });
    expect([response.status, await response.text()]).toEqual([201, "made"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("location")).toBe("/orders/1");
    expect(response.headers.get("x-amzn-remapped-server")).toBe("mine");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("x-amzn-requestid")).toMatch(/^[\da-f-]{36}$/);
  });

  it("answers 502 for what is no answer, and for a function that fails; 504 for one that is late", async () => {
    const api = await Api.create();
    const answers = {
      malformed: () => ({ wrong: 1 }),
      text: () => "text",
      thrown: () => Promise.reject("no"),
    };
    for (const [name, handler] of Object.entries(answers)) {
      await api.method(`/${name}`, "GET", { uri: functionUri(aws.function(handler)) });
    }
    const never = aws.function(() => new Promise(() => undefined));
    await api.method("/late", "GET", { uri: functionUri(never), timeoutInMillis: 50 });
    const unknown = "arn:aws:lambda:us-east-1:000000000000:function:unknown";
    await api.method("/unknown", "GET", { uri: functionUri(unknown) });
    await api.deploy();
    for (const path of ["/malformed", "/text", "/thrown"]) {
      const response = await api.get(path);
      expect([response.status, await response.json()]).toEqual([502, { message: "Internal server error" }]);
    }
    const late = await api.get("/late");
    expect([late.status, await late.json()]).toEqual([504, { message: "Endpoint request timed out" }]);
    expect((await api.get("/unknown")).status).toBe(500);
  });

  it("carries bytes where its binary media types say so, and no more than 10 MB", async () => {
    const api = await Api.create({ binaryMediaTypes: ["application/octet-stream"] });
    const handler = aws.function(({ body, isBase64Encoded }) => ({ body, isBase64Encoded }));
    await api.method("/bytes", "POST", { uri: functionUri(handler) });
    await api.deploy();
    const type = "application/octet-stream";
    const body = new Uint8Array([0, 255, 128]);
    const sent = { method: "POST", body, headers: { "content-type": type, accept: type } };
    expect(new Uint8Array(await (await api.get("/bytes", sent)).arrayBuffer())).toEqual(body);
    const asText = await api.get("/bytes", {
      ...sent,
      headers: { "content-type": type, accept: "text/plain" },
    });
    expect(await asText.text()).toBe("AP+A");
    const large = await api.get("/bytes", { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(large.status).toBe(413);
  });

  it("answers a CORS preflight by a MOCK integration, and its own errors with headers", async () => {
    const api = await Api.create();
    const method = await api.method("/orders", "OPTIONS", {
      ...{ type: "MOCK", requestTemplates: { "application/json": "{statusCode: 200}" } },
    });
    const headers = { "Access-Control-Allow-Origin": "'*'", "Access-Control-Allow-Methods": "'GET,POST'" };
    const named = Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value]);
    const declared = Object.fromEntries(named.map(([name]) => [name, true]));
    const answer = { ...method, statusCode: "200" };
    await aws.rest.send(new PutMethodResponseCommand({ ...answer, responseParameters: declared }));
    const responseParameters = Object.fromEntries(named);
    await aws.rest.send(new PutIntegrationResponseCommand({ ...answer, responseParameters }));
    await aws.rest.send(
      new PutGatewayResponseCommand({
        ...{ restApiId: api.id, responseType: "DEFAULT_4XX" },
        responseParameters: { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
      }),
    );
    await api.deploy();
    const response = await api.get("/orders", { method: "OPTIONS" });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-methods")).toBe("GET,POST");
    const refused = await api.get("/none");
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([403, "*"]);
    expect(await refused.json()).toEqual({ message: "Missing Authentication Token" });
  });

  it("passes requests on to an HTTP endpoint", async () => {
    const server = createServer((req, res) => {
      res.writeHead(418, { "x-path": String(req.url), "x-host": String(req.headers["x-mapped"]) });
      req.pipe(res);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const api = await Api.create();
    await api.method("/{proxy+}", "ANY", {
      ...{ type: "HTTP_PROXY", integrationHttpMethod: "ANY", uri: `http://127.0.0.1:${port}/base/{proxy}` },
      requestParameters: {
        "integration.request.path.proxy": "method.request.path.proxy",
        "integration.request.header.x-mapped": "'static'",
      },
    });
    await api.deploy();
    const response = await api.get("/a/b%20c?d=e", { method: "PUT", body: "body" });
    expect([response.status, await response.text()]).toEqual([418, "body"]);
    expect(response.headers.get("x-path")).toBe("/base/a/b%20c?d=e");
    expect(response.headers.get("x-host")).toBe("static");
    server.closeAllConnections();
    server.close();
    expect((await api.get("/a")).status).toBe(500);
  });
});

/** A request with a Host that no resolver knows. */
async function rawGet(port: number, host: string, path: string): Promise<string> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => resolve(Buffer.concat(pieces).toString("utf8")));
    });
    sent.on("error", reject).end();
  });
}
