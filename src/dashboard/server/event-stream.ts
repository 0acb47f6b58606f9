import type { ServerResponse } from "node:http";

/** Past this, a reader is too slow to be told everything; it is cut off and comes again. */
const mostUnreadBytes = 8 * 1024 * 1024;
const aliveMs = 15_000;

/** An answer of server-sent events (WHATWG HTML, section 9.2). */
export class EventStream {
  readonly #res: ServerResponse;

  constructor(res: ServerResponse) {
    this.#res = res;
    // One that has gone before this closes nothing any more.
    if (res.destroyed) return;
    res.writeHead(200, { "Content-Type": "text/event-stream" });
    res.flushHeaders();
    const heartbeat = setInterval(() => res.write(": alive\n\n"), aliveMs);
    res.once("close", () => clearInterval(heartbeat));
  }

  /** Aborted when the reader has gone. */
  get closed(): AbortSignal {
    const gone = new AbortController();
    if (this.#res.closed) gone.abort();
    this.#res.once("close", () => gone.abort());
    return gone.signal;
  }

  send(event: string, data: unknown): void {
    if (this.#res.destroyed) return;
    if (this.#res.writableLength > mostUnreadBytes) this.#res.destroy();
    else this.#res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.#res.end();
  }
}
