import { describe, expect, it } from "vitest";
import { eventually } from "./eventually.js";
import { openRaw, rawRequest } from "./raw-http.js";
import { startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

/** What a test means to smuggle past the gateway: it must never be seen as a request of its own. */
const SMUGGLED = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";

async function setUp() {
  const upstream = await startUpstream((_, res) => {
    res.writeHead(200, [
      ...["Set-Cookie", "a=1", "Set-Cookie", "b=2", "Connection", "X-Private", "X-Private", "1"],
      ...["Keep-Alive", "timeout=1", "Proxy-Authenticate", "Basic", "X-Public", "yes"],
    ]);
    res.end("ok");
  });
  const { port, accesses } = await startGateway([usersRoute([upstream.port])]);
  return { upstream, port, accesses };
}

describe("header fields", () => {
  it("leaves out of the request what belongs to the client's connection", async () => {
    const { upstream, port } = await setUp();
    await rawRequest(port, [
      "GET /api/users HTTP/1.1",
      "Host: a",
      "Connection: close, X-Private, Content-Length",
      "Connection: keep-alive, X-Other",
      "X-Private: 1",
      "x-other: 2",
      "Keep-Alive: timeout=5",
      "TE: trailers",
      "Trailer: X-Late",
      "Upgrade: websocket",
      "Proxy-Authorization: Basic eDp5",
      "Proxy-Connection: keep-alive",
      "HTTP2-Settings: AAMAAABkAAQAAP__",
      "X-Public: yes",
      "Authorization: Bearer t",
    ]);
    const [seen] = upstream.seen;
    const names = seen?.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(names?.sort()).toEqual(
      [
        ...["authorization", "connection", "host", "traceparent", "via", "x-forwarded-for"],
        ...["x-forwarded-host", "x-forwarded-proto", "x-public", "x-request-id"],
      ].sort(),
    );
    expect(seen?.headers.connection).toBe("keep-alive");
  });

  it("leaves out of the response what belongs to the service's connection, and keeps repeated fields", async () => {
    const { port } = await setUp();
    const raw = await rawRequest(port, ["GET /api/users HTTP/1.1", "Host: a", "Connection: close"]);
    expect(raw).toContain("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n");
    expect(raw).toContain("X-Public: yes");
    expect(raw).toContain("Connection: close");
    expect(raw).not.toMatch(/x-private|timeout=1|proxy-authenticate/i);
  });

  it("keeps repeated request fields, their order, case and bytes", async () => {
    const { upstream, port } = await setUp();
    const fields = ["X-A: 1", "x-b: caf\u00e9", "X-A: 2", "Cookie: c=1", "Cookie: d=2"];
    await rawRequest(port, ["GET /api/users HTTP/1.1", "Host: a", "Connection: close", ...fields]);
    const raw = upstream.seen[0]?.rawHeaders ?? [];
    const start = raw.indexOf("X-A");
    expect(raw.slice(start, start + 10)).toEqual([
      "X-A",
      "1",
      "x-b",
      "caf\u00e9",
      "X-A",
      "2",
      "Cookie",
      "c=1",
      "Cookie",
      "d=2",
    ]);
  });

  it("answers 100 Continue itself and does not ask the service for it", async () => {
    const { upstream, port } = await setUp();
    const connection = await openRaw(port);
    connection.socket.write(
      "POST /api/users HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
    );
    await eventually("100 Continue", () => connection.received().startsWith("HTTP/1.1 100"));
    connection.socket.write("hi");
    await connection.closed;
    expect(connection.received()).toContain("HTTP/1.1 200 OK");
    expect(upstream.seen[0]).toMatchObject({ body: "hi" });
    expect(upstream.seen[0]?.headers.expect).toBeUndefined();
  });

  it("serves HTTP/1.0 without chunks", async () => {
    const { port } = await setUp();
    const raw = await rawRequest(port, ["GET /api/users HTTP/1.0"]);
    expect(raw).toMatch(/^HTTP\/1\.1 200/);
    expect(raw).not.toMatch(/transfer-encoding/i);
    expect(raw.endsWith("\r\n\r\nok")).toBe(true);
  });

  it("takes the absolute form of a request target", async () => {
    const { upstream, port } = await setUp();
    await rawRequest(port, ["GET http://b/api/users/7?x=1 HTTP/1.1", "Host: b", "Connection: close"]);
    expect(upstream.seen[0]?.url).toBe("/api/v1/users/7?x=1");
  });
});

describe("request smuggling", () => {
  it.each([
    [
      "both Content-Length and Transfer-Encoding",
      ["Content-Length: 5", "Transfer-Encoding: chunked"],
      "0\r\n\r\n",
    ],
    ["the same the other way round", ["Transfer-Encoding: chunked", "Content-Length: 5"], "0\r\n\r\n"],
    ["two lengths", ["Content-Length: 0", `Content-Length: ${SMUGGLED.length}`], ""],
    ["a list of lengths", ["Content-Length: 0, 5"], ""],
    ["a signed length", ["Content-Length: +5"], ""],
    ["a hexadecimal length", ["Content-Length: 0x5"], ""],
    ["an unknown coding", ["Transfer-Encoding: xchunked"], "0\r\n\r\n"],
    ["chunked not last", ["Transfer-Encoding: chunked, identity"], "0\r\n\r\n"],
    ["a space before the colon", ["Transfer-Encoding : chunked"], "0\r\n\r\n"],
    ["a folded field", ["X-A: 1", " Transfer-Encoding: chunked"], "0\r\n\r\n"],
    ["a bare line feed", ["X-A: 1\nTransfer-Encoding: chunked"], "0\r\n\r\n"],
    ["a bare carriage return", ["X-A: 1\rTransfer-Encoding: chunked"], "0\r\n\r\n"],
    ["a NUL in a value", ["X-A: \0"], ""],
    ["a chunk size that is none", ["Transfer-Encoding: chunked"], "0x5\r\nhello\r\n0\r\n\r\n"],
    ["a chunk longer than its size", ["Transfer-Encoding: chunked"], "2\r\nhello\r\n0\r\n\r\n"],
    ["two hosts", ["Host: b"], ""],
  ])("refuses %s", async (_, fields, body) => {
    const { upstream, port } = await setUp();
    const raw = await rawRequest(
      port,
      ["POST /api/users HTTP/1.1", "Host: a", "Connection: close", ...fields],
      `${body}${SMUGGLED}`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 (400|501) /);
    expect(raw).toContain("application/problem+json");
    expect(upstream.seen).toEqual([]);
  });

  it("refuses a coding that it would have to undo", async () => {
    const { upstream, port } = await setUp();
    const lines = [
      "POST /api/users HTTP/1.1",
      "Host: a",
      "Transfer-Encoding: gzip, chunked",
      "Connection: close",
    ];
    expect(await rawRequest(port, lines, "0\r\n\r\n")).toMatch(/^HTTP\/1\.1 501 /);
    expect(upstream.seen).toEqual([]);
  });

  it("refuses a request without a host and a path that climbs", async () => {
    const { upstream, port } = await setUp();
    expect(await rawRequest(port, ["GET /api/users HTTP/1.1", "Connection: close"])).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    for (const path of ["/api/users/../payments", "/api/users/%2e%2e/payments", "/api/users/..%2fpayments"]) {
      const raw = await rawRequest(port, [`GET ${path} HTTP/1.1`, "Host: a", "Connection: close"]);
      expect(raw).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(upstream.seen).toEqual([]);
  });

  it("passes a body that looks like a request on as a body", async () => {
    const { upstream, port } = await setUp();
    const lines = ["POST /api/users HTTP/1.1", "Host: a", "Connection: close"];
    await rawRequest(port, [...lines, `Content-Length: ${SMUGGLED.length}`], SMUGGLED);
    const chunk = `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`;
    await rawRequest(port, [...lines, "Transfer-Encoding: chunked"], chunk);
    await rawRequest(port, ["GET /api/users HTTP/1.1", ...lines.slice(1), "Content-Length: 3"], "abc");
    expect(upstream.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", "/api/v1/users", SMUGGLED],
      ["POST", "/api/v1/users", SMUGGLED],
      ["GET", "/api/v1/users", "abc"],
    ]);
  });

  it("answers pipelined requests in their order", async () => {
    const { upstream, port } = await setUp();
    const get = (n: number, more = "") => `GET /api/users/${n} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    const connection = await openRaw(port);
    connection.socket.write(`${get(1)}${get(2)}${get(3, "Connection: close\r\n")}`);
    await connection.closed;
    expect(connection.received().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
    expect(upstream.seen.map(({ url }) => url).sort()).toEqual([1, 2, 3].map((n) => `/api/v1/users/${n}`));
  });
});

describe("limits", () => {
  it("answers 431 to a header section past 16 KiB and 414 to a long target", async () => {
    const { upstream, port } = await setUp();
    const big = await rawRequest(port, ["GET /api/users HTTP/1.1", "Host: a", `X-A: ${"x".repeat(17_000)}`]);
    expect(big).toMatch(/^HTTP\/1\.1 431 /);
    const lines = [`GET /api/users/${"x".repeat(9000)} HTTP/1.1`, "Host: a", "Connection: close"];
    expect(await rawRequest(port, lines)).toMatch(/^HTTP\/1\.1 414 /);
    expect(upstream.seen).toEqual([]);
  });

  it("forwards many fields, none lost", async () => {
    const { upstream, port } = await setUp();
    const fields = Array.from({ length: 2500 }, () => "q:");
    await rawRequest(port, ["GET /api/users HTTP/1.1", "Host: a", "Connection: close", ...fields]);
    expect(upstream.seen[0]?.rawHeaders.filter((name) => name === "q")).toHaveLength(2500);
  });
});
