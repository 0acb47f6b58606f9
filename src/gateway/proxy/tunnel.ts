import type { Duplex } from "node:stream";
import type { ConnectionUser, UpstreamConnection } from "./upstream-connection.js";

/** A client's connection after its request to switch protocols, and what it sent right behind that request. */
export interface ClientTunnel {
  readonly socket: Duplex;
  readonly head: Buffer;
}

/**
 * Joins the client's connection and the service's after 101, byte by byte, each side no faster than the other takes it.
 * The end of one direction is passed on and leaves the other open, as a closing handshake needs; a side that breaks, or
 * is gone, takes the other with it. No time limit: a quiet WebSocket is a healthy one.
 */
export function joinTunnel(
  { socket, head }: ClientTunnel,
  connection: UpstreamConnection,
  onClosed: (error: Error | undefined) => void,
): void {
  let failure: Error | undefined;
  const user: ConnectionUser = {
    onConnected() {},
    onHead() {},
    onData(piece) {
      if (!socket.write(Buffer.from(piece))) connection.pause();
    },
    onComplete: () => socket.end(),
    onDrain: () => socket.resume(),
    onError(error) {
      failure = error;
      socket.destroy();
    },
  };
  connection.become(user);
  socket.on("drain", () => connection.resume());
  socket.on("end", () => connection.endWriting());
  socket.once("close", () => {
    connection.destroy();
    onClosed(failure);
  });
  if (socket.destroyed) {
    connection.destroy();
    onClosed(undefined);
    return;
  }
  if (head.length > 0) connection.write(head);
  socket.on("data", (piece: Buffer) => {
    if (!connection.write(piece)) socket.pause();
  });
}
