import { expect, test } from "vitest";
import { httpEventV1, restEvent } from "./event-v1.js";
import { httpEventV2 } from "./event-v2.js";
import { headerFields, type ProxyRequest } from "./exchange.js";

const request: ProxyRequest = {
  ...{ method: "POST", path: "/orders/a%2Bb/", sourceIp: "192.0.2.1", protocol: "HTTP/1.1" },
  queryString: "price=10&price=30&plus=a+b&mail=x%2By",
  headers: headerFields([
    ...["host", "id.execute-api.localhost:4566", "user-agent", "curl", "tEsT", "one", "tEsT", "two"],
    ...["Cookie", "a=1; b=2", "content-type", "application/json; charset=utf-8", "Connection", "close"],
  ]),
  body: Buffer.from('{"é":1}'),
};

const context = {
  ...{ accountId: "111111111111", apiId: "id", requestId: "one", domainName: "id.execute-api.localhost" },
  ...{ stage: "dev", time: new Date("2020-03-04T19:15:17.135Z"), pathParameters: { id: "a%2Bb" } },
};

const rest = {
  ...{ ...context, resourceId: "abc", resourcePath: "/orders/{id}", deploymentId: "dep" },
  ...{ extendedRequestId: "ext=", binaryMediaTypes: ["image/*"] },
};

test("a REST API's event keeps paths encoded, and has every value", () => {
  const event = restEvent(request, rest);
  expect(event).toMatchObject({
    ...{ resource: "/orders/{id}", path: "/orders/a%2Bb/", httpMethod: "POST", stageVariables: null },
    headers: { Host: "id.execute-api.localhost:4566", "User-Agent": "curl", tEsT: "two", Cookie: "a=1; b=2" },
    multiValueHeaders: { tEsT: ["one", "two"] },
    queryStringParameters: { price: "30", plus: "a b", mail: "x+y" },
    multiValueQueryStringParameters: { price: ["10", "30"], plus: ["a b"], mail: ["x+y"] },
    ...{ pathParameters: { id: "a%2Bb" }, body: '{"é":1}', isBase64Encoded: false },
    requestContext: {
      ...{ accountId: "111111111111", apiId: "id", deploymentId: "dep", domainPrefix: "id", stage: "dev" },
      ...{ httpMethod: "POST", path: "/dev/orders/a%2Bb/", protocol: "HTTP/1.1", requestId: "one" },
      ...{ requestTime: "04/Mar/2020:19:15:17 +0000", requestTimeEpoch: 1583349317135 },
      ...{ resourceId: "abc", resourcePath: "/orders/{id}", extendedRequestId: "ext=" },
      identity: { sourceIp: "192.0.2.1", userAgent: "curl", accessKey: null, userArn: null },
    },
  });
  expect(event.headers).not.toHaveProperty("Connection");
});

test("a REST API gives bodies of its binary media types as base64, and says null for what is not there", () => {
  const headers = headerFields(["Content-Type", "image/png"]);
  const image = { ...request, headers, body: Buffer.from([0xff, 0]), queryString: "" };
  expect(restEvent(image, rest)).toMatchObject({ body: "/wA=", isBase64Encoded: true });
  const { pathParameters: _, ...fixed } = rest;
  expect(restEvent({ ...image, body: Buffer.alloc(0) }, fixed)).toMatchObject({
    ...{ body: null, isBase64Encoded: false, pathParameters: null },
    ...{ queryStringParameters: null, multiValueQueryStringParameters: null },
  });
});

test("an HTTP API's event 2.0 is decoded and joined, and leaves out what is not there", () => {
  const routed = { ...context, routeKey: "POST /orders/{id}", pathParameters: { id: "a+b" } };
  const event = httpEventV2(request, routed);
  expect(event).toEqual({
    ...{ version: "2.0", routeKey: "POST /orders/{id}", rawPath: "/dev/orders/a+b/" },
    ...{ rawQueryString: request.queryString, cookies: ["a=1", "b=2"], isBase64Encoded: false },
    headers: {
      ...{ host: "id.execute-api.localhost:4566", "user-agent": "curl", test: "one,two" },
      "content-type": "application/json; charset=utf-8",
    },
    queryStringParameters: { price: "10,30", plus: "a b", mail: "x+y" },
    requestContext: {
      ...{ accountId: "111111111111", apiId: "id", domainName: "id.execute-api.localhost" },
      http: {
        ...{ method: "POST", path: "/dev/orders/a+b/", protocol: "HTTP/1.1", sourceIp: "192.0.2.1" },
        userAgent: "curl",
      },
      ...{ domainPrefix: "id", requestId: "one", routeKey: "POST /orders/{id}", stage: "dev" },
      ...{ time: "04/Mar/2020:19:15:17 +0000", timeEpoch: 1583349317135 },
    },
    ...{ pathParameters: { id: "a+b" }, body: '{"é":1}' },
  });
  const { pathParameters: _, ...plain } = context;
  const bare = { ...request, headers: [], queryString: "", body: Buffer.alloc(0), path: "/" };
  const none = httpEventV2(bare, { ...plain, stage: "$default", routeKey: "$default" });
  expect(Object.keys(none).sort()).toEqual([
    ...["headers", "isBase64Encoded", "rawPath", "rawQueryString", "requestContext", "routeKey", "version"],
  ]);
});

test("an HTTP API gives what is no text as base64", () => {
  const headers = headerFields(["Content-Type", "application/x-www-form-urlencoded"]);
  const form = { ...request, headers, body: Buffer.from("a=1") };
  const routed = { ...context, routeKey: "$default" };
  expect(httpEventV2(form, routed)).toMatchObject({ body: "YT0x", isBase64Encoded: true });
  expect(httpEventV1(form, routed)).toMatchObject({ body: "YT0x", isBase64Encoded: true });
});

test("an HTTP API's event 1.0 names the route as its resource", () => {
  const event = httpEventV1(request, { ...context, routeKey: "ANY /orders/{id}" });
  expect(event).toMatchObject({
    ...{ version: "1.0", resource: "/orders/{id}", path: "/dev/orders/a+b/" },
    headers: { Host: "id.execute-api.localhost:4566", test: "two" },
    requestContext: {
      resourceId: "ANY /orders/{id}",
      resourcePath: "/orders/{id}",
      path: "/dev/orders/a+b/",
    },
  });
});
