import { describe, expect, it } from "vitest";
import { eventually } from "./eventually.js";
import { openRaw, rawRequest } from "./raw-http.js";
import { answering, startRawTcpUpstream } from "./raw-upstream.js";
import { startGateway, usersRoute } from "./running-gateway.js";

const OK = "HTTP/1.1 200 OK\r\n";

async function ask(port: number, method = "GET"): Promise<string> {
  return rawRequest(port, [`${method} /api/users HTTP/1.1`, "Host: a", "Connection: close"]);
}

describe("answers that two readers could understand differently", () => {
  it.each([
    [
      "both Content-Length and Transfer-Encoding",
      `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["two lengths", `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`],
    ["a list of lengths", `${OK}Content-Length: 2, 2\r\n\r\nab`],
    ["a signed length", `${OK}Content-Length: +2\r\n\r\nab`],
    ["a negative length", `${OK}Content-Length: -2\r\n\r\nab`],
    ["a hexadecimal length", `${OK}Content-Length: 0x2\r\n\r\nab`],
    ["a length past every number", `${OK}Content-Length: 99999999999999999999\r\n\r\nab`],
    ["an empty length", `${OK}Content-Length:\r\n\r\nab`],
    ["another coding", `${OK}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ["chunked not last", `${OK}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ["a coding in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a space before the colon", `${OK}Content-Length : 2\r\n\r\nab`],
    ["a folded field", `${OK}X-A: 1\r\n Content-Length: 2\r\n\r\nab`],
    ["a bare line feed", `${OK}X-A: 1\nX-B: 2\r\nContent-Length: 2\r\n\r\nab`],
    ["a bare carriage return", `${OK}X-A: 1\rSet-Cookie: a=1\r\nContent-Length: 2\r\n\r\nab`],
    ["a NUL", `${OK}X-A: \0\r\nContent-Length: 2\r\n\r\nab`],
    ["only bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 2\n\nab"],
    ["a line without a colon", `${OK}what is this\r\nContent-Length: 2\r\n\r\nab`],
    ["an empty name", `${OK}: x\r\nContent-Length: 2\r\n\r\nab`],
    ["a status that is none", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nab"],
    ["HTTP/2", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nab"],
    ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["a head past 16 KiB", `${OK}X-A: ${"x".repeat(17_000)}\r\n\r\n`],
    ["a chunk size that is none", `${OK}Transfer-Encoding: chunked\r\n\r\n`.concat("0x2\r\nab\r\n0\r\n\r\n")],
  ])("answers 502, or breaks off, at %s", async (what, bytes) => {
    const upstream = await answering(bytes);
    const { port, accesses } = await startGateway([usersRoute([upstream.port])]);
    const raw = await ask(port);
    // A head that was in order has been passed on by then: the cut connection says that the answer is not complete.
    if (what.startsWith("a chunk size")) expect(raw).not.toContain("0\r\n\r\n");
    else expect(raw).toMatch(/^HTTP\/1\.1 502 /);
    expect(raw).not.toMatch(/set-cookie/i);
    await eventually("it is logged", () => accesses.length === 1);
    expect(accesses[0]?.outcome).toBe("upstream-failed");
    await eventually("the connection is closed", () =>
      upstream.sockets.every(({ readableEnded, destroyed }) => readableEnded || destroyed),
    );
    // What is no HTTP does not become so by asking again.
    expect(upstream.sockets).toHaveLength(1);
  });

  it.each([
    ["no number", "zz\r\nab\r\n"],
    ["a size past every number", "fffffffffffffffff\r\nab\r\n"],
    ["a bare line feed", "2\nab\r\n0\r\n\r\n"],
    ["a space after the size", "2 \r\nab\r\n0\r\n\r\n"],
    ["a chunk longer than its size", "2\r\nabc\r\n0\r\n\r\n"],
    ["an endless extension", `2;${"x".repeat(5000)}\r\nab\r\n0\r\n\r\n`],
    ["a trailer that is no field", "0\r\nnothing\r\n\r\n"],
    ["endless trailers", `0\r\n${"X-A: 1\r\n".repeat(5000)}\r\n`],
  ])("breaks off a chunked answer with %s", async (_, chunks) => {
    const upstream = await answering(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n${chunks}`);
    const { port, accesses } = await startGateway([usersRoute([upstream.port])]);
    const raw = await ask(port);
    expect(raw).not.toMatch(/\r\n0\r\n\r\n$/);
    await eventually("it is logged", () => accesses.length === 1);
    expect(accesses[0]?.outcome).toBe("upstream-failed");
  });
});

describe("answers that are unusual and right", () => {
  it.each([
    [
      "chunks with extensions and trailers",
      `${OK}Transfer-Encoding: Chunked\r\n\r\n3;a="b c"\r\nyes\r\n00\r\nX-Late: 1\r\n\r\n`,
      "yes",
    ],
    ["a body until the connection ends", `${OK}X-A: 1\r\n\r\nyes`, "yes"],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nyes", "yes"],
    [
      "interim answers first",
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}Content-Length: 3\r\n\r\nyes`,
      "yes",
    ],
    ["no reason phrase", "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nyes", "yes"],
    ["blanks around a value", `${OK}Content-Length: \t3 \t\r\n\r\nyes`, "yes"],
    ["an empty body", `${OK}Content-Length: 0\r\n\r\n`, ""],
  ])("passes on %s, however the bytes are cut", async (_, bytes, body) => {
    for (const size of [bytes.length, 1, 7]) {
      const upstream = await startRawTcpUpstream(async (socket) => {
        socket.setNoDelay(true);
        for (let at = 0; at < bytes.length; at += size) {
          await new Promise((resolve) => socket.write(bytes.slice(at, at + size), "latin1", resolve));
          await new Promise((resolve) => setImmediate(resolve));
        }
        socket.end();
      });
      const { url } = await startGateway([usersRoute([upstream.port])]);
      const response = await fetch(`${url}/api/users`);
      expect([response.status, await response.text()]).toEqual([200, body]);
    }
  });

  it("gives HEAD, 204 and 304 no body, whatever their fields say", async () => {
    for (const [method, bytes] of [
      ["HEAD", `${OK}Content-Length: 5\r\n\r\n`],
      ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"],
      ["GET", "HTTP/1.1 204 No Content\r\n\r\n"],
    ] as const) {
      const upstream = await answering(bytes);
      const { port } = await startGateway([usersRoute([upstream.port])]);
      expect(await ask(port, method)).toMatch(/\r\n\r\n$/);
    }
  });
});

describe("which connections are used again", () => {
  async function twoRequests(first: string, prepare: (port: number) => Promise<unknown> = async () => {}) {
    const upstream = await answering(first);
    const { url } = await startGateway([usersRoute([upstream.port])]);
    expect(await (await fetch(`${url}/api/users`)).text()).toBe("yes");
    await prepare(upstream.port);
    expect(await (await fetch(`${url}/api/users`)).text()).toBe("yes");
    return upstream.sockets.length;
  }

  it("uses one again whose answer had an end", async () => {
    expect(await twoRequests(`${OK}Content-Length: 3\r\n\r\nyes`)).toBe(1);
    expect(await twoRequests(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nyes\r\n0\r\n\r\n`)).toBe(1);
  });

  it.each([
    ["the service says close", `${OK}Connection: x, Close\r\nContent-Length: 3\r\n\r\nyes`],
    ["the answer is HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nyes"],
    [
      "more came than belongs to the answer",
      `${OK}Content-Length: 3\r\n\r\nyes${OK}Content-Length: 4\r\n\r\nevil`,
    ],
    ["the service keeps it for a second only", `${OK}Keep-Alive: timeout=1\r\nContent-Length: 3\r\n\r\nyes`],
  ])("does not when %s", async (_, bytes) => {
    expect(await twoRequests(bytes)).toBe(2);
  });

  it("never takes an answer that nobody asked for as the next one's", async () => {
    let turn = 0;
    const upstream = await startRawTcpUpstream((socket) => {
      turn += 1;
      socket.write(`${OK}Content-Length: 3\r\n\r\nyes`);
      if (turn > 1) return;
      setImmediate(() => socket.write(`${OK}Content-Length: 4\r\n\r\nevil`));
    });
    const { url } = await startGateway([usersRoute([upstream.port])]);
    expect(await (await fetch(`${url}/api/users`)).text()).toBe("yes");
    await eventually(
      "the gateway hangs up",
      () => upstream.sockets[0]?.readableEnded || upstream.sockets[0]?.destroyed,
    );
    expect(await (await fetch(`${url}/api/users`)).text()).toBe("yes");
    expect(upstream.sockets).toHaveLength(2);
  });

  it("sends a GET again when the service closed a kept connection under it, and a POST not", async () => {
    const upstream = await startRawTcpUpstream((socket, heads) => {
      if (heads === 1) socket.write(`${OK}Content-Length: 3\r\n\r\nyes`);
      else socket.destroy();
    });
    const { url } = await startGateway([usersRoute([upstream.port])]);
    for (let turn = 0; turn < 3; turn += 1)
      expect(await (await fetch(`${url}/api/users`)).text()).toBe("yes");
    const response = await fetch(`${url}/api/users`, { method: "POST", body: "x" });
    expect(response.status).toBe(502);
    expect(upstream.received.join("").match(/POST/g)).toHaveLength(1);
  });

  it("does not use one again whose request was answered before it was sent", async () => {
    const upstream = await startRawTcpUpstream((socket, heads) => {
      if (heads === 1 && socket.bytesWritten === 0) socket.write(`${OK}Content-Length: 3\r\n\r\nyes`);
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const connection = await openRaw(port);
    connection.socket.write("POST /api/users HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
    await eventually("the early answer arrives", () => connection.received().endsWith("yes"));
    connection.socket.write("56789GET /api/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await connection.closed;
    expect(connection.received().match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(upstream.sockets).toHaveLength(2);
  });
});
