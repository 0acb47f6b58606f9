import type { Route } from "../routing/route.js";
import { randomHex } from "../tracing/random-ids.js";
import type { Span } from "../tracing/span.js";
import { formatTraceparent } from "../tracing/trace-context.js";
import { AttemptSpan } from "./attempt-span.js";
import { endAnswer } from "./end-answer.js";
import type { Exchange } from "./exchange.js";
import { connectFailed, invalidRequest, noInstance, timedOut, upstreamFailed } from "./forward-problems.js";
import { RequestBody } from "./request-body.js";
import { buildRequestHeaders, framingOf } from "./request-headers.js";
import { ResponseError } from "./response-error.js";
import type { ParsedHead } from "./response-head.js";
import { buildResponseHeaders } from "./response-headers.js";
import { joinTunnel } from "./tunnel.js";
import type { Upstream } from "./upstream.js";
import type { ConnectionUser, UpstreamConnection } from "./upstream-connection.js";
import { type Writer, writeSoon } from "./write-batch.js";

/** Methods that change nothing, so that sending them again after a broken connection is harmless (RFC 9110, 9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** A body up to this size that arrives in one piece is sent together with the head. */
const SMALL_BODY_BYTES = 16 * 1024;

/** What may stand in a request line; anything else could end it early (RFC 9112, section 3). */
const TARGET = /^[\x21-\x7e\x80-\xff]+$/;

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
 * One request on its way, over as many attempts as it takes.
 *
 * A further instance is tried when the request was surely not sent (no connection was made), whatever its method; and
 * once more when a safe request without a body lost its connection before an answer began.
 */
class Forwarding implements ConnectionUser, Writer {
  readonly #exchange: Exchange;
  readonly #route: Route;
  readonly #options: ForwarderOptions;
  readonly #method: string;
  /** The header section but for what differs by attempt. */
  readonly #headers: string;
  readonly #target: string;
  readonly #body: RequestBody | undefined;
  #tried: Set<Upstream> | undefined;
  #resent = false;
  #timer: NodeJS.Timeout | undefined;
  /** The client has its answer, or is gone: nothing more is to be done for it. */
  #settled = false;

  // Of the current attempt.
  #upstream: Upstream | undefined;
  #connection: UpstreamConnection | undefined;
  #spanId = "";
  #span: AttemptSpan | undefined;
  #head: ParsedHead | undefined;
  /** A small body, as latin1, that is written with the end of the answer. */
  #rest = "";
  #isComplete = false;
  #isQueued = false;
  #hasWritten = false;

  constructor(exchange: Exchange, route: Route, options: ForwarderOptions) {
    this.#exchange = exchange;
    this.#route = route;
    this.#options = options;
    const { req, trace, requestId } = exchange;
    const framing = framingOf(req);
    this.#method = req.method ?? "GET";
    this.#headers = buildRequestHeaders(req, framing, {
      requestId,
      keepTracestate: trace.parentSpanId !== "",
    });
    this.#target = route.target(exchange.values, exchange.target.query);
    if (framing !== "none") {
      this.#body = new RequestBody(req, framing === "chunked", () => this.#timer?.refresh());
    }
  }

  start(): void {
    if (!TARGET.test(this.#target)) {
      this.#fail(invalidRequest("its path has a character that no request can have"), "refused");
      return;
    }
    this.#exchange.onClientGone = () => this.#onClientGone();
    this.#timer = setTimeout(() => this.#onTimeout(), this.#route.timeoutMs);
    const upstream = this.#route.pick();
    if (upstream === undefined) this.#fail(noInstance(this.#route.config), "no-instance");
    else this.#attempt(upstream);
  }

  onConnected(): void {
    const { trace, upgrade } = this.#exchange;
    const upstream = this.#upstream;
    const connection = this.#connection;
    if (upstream === undefined || connection === undefined) return;
    const hop =
      upgrade === undefined ? "Connection: keep-alive\r\n" : "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    const head =
      `${this.#method} ${this.#target} HTTP/1.1\r\nHost: ${upstream.authority}\r\n${hop}` +
      `traceparent: ${formatTraceparent(trace, this.#spanId)}\r\n${this.#headers}\r\n`;
    if (this.#body !== undefined) {
      this.#body.start(connection, head);
      return;
    }
    connection.send(head);
  }

  onHead(head: ParsedHead): void {
    this.#stopTimer();
    this.#head = head;
    if (head.framing === "switched") {
      this.#onSwitched(head);
      return;
    }
    this.#writeHead(head, []);
    this.#queueWrite();
  }

  onData(piece: Buffer): void {
    const { res } = this.#exchange;
    if (
      this.#head?.framing === "length" &&
      piece.length === this.#head.contentLength &&
      piece.length <= SMALL_BODY_BYTES
    ) {
      // Latin1 keeps every byte as it is, and text can be joined to the head.
      this.#rest = piece.toString("latin1");
      return;
    }
    this.#hasWritten = true;
    if (res.write(Buffer.from(piece))) return;
    const connection = this.#connection;
    connection?.pause();
    res.once("drain", () => connection?.resume());
  }

  onComplete(): void {
    this.#finishAttempt(undefined);
    this.#settle();
    this.#exchange.outcome = "responded";
    this.#isComplete = true;
    this.#queueWrite();
  }

  /** Ends the answer; one whose body is still to come, such as a stream of events, begins with its head alone. */
  writeNow(): void {
    this.#isQueued = false;
    const { res } = this.#exchange;
    if (this.#isComplete) endAnswer(res, this.#rest);
    else if (!this.#hasWritten && !this.#settled) res.flushHeaders();
    this.#hasWritten = true;
  }

  #queueWrite(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    writeSoon(this, "answer");
  }

  onDrain(): void {
    this.#body?.drained();
  }

  onError(error: Error, isConnected: boolean): void {
    const upstream = this.#upstream;
    this.#finishAttempt(error);
    if (this.#settled || upstream === undefined) return;
    if (this.#head !== undefined) this.#breakOff();
    else if (!isConnected) this.#tryAnother(upstream, error);
    else if (this.#mayResend(error)) this.#resend(upstream);
    else this.#fail(upstreamFailed(upstream, error), "upstream-failed");
  }

  #attempt(upstream: Upstream): void {
    const { trace, recorded } = this.#exchange;
    this.#upstream = upstream;
    this.#exchange.upstream = upstream.address;
    // Unrecorded, the gateway is no part of the trace: what follows hangs on the caller's span.
    const isPassedOn = !recorded && trace.parentSpanId !== "";
    this.#spanId = isPassedOn ? trace.parentSpanId : randomHex(8);
    if (recorded) {
      const url = `${this.#route.config.scheme}://${upstream.address}${this.#target.split("?")[0] ?? ""}`;
      this.#span = new AttemptSpan(this.#exchange, upstream, this.#spanId, url);
    }
    upstream.inFlight += 1;
    const connection = upstream.pool.take();
    this.#connection = connection;
    connection.serve(this, this.#method, this.#exchange.upgrade !== undefined);
  }

  /** Passes the head on, with `more` fields (name, value, name, value…). */
  #writeHead(head: ParsedHead, more: readonly string[]): void {
    const { res, answerHeaders } = this.#exchange;
    this.#exchange.judge("responded", head.status);
    const host = this.#upstream?.address ?? "";
    const mapLocation = (location: string) => this.#route.mapLocation(location, host);
    const { fields } = buildResponseHeaders(head.fields, this.#options.replacedHeaders, mapLocation);
    for (const field of answerHeaders) fields.push(field);
    for (const field of more) fields.push(field);
    res.writeHead(head.status, head.reason, fields);
  }

  /** 101: the service speaks WebSocket now. */
  #onSwitched(head: ParsedHead): void {
    const { upgrade, res } = this.#exchange;
    const connection = this.#connection;
    const upstream = this.#upstream;
    if (upgrade === undefined || connection === undefined || upstream === undefined) return;
    if (!isWebSocket(head)) {
      this.#head = undefined;
      connection.fail(new ResponseError("it switched to another protocol than the one asked for"));
      return;
    }
    this.#writeHead(head, ["Connection", "Upgrade", "Upgrade", "websocket"]);
    res.flushHeaders();
    this.#settle();
    this.#exchange.outcome = "responded";
    this.#span?.finish(this.#options.record, head.status, undefined);
    upgrade.release();
    joinTunnel(upgrade, connection, (error) => {
      upstream.inFlight -= 1;
      if (error !== undefined) this.#exchange.outcome = "upstream-failed";
      res.emit("close");
    });
  }

  #tryAnother(failed: Upstream, error: Error): void {
    this.#tried ??= new Set();
    this.#tried.add(failed);
    const next = this.#route.pick(this.#tried);
    if (next === undefined)
      this.#fail(connectFailed(this.#route.config, this.#tried, error), "connect-failed");
    else this.#attempt(next);
  }

  #mayResend(error: Error): boolean {
    if (this.#resent || this.#body !== undefined || !SAFE_METHODS.has(this.#method)) return false;
    return !(error instanceof ResponseError);
  }

  /** Mostly a kept connection that the instance closed as the request was written; another instance is better still. */
  #resend(broken: Upstream): void {
    this.#resent = true;
    this.#attempt(this.#route.pick(new Set(this.#tried).add(broken)) ?? broken);
  }

  #onTimeout(): void {
    if (this.#body?.waitingForClient === true) {
      this.#timer?.refresh();
      return;
    }
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.#fail(timedOut(upstream, this.#route.timeoutMs), "timeout");
    this.#connection?.fail(new TimeoutError());
  }

  #onClientGone(): void {
    if (this.#settled) return;
    this.#settle();
    this.#exchange.outcome = "client-aborted";
    this.#connection?.fail(new ClientGoneError());
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
    this.#stopTimer();
    this.#body?.cancel();
  }

  /** Forgotten too: refreshing a cleared timer would start it again. */
  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #finishAttempt(error: Error | undefined): void {
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.#upstream = undefined;
    this.#connection = undefined;
    upstream.inFlight -= 1;
    this.#span?.finish(this.#options.record, this.#head?.status ?? 0, error);
  }
}

/** The attempt was given up because the service did not answer in time. */
class TimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/** The attempt was given up because nobody waits for its answer. */
class ClientGoneError extends Error {
  override readonly name = "ClientGoneError";
}

function isWebSocket({ fields }: ParsedHead): boolean {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (fields[index]?.toLowerCase() === "upgrade") return fields[index + 1]?.toLowerCase() === "websocket";
  }
  return false;
}
