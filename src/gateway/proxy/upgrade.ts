import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ClientTunnel } from "./tunnel.js";

/** A client's request to speak WebSocket on its connection. Until 101 it is answered like any other, by `res`. */
export interface UpgradeRequest extends ClientTunnel {
  readonly res: ServerResponse;
  /** Takes the connection away from `res`, whose answer has been written, and leaves it to a tunnel. */
  release(): void;
}

/**
 * Whether this is a WebSocket opening handshake (RFC 6455, section 4.1). Any other protocol is not switched to, which a
 * server may always do (RFC 9110, section 7.8): h2c through a proxy would open a way around its routes.
 */
export function isWebSocketHandshake({ method, httpVersion, headers }: IncomingMessage): boolean {
  return method === "GET" && httpVersion === "1.1" && headers.upgrade?.trim().toLowerCase() === "websocket";
}

/** Whether a body follows, which node has not read: it stops at the head of a request that asks for an upgrade. */
export function hasUnreadBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

/**
 * Gives the connection that node let go of a response object, so that whatever refuses the request (no route, a limit,
 * a missing token) can answer as it does everywhere. The connection closes after such an answer: where a next request
 * would begin is not known any more.
 */
export function openUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): UpgradeRequest {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  // Node took its own listeners away; a reset must not become an uncaught error. `close` follows and is listened to.
  socket.on("error", () => {});
  // A response is written to any duplex stream; node's types name only the usual one.
  res.assignSocket(socket as Parameters<ServerResponse["assignSocket"]>[0]);
  const onFinish = () => {
    release();
    // What the client still sends is not read: ended, not destroyed, so that it sees the answer.
    socket.end(() => socket.destroy());
    res.emit("close");
  };
  const release = () => {
    res.off("finish", onFinish);
    res.detachSocket(socket as Parameters<ServerResponse["detachSocket"]>[0]);
  };
  res.once("finish", onFinish);
  return { res, socket, head, release };
}
