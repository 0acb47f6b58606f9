import {
  createServer,
  type IncomingMessage,
  request as requestTo,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** One request that came by, as the service behind would have seen it. */
export interface Attempt {
  readonly method: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
  /** `waiting` while it is held back; `left`: the caller gave up; `answered`: the answer was passed on. */
  outcome: "waiting" | "left" | "answered";
  endedAt?: number;
  status?: number;
}

/** An HTTP proxy in front of one service, which can make every request wait. */
export class SlowProxy {
  readonly attempts: Attempt[] = [];
  /** How long each request waits before it is passed on. */
  delayMs = 0;
  readonly #upstream: () => string;
  readonly #servers: Server[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  /** @param upstream where to pass requests on to, asked for each: `http://127.0.0.1:8080` */
  constructor(upstream: () => string) {
    this.#upstream = upstream;
  }

  /** Listens on these addresses, at one port, and answers which. */
  async listen(addresses: readonly string[]): Promise<number> {
    let port = 0;
    for (const address of addresses) {
      const server = createServer((incoming, outgoing) => this.#take(incoming, outgoing));
      this.#servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, address, resolve);
      });
      port = (server.address() as AddressInfo).port;
    }
    return port;
  }

  /** Cuts off whatever is under way. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  #take(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const attempt: Attempt = {
      method: incoming.method ?? "GET",
      path: incoming.url ?? "/",
      arrivedAt: Date.now(),
      outcome: "waiting",
    };
    this.attempts.push(attempt);
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => pieces.push(piece));
    outgoing.once("close", () => end(attempt, outgoing.writableFinished ? "answered" : "left"));
    incoming.once("end", () => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        if (!outgoing.destroyed) this.#passOn(incoming, Buffer.concat(pieces), outgoing, attempt);
      }, this.delayMs);
      this.#timers.add(timer);
    });
  }

  #passOn(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, attempt: Attempt): void {
    const { method, url, headers } = incoming;
    const fail = (): void => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    };
    let target: URL;
    try {
      target = new URL(url ?? "/", this.#upstream());
    } catch {
      fail();
      return;
    }
    // Collected, so its length is known.
    const { "transfer-encoding": _chunked, ...kept } = headers;
    const sent = requestTo(
      target,
      { method, headers: { ...kept, "content-length": body.length, connection: "close" }, agent: false },
      (answer) => {
        attempt.status = answer.statusCode ?? 0;
        const {
          connection: _hop,
          "keep-alive": _alive,
          "transfer-encoding": _coding,
          ...rest
        } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, { ...rest, connection: "close" });
        answer.pipe(outgoing);
      },
    );
    sent.on("error", fail);
    outgoing.once("close", () => sent.destroy());
    sent.end(body);
  }
}

function end(attempt: Attempt, outcome: Attempt["outcome"]): void {
  if (attempt.outcome !== "waiting") return;
  attempt.outcome = outcome;
  attempt.endedAt = Date.now();
}
