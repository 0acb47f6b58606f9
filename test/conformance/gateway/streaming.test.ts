import { once } from "node:events";
import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { eventually } from "./eventually.js";
import { openRaw, rawRequest } from "./raw-http.js";
import { problemOf, startGateway, usersRoute } from "./running-gateway.js";
import { startRawUpstream, startUpstream } from "./upstream-server.js";

const MIB = 1024 * 1024;

describe("bodies", () => {
  it("passes on the first piece of a response before the last exists", async () => {
    let finish = () => {};
    const upstream = await startRawUpstream((_, res) => {
      res.write("first");
      finish = () => res.end("last");
    });
    const { url } = await startGateway([usersRoute([upstream.port])]);
    const response = await fetch(`${url}/api/users`);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
    finish();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("last");
  });

  it("passes on the first piece of a request before the last exists", async () => {
    const pieces: string[] = [];
    const upstream = await startRawUpstream(async (req, res) => {
      for await (const piece of req) pieces.push(String(piece));
      res.end("done");
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const req = request({ port, path: "/api/users", method: "POST" });
    req.write("first");
    await eventually("the first piece arrives", () => pieces.length === 1);
    req.end("last");
    const [response] = await once(req, "response");
    expect(response.statusCode).toBe(200);
    expect(pieces).toEqual(["first", "last"]);
  });

  it("does not read a response faster than the client takes it", async () => {
    let written = 0;
    const upstream = await startRawUpstream(async (_, res) => {
      const piece = Buffer.alloc(64 * 1024, "x");
      while (written < 64 * MIB) {
        written += piece.length;
        if (!res.write(piece)) await once(res, "drain");
      }
      res.end();
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const connection = await openRaw(port);
    connection.socket.pause();
    connection.socket.write("GET /api/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const settled = await stillness(() => written);
    expect(settled).toBeGreaterThan(0);
    expect(settled).toBeLessThan(32 * MIB);
    let received = 0;
    connection.socket.removeAllListeners("data").on("data", (piece) => {
      received += piece.length;
    });
    connection.socket.resume();
    await connection.closed;
    expect(received).toBeGreaterThan(64 * MIB);
  });

  it("does not read a request faster than the service takes it", async () => {
    let release = () => {};
    const upstream = await startRawUpstream(async (req, res) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      let length = 0;
      for await (const piece of req) length += (piece as Buffer).length;
      res.end(String(length));
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const req = request({ port, path: "/api/users", method: "PUT" });
    let written = 0;
    const piece = Buffer.alloc(64 * 1024, "x");
    const upload = (async () => {
      while (written < 64 * MIB) {
        written += piece.length;
        if (!req.write(piece)) await once(req, "drain");
      }
      req.end();
    })();
    expect(await stillness(() => written)).toBeLessThan(32 * MIB);
    release();
    const [response] = await once(req, "response");
    await upload;
    let body = "";
    for await (const part of response) body += part;
    expect(body).toBe(String(64 * MIB));
  });
});

/** The value of `read` once it has not changed for 300 ms. */
async function stillness(read: () => number): Promise<number> {
  for (;;) {
    const before = read();
    await delay(300);
    if (read() === before && before > 0) return before;
  }
}

describe("what breaks on the way", () => {
  it("ends the request to the service when the client goes away", async () => {
    let closed = false;
    const upstream = await startRawUpstream((req, res) => {
      res.write("first");
      req.once("close", () => {
        closed = true;
      });
    });
    const { url, accesses } = await startGateway([usersRoute([upstream.port])]);
    const abort = new AbortController();
    const response = await fetch(`${url}/api/users`, { signal: abort.signal });
    expect(response.status).toBe(200);
    abort.abort();
    await eventually("the service sees the connection close", () => closed);
    await eventually("the request is logged", () => accesses.length === 1);
    expect(accesses[0]?.outcome).toBe("client-aborted");
  });

  it("also before any answer, and logs 499", async () => {
    let arrived = false;
    let closed = false;
    const upstream = await startRawUpstream((req) => {
      arrived = true;
      req.once("close", () => {
        closed = true;
      });
    });
    const { url, accesses } = await startGateway([usersRoute([upstream.port])]);
    const abort = new AbortController();
    const pending = fetch(`${url}/api/users`, { signal: abort.signal }).catch(() => "aborted");
    await eventually("the service has the request", () => arrived);
    abort.abort();
    expect(await pending).toBe("aborted");
    await eventually("the service sees the connection close", () => closed);
    await eventually("the request is logged", () => accesses.length === 1);
    expect(accesses[0]).toMatchObject({ status: 499, outcome: "client-aborted" });
  });

  it("cuts the client's connection when the service breaks off within its body", async () => {
    const upstream = await startRawUpstream((_, res) => {
      res.writeHead(200, { "content-length": "100" });
      res.write("half", () => res.destroy());
    });
    const { url, port, accesses } = await startGateway([usersRoute([upstream.port])]);
    await expect(fetch(`${url}/api/users`).then((response) => response.text())).rejects.toThrow();
    const chunked = await startRawUpstream((_, res) => res.write("half", () => res.destroy()));
    const second = await startGateway([usersRoute([chunked.port])]);
    const raw = await rawRequest(second.port, ["GET /api/users HTTP/1.1", "Host: a"]);
    expect(raw).toContain("half");
    expect(raw).not.toContain("\r\n0\r\n\r\n");
    expect(port).not.toBe(second.port);
    await eventually("the request is logged", () => accesses.length === 1);
    expect(accesses[0]?.outcome).toBe("upstream-failed");
  });

  it("answers 502 when the service closes without an answer, and does not send a POST twice", async () => {
    let requests = 0;
    const upstream = await startRawUpstream((req) => {
      requests += 1;
      req.socket.destroy();
    });
    const { url } = await startGateway([usersRoute([upstream.port])]);
    const response = await fetch(`${url}/api/users`, { method: "POST", body: "x" });
    expect([response.status, (await problemOf(response)).title]).toEqual([502, "Bad Gateway"]);
    expect(requests).toBe(1);
  });

  it("sends a GET once more, to another instance, when its connection broke", async () => {
    const broken = await startRawUpstream((req) => req.socket.destroy());
    const healthy = await startUpstream();
    const { url } = await startGateway([usersRoute([broken.port, healthy.port])]);
    for (let turn = 0; turn < 4; turn += 1) expect((await fetch(`${url}/api/users`)).status).toBe(200);
  });

  it("answers 504 after the route's timeout and ends the request to the service", async () => {
    let closed = false;
    const upstream = await startRawUpstream((req) => {
      req.once("close", () => {
        closed = true;
      });
    });
    const { url, accesses } = await startGateway([
      usersRoute([upstream.port], { QoSOptions: { TimeoutValue: 120 } }),
    ]);
    for (const init of [{}, { method: "POST", body: "x".repeat(100) }]) {
      closed = false;
      const response = await fetch(`${url}/api/users`, init);
      expect(response.status).toBe(504);
      expect((await problemOf(response)).detail).toContain("within 120 ms");
      await eventually("the service sees the connection close", () => closed);
    }
    await eventually("both are logged", () => accesses.length === 2);
    expect(accesses[0]?.durationMs).toBeGreaterThan(110);
    expect(accesses[0]).toMatchObject({ outcome: "timeout" });
  });

  it("does not blame the service for a client that sends its body slowly", async () => {
    const upstream = await startUpstream((req, res) => res.end(req.body));
    const { port } = await startGateway([usersRoute([upstream.port], { QoSOptions: { TimeoutValue: 100 } })]);
    const req = request({ port, path: "/api/users", method: "POST" });
    for (const piece of ["a", "b", "c"]) {
      req.write(piece);
      await delay(150);
    }
    req.end();
    const [response] = await once(req, "response");
    let body = "";
    for await (const part of response) body += part;
    expect([response.statusCode, body]).toEqual([200, "abc"]);
  });

  it("passes on an answer given before the request was read, and the connection stays usable", async () => {
    const upstream = await startRawUpstream((_, res) => {
      res.writeHead(413).end("too large");
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const body = "x".repeat(4 * MIB);
    const connection = await openRaw(port);
    connection.socket.write(
      `PUT /api/users HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await eventually("the answer arrives", () => connection.received().includes("too large"));
    connection.socket.write("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await connection.closed;
    expect(connection.received()).toContain('{"status":"up"');
  });
});

describe("streams", () => {
  it("passes on events one by one", async () => {
    let send: (event: string) => void = () => {};
    const upstream = await startRawUpstream((_, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      send = (event) => res.write(`data: ${event}\n\n`);
    });
    const { url } = await startGateway([usersRoute([upstream.port])]);
    const response = await fetch(`${url}/api/users`);
    const reader = response.body?.getReader();
    for (const event of ["one", "two", "three"]) {
      send(event);
      const { value } = (await reader?.read()) ?? {};
      expect(Buffer.from(value ?? []).toString()).toBe(`data: ${event}\n\n`);
    }
    await reader?.cancel();
  });

  it("carries a gibibyte each way with memory that does not grow", async () => {
    const TOTAL = 1024 * MIB;
    const piece = Buffer.alloc(256 * 1024, "x");
    let peak = 0;
    const upstream = await startRawUpstream(async (req, res) => {
      if (req.method === "POST") {
        let length = 0;
        for await (const part of req) length += (part as Buffer).length;
        res.end(String(length));
        return;
      }
      res.writeHead(200, { "content-length": TOTAL });
      for (let sent = 0; sent < TOTAL; sent += piece.length) {
        if (!res.write(piece)) await once(res, "drain");
      }
      res.end();
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 20);
    try {
      const [download] = await once(request({ port, path: "/api/users" }).end(), "response");
      let received = 0;
      for await (const part of download) received += (part as Buffer).length;
      expect(received).toBe(TOTAL);
      const upload = request({ port, path: "/api/users", method: "POST" });
      for (let sent = 0; sent < TOTAL; sent += piece.length) {
        if (!upload.write(piece)) await once(upload, "drain");
      }
      upload.end();
      const [answer] = await once(upload, "response");
      let text = "";
      for await (const part of answer) text += part;
      expect(text).toBe(String(TOTAL));
    } finally {
      clearInterval(watch);
    }
    // Service, gateway and client are one process here: three times some buffers, and the collector's pace.
    expect(peak - before).toBeLessThan(256 * MIB);
  });

  it("finishes a stream on a route that is gone", async () => {
    let finish = () => {};
    const upstream = await startRawUpstream((_, res) => {
      res.write("first");
      finish = () => res.end("last");
    });
    const { url, setRoutes } = await startGateway([usersRoute([upstream.port])]);
    const response = await fetch(`${url}/api/users`);
    await setRoutes([]);
    expect((await fetch(`${url}/api/users`)).status).toBe(404);
    finish();
    expect(await response.text()).toBe("firstlast");
  });
});
