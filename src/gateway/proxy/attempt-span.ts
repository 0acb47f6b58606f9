import type { Span } from "../tracing/span.js";
import type { Exchange } from "./exchange.js";
import type { Upstream } from "./upstream.js";

/** The client span of one attempt to have a request answered by an instance. */
export class AttemptSpan {
  readonly #exchange: Exchange;
  readonly #upstream: Upstream;
  readonly #spanId: string;
  readonly #url: string;
  readonly #startedAt: number;

  /** `url` is what was asked, without its query: that may carry secrets. */
  constructor(exchange: Exchange, upstream: Upstream, spanId: string, url: string) {
    this.#exchange = exchange;
    this.#upstream = upstream;
    this.#spanId = spanId;
    this.#url = url;
    this.#startedAt = exchange.elapsedMs();
  }

  /** Hands the span to `record`; `status` is 0 when there was no answer. */
  finish(record: (span: Span) => void, status: number, error: Error | undefined): void {
    const { trace, spanId, startedUnixMs, req } = this.#exchange;
    const method = req.method ?? "GET";
    record({
      traceId: trace.traceId,
      spanId: this.#spanId,
      parentSpanId: spanId,
      name: method,
      kind: "client",
      startUnixMs: startedUnixMs + this.#startedAt,
      durationMs: this.#exchange.elapsedMs() - this.#startedAt,
      attributes: {
        "http.request.method": method,
        "server.address": this.#upstream.host,
        "server.port": this.#upstream.port,
        "url.full": this.#url,
        ...(status === 0 ? {} : { "http.response.status_code": status }),
        ...(error === undefined ? {} : { "error.type": codeOf(error) }),
      },
      // Semantic conventions for HTTP: a client span counts 4xx as an error too.
      error: error?.message ?? (status >= 400 ? `HTTP ${status}` : undefined),
    });
  }
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
