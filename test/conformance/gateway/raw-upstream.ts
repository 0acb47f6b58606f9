import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP server in a service's place: what it receives is kept byte by byte, what it sends is up to the test. */
export interface RawUpstream {
  readonly port: number;
  /** What each connection brought so far, as latin1, in the order they were made. */
  readonly received: readonly string[];
  readonly sockets: readonly Socket[];
}

/** Starts one; `onData` is called with each piece, and how many heads (empty lines) its connection has brought by then. */
export async function startRawTcpUpstream(
  onData: (socket: Socket, heads: number, piece: Buffer) => void,
): Promise<RawUpstream> {
  const received: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const index = sockets.push(socket) - 1;
    received[index] = "";
    // A gateway that hangs up is one of the outcomes under test.
    socket.on("error", () => {});
    socket.on("data", (piece) => {
      received[index] += piece.toString("latin1");
      onData(socket, (received[index] ?? "").split("\r\n\r\n").length - 1, piece);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, received, sockets };
}

/** A service that answers every request, whatever it is, with exactly these bytes; `close` then ends the connection. */
export function answering(bytes: string, close = false): Promise<RawUpstream> {
  return startRawTcpUpstream((socket) => {
    socket.write(bytes, "latin1");
    if (close) socket.end();
  });
}
