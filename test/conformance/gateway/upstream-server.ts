import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A request as the service behind the gateway saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  /** Name, value, name, value…, as they came. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real HTTP service on a free port of 127.0.0.1. */
export interface UpstreamServer {
  readonly port: number;
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Answers a request whose body was read; the default answers 200 with `name`. */
export type Answer = (req: SeenRequest, res: ServerResponse) => void;

/** Starts a service that records each request, body included, and then answers. Closed when the test is over. */
export async function startUpstream(
  answer: Answer = (_, res) => res.end("ok"),
  port = 0,
): Promise<UpstreamServer> {
  const seen: SeenRequest[] = [];
  const server = await startRawUpstream(async (req, res) => {
    const pieces: Buffer[] = [];
    for await (const piece of req) pieces.push(piece as Buffer);
    const { method = "", url = "", rawHeaders, headers } = req;
    const request = { method, url, rawHeaders, headers, body: Buffer.concat(pieces).toString() };
    seen.push(request);
    answer(request, res);
  }, port);
  return { ...server, seen };
}

/** Starts a service that is handed the request as node gives it. Closed when the test is over. */
export async function startRawUpstream(
  handle: (req: IncomingMessage, res: ServerResponse) => unknown,
  port = 0,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((req, res) => {
    // What a client that went away does to a reading handler is what some tests provoke.
    Promise.resolve(handle(req, res)).catch(() => res.destroy());
  });
  // Every field is to be seen, however many.
  server.maxHeadersCount = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  };
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}
