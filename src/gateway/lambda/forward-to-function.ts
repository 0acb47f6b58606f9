import { readHttpAnswerV1, readHttpAnswerV2 } from "../../proxy-events/answer.js";
import type { ProxyAnswer } from "../../proxy-events/exchange.js";
import type { FunctionTarget } from "../config/gateway-config.js";
import type { Exchange } from "../proxy/exchange.js";
import type { ForwarderOptions } from "../proxy/forwarder.js";
import { buildResponseHeaders } from "../proxy/response-headers.js";
import type { Route } from "../routing/route.js";
import { randomHex } from "../tracing/random-ids.js";
import type { FunctionClient, InvokeAnswer } from "./function-client.js";
import { functionEvent, xrayHeader } from "./function-event.js";
import * as failures from "./function-problems.js";
import { MAX_EVENT_BYTES, readEventBody } from "./read-event-body.js";

/** What a route to a function needs from its gateway. */
export interface FunctionForwarderOptions extends ForwarderOptions {
  /** Undefined where no AWS is configured. */
  readonly client: FunctionClient | undefined;
}

/** Lets a function answer a request. It is called once: whether it may be called again only its author knows. */
export function forwardToFunction(
  exchange: Exchange,
  route: Route,
  target: FunctionTarget,
  options: FunctionForwarderOptions,
): void {
  new FunctionCall(exchange, route, target, options).start();
}

class FunctionCall {
  readonly #exchange: Exchange;
  readonly #route: Route;
  readonly #target: FunctionTarget;
  readonly #options: FunctionForwarderOptions;
  readonly #spanId: string;
  readonly #abort = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** The client has its answer, or is gone. */
  #isSettled = false;

  constructor(exchange: Exchange, route: Route, target: FunctionTarget, options: FunctionForwarderOptions) {
    this.#exchange = exchange;
    this.#route = route;
    this.#target = target;
    this.#options = options;
    const { trace, recorded } = exchange;
    // Unrecorded, the gateway is no part of the trace: what follows hangs on the caller's span.
    this.#spanId = !recorded && trace.parentSpanId !== "" ? trace.parentSpanId : randomHex(8);
  }

  start(): void {
    this.#exchange.upstream = `lambda:${this.#target.name}`;
    this.#exchange.onClientGone = () => this.#onClientGone();
    this.#run().catch((error: unknown) => this.#fail(failures.unreachable(this.#target.name, error)));
  }

  async #run(): Promise<void> {
    const { client } = this.#options;
    const { name } = this.#target;
    if (client === undefined) return this.#fail(failures.notConfigured(name));
    // What asks for an upgrade has no body, and node has stopped reading: it is answered as if it had not asked.
    const body = this.#exchange.upgrade ? Buffer.alloc(0) : await readEventBody(this.#exchange.req);
    if (body === undefined) return this.#fail(failures.tooLarge());
    if (this.#isSettled) return;
    const event = functionEvent(this.#exchange, this.#route, this.#target, { body, spanId: this.#spanId });
    if (event.length > MAX_EVENT_BYTES) return this.#fail(failures.tooLarge());
    this.#timer = setTimeout(() => this.#onTimeout(), this.#route.timeoutMs);
    const startedAt = this.#exchange.elapsedMs();
    const traceId = xrayHeader(this.#exchange.trace, this.#spanId);
    try {
      const answer = await client.invoke(this.#target, { event, traceId, signal: this.#abort.signal });
      this.#record(startedAt, answer);
      this.#answer(answer);
    } catch (error) {
      this.#record(startedAt, undefined);
      throw error;
    }
  }

  #answer(answer: InvokeAnswer): void {
    if (this.#isSettled) return;
    const { name, payloadFormat } = this.#target;
    const failure = failures.failureOf(answer, name);
    if (failure) return this.#fail(failure);
    const read = payloadFormat === "1.0" ? readHttpAnswerV1 : readHttpAnswerV2;
    const result = read(answer.payload);
    if (result === undefined) return this.#fail(failures.malformed(name));
    this.#settle();
    this.#pass(result);
  }

  #pass({ status, headers, body }: ProxyAnswer): void {
    const { res, req, answerHeaders } = this.#exchange;
    this.#exchange.outcome = "responded";
    this.#exchange.judge("responded", status);
    const host = req.headers.host ?? "";
    const raw = headers.filter(([name]) => name.toLowerCase() !== "content-length").flat();
    const mapLocation = (location: string) => this.#route.mapLocation(location, host);
    const { fields } = buildResponseHeaders(raw, this.#options.replacedHeaders, mapLocation);
    const hasBody = status !== 204 && status !== 304;
    if (hasBody) fields.push("Content-Length", String(body.length));
    res.writeHead(status, [...fields, ...answerHeaders]);
    res.end(hasBody ? body : undefined);
  }

  #fail({ problem, outcome }: failures.InvokeFailure): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#exchange.fail(problem, outcome);
  }

  #onTimeout(): void {
    this.#fail(failures.timedOut(this.#target.name, this.#route.timeoutMs));
    this.#abort.abort();
  }

  #onClientGone(): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#exchange.outcome = "client-aborted";
    this.#abort.abort();
  }

  #settle(): void {
    this.#isSettled = true;
    clearTimeout(this.#timer);
  }

  /** The span of the invocation (OpenTelemetry's semantic conventions for FaaS, client side). */
  #record(startedAt: number, answer: InvokeAnswer | undefined): void {
    const { recorded, trace, spanId, startedUnixMs } = this.#exchange;
    if (!recorded) return;
    const { name, region } = this.#target;
    const isFailed = answer === undefined || answer.status >= 400 || answer.hasFunctionFailed;
    const error = answer?.errorType ?? (answer ? "function failed" : "no answer");
    this.#options.record({
      traceId: trace.traceId,
      spanId: this.#spanId,
      parentSpanId: spanId,
      name: `invoke ${name}`,
      kind: "client",
      startUnixMs: startedUnixMs + startedAt,
      durationMs: this.#exchange.elapsedMs() - startedAt,
      attributes: {
        "faas.invoked_name": name,
        "faas.invoked_provider": "aws",
        ...(region === undefined ? {} : { "faas.invoked_region": region }),
        ...(answer === undefined ? {} : { "http.response.status_code": answer.status }),
        ...(isFailed ? { "error.type": error } : {}),
      },
      error: isFailed ? error : undefined,
    });
  }
}
