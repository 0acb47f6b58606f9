import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { Route } from "../routing/route.js";
import { randomHex } from "../tracing/random-ids.js";
import type { Span } from "../tracing/span.js";
import { formatTraceparent } from "../tracing/trace-context.js";
import type { Exchange } from "./exchange.js";
import { connectFailed, invalidRequest, noInstance, timedOut, upstreamFailed } from "./forward-problems.js";
import { RequestBody } from "./request-body.js";
import { buildRequestHeaders, TRACEPARENT_INDEX } from "./request-headers.js";
import { buildResponseHeaders } from "./response-headers.js";
import type { Upstream } from "./upstream.js";

/** Methods that change nothing, so that sending them again after a broken connection is harmless (RFC 9110, 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** A body up to this size that arrives in one piece is sent together with the head. */
const SMALL_BODY_BYTES = 16 * 1024;

/** What a forwarder needs from its gateway. */
export interface ForwarderOptions {
  /** Response fields (lower case) that the gateway writes itself. */
  readonly replacedHeaders: ReadonlySet<string>;
  /** Takes the client span of each attempt of a recorded request. */
  record(span: Span): void;
}

/** Sends a request to an instance of its route and streams the answer back. */
export function forward(exchange: Exchange, route: Route, options: ForwarderOptions): void {
  new Forwarding(exchange, route, options).start();
}

/**
 * One request on its way, over as many attempts as it takes. It is its own undici handler, with the raw interface: no
 * object is made of the headers, and nothing but this object is made per request.
 *
 * A further instance is tried when the request was surely not sent (no connection was made), whatever its method; and
 * once more when a safe request without a body lost its connection before an answer began.
 */
class Forwarding implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #route: Route;
  readonly #options: ForwarderOptions;
  readonly #headers: string[];
  readonly #target: string;
  readonly #hasBody: boolean;
  #tried: Set<Upstream> | undefined;
  #resent = false;
  #timer: NodeJS.Timeout | undefined;
  /** The client has its answer, or is gone: nothing more is to be done for it. */
  #settled = false;

  // Of the current attempt.
  #upstream: Upstream | undefined;
  #body: RequestBody | undefined;
  #abort: ((reason?: Error) => void) | undefined;
  #resume: () => void = () => {};
  #spanId = "";
  #attemptedAt = 0;
  #status = 0;
  #contentLength: number | undefined;

  constructor(exchange: Exchange, route: Route, options: ForwarderOptions) {
    this.#exchange = exchange;
    this.#route = route;
    this.#options = options;
    const { req, trace, requestId } = exchange;
    this.#headers = buildRequestHeaders(req, {
      requestId,
      traceparent: "",
      keepTracestate: trace.parentSpanId !== "",
    });
    this.#target = route.target(exchange.values, exchange.target.query);
    const length = req.headers["content-length"];
    this.#hasBody =
      req.headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
  }

  start(): void {
    this.#exchange.onClientGone = () => this.#onClientGone();
    this.#timer = setTimeout(() => this.#onTimeout(), this.#route.timeoutMs);
    const upstream = this.#route.pick();
    if (upstream === undefined) this.#fail(noInstance(this.#route.config), "no-instance");
    else this.#attempt(upstream);
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.#abort = abort;
    if (this.#settled) abort();
  }

  onHeaders(status: number, raw: Buffer[], resume: () => void, statusText: string): boolean {
    if (status < 200) return true;
    clearTimeout(this.#timer);
    this.#exchange.judge("responded", status);
    this.#status = status;
    const { res, answerHeaders } = this.#exchange;
    const host = this.#upstream?.address ?? "";
    const mapLocation = (location: string) => this.#route.mapLocation(location, host);
    const { fields, contentLength } = buildResponseHeaders(raw, this.#options.replacedHeaders, mapLocation);
    this.#contentLength = contentLength;
    for (const field of answerHeaders) fields.push(field);
    res.writeHead(status, statusText, fields);
    this.#resume = resume;
    return true;
  }

  onData(piece: Buffer): boolean {
    const { res } = this.#exchange;
    if (piece.length === this.#contentLength && piece.length <= SMALL_BODY_BYTES) {
      // As latin1 text, which is every byte unchanged, node joins it to the head: one buffer instead of a vector of two.
      res.end(piece.toString("latin1"), "latin1");
      return true;
    }
    if (res.write(piece)) return true;
    res.once("drain", this.#resume);
    return false;
  }

  onComplete(): void {
    this.#finishAttempt(undefined);
    this.#settle();
    this.#exchange.outcome = "responded";
    if (!this.#exchange.res.writableEnded) this.#exchange.res.end();
  }

  onError(error: Error): void {
    const upstream = this.#upstream;
    this.#finishAttempt(error);
    if (this.#settled || upstream === undefined) return;
    if (this.#status !== 0) this.#breakOff();
    else if (isInvalidRequest(error)) this.#fail(invalidRequest(error), "refused");
    else if (this.#abort === undefined) this.#tryAnother(upstream, error);
    else if (this.#mayResend()) this.#resend(upstream);
    else this.#fail(upstreamFailed(upstream, error), "upstream-failed");
  }

  #attempt(upstream: Upstream): void {
    const { req, trace, recorded } = this.#exchange;
    this.#upstream = upstream;
    this.#exchange.upstream = upstream.address;
    this.#abort = undefined;
    this.#attemptedAt = this.#exchange.elapsedMs();
    // Unrecorded, the gateway is no part of the trace: what follows hangs on the caller's span.
    const isPassedOn = !recorded && trace.parentSpanId !== "";
    this.#spanId = isPassedOn ? trace.parentSpanId : randomHex(8);
    this.#headers[TRACEPARENT_INDEX] = formatTraceparent(trace, this.#spanId);
    this.#body = this.#hasBody ? new RequestBody(req, () => this.#timer?.refresh()) : undefined;
    upstream.inFlight += 1;
    upstream.pool.dispatch(
      {
        path: this.#target,
        method: req.method ?? "GET",
        headers: this.#headers,
        // undici takes any async iterable; its types name only streams.
        body: (this.#body ?? null) as Readable | null,
      },
      this,
    );
  }

  #tryAnother(failed: Upstream, error: Error): void {
    this.#tried ??= new Set();
    this.#tried.add(failed);
    const next = this.#route.pick(this.#tried);
    if (next === undefined)
      this.#fail(connectFailed(this.#route.config, this.#tried, error), "connect-failed");
    else this.#attempt(next);
  }

  #mayResend(): boolean {
    return !this.#resent && !this.#hasBody && SAFE_METHODS.has(this.#exchange.req.method ?? "");
  }

  /** Mostly a kept connection that the instance closed as the request was written; another instance is better still. */
  #resend(broken: Upstream): void {
    this.#resent = true;
    const tried = new Set(this.#tried).add(broken);
    this.#attempt(this.#route.pick(tried) ?? broken);
  }

  #onTimeout(): void {
    if (this.#body?.waitingForClient === true) {
      this.#timer?.refresh();
      return;
    }
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.#fail(timedOut(upstream, this.#route.timeoutMs), "timeout");
    this.#abort?.();
  }

  #onClientGone(): void {
    if (this.#settled) return;
    this.#settle();
    this.#exchange.outcome = "client-aborted";
    this.#abort?.();
  }

  /** The answer has begun, so its status cannot change: a cut connection tells the client that it is not complete. */
  #breakOff(): void {
    this.#settle();
    this.#exchange.outcome = "upstream-failed";
    this.#exchange.res.destroy();
  }

  #fail(...args: Parameters<Exchange["fail"]>): void {
    this.#settle();
    this.#exchange.fail(...args);
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#body?.cancel();
  }

  #finishAttempt(error: Error | undefined): void {
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.#upstream = undefined;
    upstream.inFlight -= 1;
    if (!this.#exchange.recorded) return;
    const { trace, spanId, startedUnixMs, req } = this.#exchange;
    const failure = error === undefined ? {} : { "error.type": codeOf(error) };
    const status = this.#status === 0 ? {} : { "http.response.status_code": this.#status };
    this.#options.record({
      traceId: trace.traceId,
      spanId: this.#spanId,
      parentSpanId: spanId,
      name: req.method ?? "GET",
      kind: "client",
      startUnixMs: startedUnixMs + this.#attemptedAt,
      durationMs: this.#exchange.elapsedMs() - this.#attemptedAt,
      attributes: {
        "http.request.method": req.method ?? "GET",
        "server.address": upstream.host,
        "server.port": upstream.port,
        "url.full": `${this.#route.config.scheme}://${upstream.address}${this.#target.split("?")[0] ?? ""}`,
        ...status,
        ...failure,
      },
      // Semantic conventions for HTTP: a client span counts 4xx as an error too.
      error: error?.message ?? (this.#status >= 400 ? `HTTP ${this.#status}` : undefined),
    });
  }
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function isInvalidRequest(error: Error): boolean {
  return codeOf(error) === "UND_ERR_INVALID_ARG";
}
