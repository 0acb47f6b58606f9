import { describe, expect, it } from "vitest";
import { eventually } from "./eventually.js";
import { openRaw, rawRequest } from "./raw-http.js";
import { answering, startRawTcpUpstream } from "./raw-upstream.js";
import { startGateway, usersRoute } from "./running-gateway.js";

/** What a test means to smuggle: it must never reach the service as a request of its own. */
const SMUGGLED = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
const ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const POST = ["POST /api/users HTTP/1.1", "Host: a"];

async function setUp() {
  const upstream = await answering(ANSWER);
  const { port } = await startGateway([usersRoute([upstream.port])]);
  /** All that reached the service, as it went over the wire. */
  const wire = () => upstream.received.join("");
  return { port, wire };
}

describe("nothing reaches the service of a request with", () => {
  it.each([
    ["CL.TE", ["Content-Length: 6", "Transfer-Encoding: chunked"], `0\r\n\r\n${SMUGGLED}`],
    ["TE.CL", ["Transfer-Encoding: chunked", "Content-Length: 4"], `5c\r\n${SMUGGLED}\r\n0\r\n\r\n`],
    ["an unknown coding", ["Transfer-Encoding: xchunked"], SMUGGLED],
    [
      "two codings, one unknown",
      ["Transfer-Encoding: chunked", "Transfer-Encoding: cow"],
      `0\r\n\r\n${SMUGGLED}`,
    ],
    [
      "two codings, chunked twice",
      ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
      `0\r\n\r\n${SMUGGLED}`,
    ],
    ["identity", ["Transfer-Encoding: identity"], SMUGGLED],
    ["a quoted coding", ['Transfer-Encoding: "chunked"'], `0\r\n\r\n${SMUGGLED}`],
    ["a tab before the colon", ["Transfer-Encoding\t: chunked"], `0\r\n\r\n${SMUGGLED}`],
    ["a vertical tab in the coding", ["Transfer-Encoding: \vchunked"], `0\r\n\r\n${SMUGGLED}`],
    ["a folded coding", ["Transfer-Encoding:", " chunked"], `0\r\n\r\n${SMUGGLED}`],
    ["a field after a bare line feed", ["X: y\nTransfer-Encoding: chunked"], `0\r\n\r\n${SMUGGLED}`],
    ["a field after a bare carriage return", ["X: y\rTransfer-Encoding: chunked"], `0\r\n\r\n${SMUGGLED}`],
    ["a NUL in a name", ["X\0Y: 1"], ""],
    ["a negative length", ["Content-Length: -1"], SMUGGLED],
    ["a signed length", ["Content-Length: +5"], SMUGGLED],
    ["a length with a space", ["Content-Length: 5 5"], SMUGGLED],
    ["a hexadecimal length", ["Content-Length: 0x5"], SMUGGLED],
    ["a length past 64 bits", ["Content-Length: 18446744073709551621"], SMUGGLED],
    ["two equal lengths", ["Content-Length: 5", "Content-Length: 5"], `hello${SMUGGLED}`],
    ["two hosts", ["Host: b"], ""],
  ])("%s", async (_, fields, body) => {
    const { port, wire } = await setUp();
    const raw = await rawRequest(port, [...POST, ...fields], body);
    expect(raw).toMatch(/^HTTP\/1\.1 (400|501) /);
    expect(raw.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
    expect(wire()).toBe("");
  });

  it.each([
    ["a chunk size past 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n"],
    ["a chunk size with a sign", "+5\r\nhello\r\n0\r\n\r\n"],
    ["a chunk size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"],
    ["a chunk longer than its size", `2\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
    ["a line feed in an extension", `5;a\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ])("%s, but its head", async (_, body) => {
    const { port, wire } = await setUp();
    const raw = await rawRequest(port, [...POST, "Transfer-Encoding: chunked"], body);
    expect(raw).toMatch(/^HTTP\/1\.1 400 /);
    expect(wire()).not.toContain("GET /admin");
    expect(wire()).not.toContain("0\r\n\r\n");
  });
});

describe("what goes over the wire", () => {
  it("frames a body by its own count, with extensions and trailers left out", async () => {
    const { port, wire } = await setUp();
    const body = `5;x=${"y".repeat(50)}\r\nhello\r\n${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\nX-Late: 1\r\n\r\n`;
    await rawRequest(port, [...POST, "Connection: close", "Transfer-Encoding: Chunked"], body);
    const [head = "", ...rest] = wire().split("\r\n\r\n");
    expect(head).toContain("\r\nTransfer-Encoding: chunked");
    expect(head.match(/transfer-encoding|content-length/gi)).toHaveLength(1);
    const sent = rest.join("\r\n\r\n");
    expect(sent.replace(/(^|\r\n)[0-9a-f]+\r\n/g, "|")).toContain("hello");
    expect(sent).not.toMatch(/x=y|X-Late/);
    expect(sent.endsWith("0\r\n\r\n")).toBe(true);
  });

  it("says the instance as Host, whatever the absolute target and the Host field say", async () => {
    const { port, wire } = await setUp();
    await rawRequest(port, [
      "GET http://evil.example/api/users HTTP/1.1",
      "Host: shop.example",
      "Connection: close",
    ]);
    expect(wire()).toMatch(/^GET \/api\/v1\/users HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\n/);
    expect(wire().match(/^Host:/gim)).toHaveLength(1);
  });

  it("answers pipelined requests in order when the first is the slowest", async () => {
    const upstream = await startRawTcpUpstream((socket, _, piece) => {
      const text = piece.toString("latin1");
      const answer = `HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${/users\/(\d)/.exec(text)?.[1]}`;
      setTimeout(() => socket.write(answer), text.includes("users/1") ? 200 : 0);
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const connection = await openRaw(port);
    const get = (n: number, more = "") => `GET /api/users/${n} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    connection.socket.write(`${get(1)}${get(2)}${get(3, "Connection: close\r\n")}`);
    await connection.closed;
    expect(
      connection
        .received()
        .match(/\r\n\r\n\d/g)
        ?.map((end) => end.at(-1)),
    ).toEqual(["1", "2", "3"]);
  });

  it("takes no field of the answer for two, and no answer for two", async () => {
    const upstream = await answering(
      "HTTP/1.1 200 OK\r\nX-A: 1\r\n\tSet-Cookie: a=1\r\nContent-Length: 2\r\n\r\nok",
    );
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const raw = await rawRequest(port, ["GET /api/users HTTP/1.1", "Host: a", "Connection: close"]);
    expect(raw).toMatch(/^HTTP\/1\.1 502 /);
    expect(raw).not.toContain("Set-Cookie");
  });
});

describe("a client that is too slow", () => {
  it("does not keep a half head from others, and holds none of the service's connections", async () => {
    const { port, wire } = await setUp();
    const slow = await Promise.all(Array.from({ length: 50 }, () => openRaw(port)));
    for (const { socket } of slow) socket.write("GET /api/users HTTP/1.1\r\nHost: a\r\nX-Slow: ");
    const raw = await rawRequest(port, ["GET /api/users HTTP/1.1", "Host: a", "Connection: close"]);
    expect(raw).toMatch(/^HTTP\/1\.1 200 /);
    expect(wire().match(/GET \/api\/v1\/users/g)).toHaveLength(1);
  });

  it("gets 408 when its head has not arrived in time", async () => {
    const { port } = await startGateway([], { headersTimeoutMs: 300 });
    const connection = await openRaw(port);
    const drip = setInterval(() => connection.socket.write("X-A: 1\r\n"), 50);
    connection.socket.write("GET /api/users HTTP/1.1\r\nHost: a\r\n");
    await connection.closed.finally(() => clearInterval(drip));
    await eventually("it is told why", () => connection.received().startsWith("HTTP/1.1 408 "));
  });
});
