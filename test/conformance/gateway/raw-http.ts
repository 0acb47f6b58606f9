import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP connection on which a test writes exactly the bytes it means, and everything that came back. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that was received, as latin1. */
  received(): string;
  /** Resolves when the other side closed the connection, cleanly or not. */
  readonly closed: Promise<void>;
}

/** Opens a connection to 127.0.0.1. Destroyed when the test is over. */
export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
  });
  let text = "";
  socket.on("data", (piece) => {
    text += piece.toString("latin1");
  });
  // A reset by the other side is one of the outcomes under test; `closed` reports it.
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return { socket, received: () => text, closed };
}

/** Sends one request with `Connection: close` among its lines and returns the whole answer. */
export async function rawRequest(port: number, lines: readonly string[], body = ""): Promise<string> {
  const connection = await openRaw(port);
  connection.socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1");
  await connection.closed;
  return connection.received();
}
