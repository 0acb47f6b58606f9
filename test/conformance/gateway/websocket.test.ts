import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { eventually } from "./eventually.js";
import { openRaw, rawRequest } from "./raw-http.js";
import { answering, startRawTcpUpstream } from "./raw-upstream.js";
import { closedPort, startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

const HANDSHAKE = [
  "Connection: keep-alive, Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];
const SWITCH =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n" +
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/** A service that echoes messages; `requests` are its handshakes. */
async function startEcho() {
  const server = createServer();
  const wss = new WebSocketServer({ server, handleProtocols: (offered) => [...offered].at(-1) ?? false });
  const requests: IncomingMessage[] = [];
  wss.on("connection", (socket, request) => {
    requests.push(request);
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const client of wss.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, wss, requests };
}

async function openSocket(port: number, protocols: string[] = []): Promise<WebSocket> {
  const client = new WebSocket(`ws://127.0.0.1:${port}/api/users/live?since=7`, protocols);
  onTestFinished(() => client.terminate());
  await once(client, "open");
  return client;
}

describe("a WebSocket through the gateway", () => {
  it("carries text, large binary messages, pings, the subprotocol and the close code, and is logged as 101", async () => {
    const echo = await startEcho();
    const { port, accesses } = await startGateway([usersRoute([echo.port])]);
    const client = await openSocket(port, ["v1.shop", "v2.shop"]);
    expect(client.protocol).toBe("v2.shop");
    client.send("hello");
    expect(String((await once(client, "message"))[0])).toBe("hello");
    const large = Buffer.alloc(3 * 1024 * 1024, 7);
    client.send(large);
    const [echoed] = await once(client, "message");
    expect(large.equals(echoed as Buffer)).toBe(true);
    client.ping("are you there");
    expect(String((await once(client, "pong"))[0])).toBe("are you there");
    const [request] = echo.requests;
    expect(request?.url).toBe("/api/v1/users/live?since=7");
    expect(request?.headers).toMatchObject({ via: "1.1 msx-gateway", "x-forwarded-for": "127.0.0.1" });
    for (const socket of echo.wss.clients) socket.close(4001, "enough");
    const [code, reason] = await once(client, "close");
    expect([code, String(reason)]).toEqual([4001, "enough"]);
    await eventually("it is logged", () => accesses.length === 1);
    expect(accesses[0]).toMatchObject({ status: 101, outcome: "responded", path: "/api/users/live" });
  });

  it("takes turns between instances, passing over one that is gone", async () => {
    const [first, second] = [await startEcho(), await startEcho()];
    const { port } = await startGateway([usersRoute([first.port, await closedPort(), second.port])]);
    for (let turn = 0; turn < 6; turn += 1) await openSocket(port);
    expect(first.requests.length + second.requests.length).toBe(6);
    expect(Math.min(first.requests.length, second.requests.length)).toBeGreaterThan(0);
  });

  it("passes on the answer of a service that refuses, and answers itself where there is no route or no service", async () => {
    const upstream = await startUpstream((_, res) =>
      res.writeHead(401, { "x-why": "token", "content-length": 2 }).end("no"),
    );
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const refused = await rawRequest(port, ["GET /api/users/live HTTP/1.1", "Host: a", ...HANDSHAKE]);
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    expect(refused).toContain("x-why: token");
    expect(refused.endsWith("\r\n\r\nno")).toBe(true);
    const missing = await rawRequest(port, ["GET /nowhere HTTP/1.1", "Host: a", ...HANDSHAKE]);
    expect(missing).toMatch(/^HTTP\/1\.1 404 /);
    expect(missing).toContain("application/problem+json");
    const gone = await startGateway([usersRoute([await closedPort()])]);
    const down = await rawRequest(gone.port, ["GET /api/users/live HTTP/1.1", "Host: a", ...HANDSHAKE]);
    expect(down).toMatch(/^HTTP\/1\.1 503 /);
    expect(down).toContain("Retry-After: 1");
  });

  it("is held back by the route's breaker like any request", async () => {
    const route = usersRoute([await closedPort()], {
      QoSOptions: { ExceptionsAllowedBeforeBreaking: 2, DurationOfBreak: 60_000 },
    });
    const { port } = await startGateway([route]);
    const ask = () => rawRequest(port, ["GET /api/users/live HTTP/1.1", "Host: a", ...HANDSHAKE]);
    for (let turn = 0; turn < 2; turn += 1) expect(await ask()).toContain("can be reached");
    expect(await ask()).toContain("left alone");
  });

  it("sends the handshake as one message and keeps what the client sends right behind it", async () => {
    const upstream = await startRawTcpUpstream((socket, heads, piece) => {
      if (heads === 1 && piece.includes("\r\n\r\n")) socket.write(`${SWITCH}early`);
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const client = await openRaw(port);
    client.socket.write(
      `${["GET /api/users/live HTTP/1.1", "Host: a", ...HANDSHAKE].join("\r\n")}\r\n\r\nfirst`,
    );
    await eventually("both directions are open", () => client.received().endsWith("early"));
    await eventually("what came early arrives", () => upstream.received[0]?.endsWith("\r\n\r\nfirst"));
    const head = upstream.received[0] ?? "";
    expect(head).toContain("Connection: Upgrade\r\nUpgrade: websocket\r\n");
    expect(head).toContain("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    expect(client.received()).toContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
  });

  it("passes on the end of one direction and keeps the other open", async () => {
    const upstream = await startRawTcpUpstream((socket, heads) => {
      if (heads === 1 && socket.bytesWritten === 0) socket.write(SWITCH);
    });
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const client = await openRaw(port);
    client.socket.write(`${["GET /api/users/live HTTP/1.1", "Host: a", ...HANDSHAKE].join("\r\n")}\r\n\r\n`);
    await eventually("the tunnel is open", () => client.received().startsWith("HTTP/1.1 101"));
    let isEnded = false;
    upstream.sockets[0]?.once("end", () => {
      isEnded = true;
    });
    client.socket.end("last words");
    await eventually("the service sees the end", () => isEnded);
    expect(upstream.received[0]?.endsWith("last words")).toBe(true);
    upstream.sockets[0]?.end("the answer to it");
    await client.closed;
    expect(client.received().endsWith("the answer to it")).toBe(true);
  });

  it("ends with either side", async () => {
    const echo = await startEcho();
    const { port, accesses } = await startGateway([usersRoute([echo.port])]);
    const first = await openSocket(port);
    for (const socket of echo.wss.clients) socket.terminate();
    expect((await once(first, "close"))[0]).toBe(1006);
    const second = await openSocket(port);
    second.terminate();
    await eventually("the service sees it go", () => echo.wss.clients.size === 0);
    await eventually("both are logged", () => accesses.length === 2);
  });

  it.each(["service", "client"] as const)(
    "reads no faster than the other side takes it: slow %s",
    async (slow) => {
      const piece = Buffer.alloc(64 * 1024, "x");
      let written = 0;
      const pump = async (socket: { write(data: Buffer): boolean } & NodeJS.EventEmitter) => {
        while (written < 64 * 1024 * 1024) {
          written += piece.length;
          if (!socket.write(piece)) await once(socket, "drain");
        }
      };
      // The end of the test hangs up in the middle of it.
      const cutAtTheEnd = () => {};
      const upstream = await startRawTcpUpstream((socket, heads) => {
        if (heads !== 1 || socket.bytesWritten > 0) return;
        socket.write(SWITCH);
        if (slow === "client") pump(socket).catch(cutAtTheEnd);
        else socket.pause();
      });
      const { port } = await startGateway([usersRoute([upstream.port])]);
      const client = await openRaw(port);
      client.socket.write(
        `${["GET /api/users/live HTTP/1.1", "Host: a", ...HANDSHAKE].join("\r\n")}\r\n\r\n`,
      );
      await eventually("the tunnel is open", () => client.received().startsWith("HTTP/1.1 101"));
      if (slow === "client") client.socket.pause();
      else pump(client.socket).catch(cutAtTheEnd);
      let before = -1;
      while (before !== written || written === 0) {
        before = written;
        await delay(300);
      }
      expect(written).toBeLessThan(32 * 1024 * 1024);
    },
  );

  it("lives through a new route file, and through a shutdown until the grace is over", async () => {
    const echo = await startEcho();
    const { port, setRoutes, close } = await startGateway([usersRoute([echo.port])]);
    const client = await openSocket(port);
    await setRoutes([]);
    client.send("still here");
    expect(String((await once(client, "message"))[0])).toBe("still here");
    let isOver = false;
    const closing = close(700).finally(() => {
      isOver = true;
    });
    client.send("and during the grace");
    expect(String((await once(client, "message"))[0])).toBe("and during the grace");
    expect(isOver).toBe(false);
    const closed = once(client, "close");
    expect(await closing).toBe(1);
    expect((await closed)[0]).toBe(1006);
  });
});

describe("an upgrade that is none", () => {
  it("takes a request for h2c as a request, and closes after it", async () => {
    const upstream = await startUpstream();
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const raw = await rawRequest(
      port,
      [
        "GET /api/users HTTP/1.1",
        "Host: a",
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
      ],
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    );
    expect(raw).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(raw.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(upstream.seen).toHaveLength(1);
    expect(upstream.seen[0]?.headers).not.toHaveProperty("upgrade");
    expect(upstream.seen[0]?.headers).not.toHaveProperty("http2-settings");
  });

  it.each(["websocket", "h2c"])("refuses %s with a body, whose end nobody could tell", async (protocol) => {
    const upstream = await startUpstream();
    const { port } = await startGateway([usersRoute([upstream.port])]);
    const smuggled = "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n";
    const lines = ["GET /api/users HTTP/1.1", "Host: a", "Connection: Upgrade", `Upgrade: ${protocol}`];
    const raw = await rawRequest(port, [...lines, `Content-Length: ${smuggled.length}`], smuggled);
    expect(raw).toMatch(/^HTTP\/1\.1 400 /);
    expect(upstream.seen).toEqual([]);
  });

  it("answers 502 to a service that switches unasked, or to something else", async () => {
    const unasked = await startGateway([usersRoute([(await answering(SWITCH)).port])]);
    expect((await fetch(`${unasked.url}/api/users`)).status).toBe(502);
    const other = await answering(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    );
    const { port } = await startGateway([usersRoute([other.port])]);
    const raw = await rawRequest(port, ["GET /api/users HTTP/1.1", "Host: a", ...HANDSHAKE]);
    expect(raw).toMatch(/^HTTP\/1\.1 502 /);
  });
});
