import { Agent, request } from "undici";
import type { GatewayLog } from "../gateway-log.js";
import { encodeSpans, type Span } from "./span.js";

/** Spans kept while the collector is slow or away; past this, new ones are dropped, never the request. */
const QUEUE_LIMIT = 4096;
const BATCH_LIMIT = 512;
const FLUSH_INTERVAL_MS = 500;
const SEND_TIMEOUT_MS = 5000;
const BACKOFF_LAST_MS = 5000;

/** Sends spans in the background. Nothing here can fail or delay a request. */
export class SpanExporter {
  readonly #url: string;
  readonly #serviceName: string;
  readonly #log: GatewayLog;
  readonly #dispatcher = new Agent({ connect: { timeout: 2000 } });
  #queue: Span[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  #failures = 0;
  #dropped = 0;

  /** `endpoint` is `OTEL_EXPORTER_OTLP_ENDPOINT`: the base URL, to which `/v1/traces` is added. */
  constructor(endpoint: string, serviceName: string, log: GatewayLog) {
    this.#url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
    this.#serviceName = serviceName;
    this.#log = log;
  }

  /** False when there is no room: the caller then need not build its spans. */
  get accepts(): boolean {
    if (this.#queue.length < QUEUE_LIMIT) return true;
    this.#dropped += 1;
    return false;
  }

  add(span: Span): void {
    this.#queue.push(span);
    this.#timer ??= setTimeout(() => this.#start(), FLUSH_INTERVAL_MS).unref();
  }

  /** Sends what is left, for at most `timeoutMs`, and closes. */
  async close(timeoutMs: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#start();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([this.#sending, late]);
    clearTimeout(timer);
    clearTimeout(this.#timer);
    await this.#dispatcher.destroy();
  }

  #start(): void {
    this.#sending = this.#drain().finally(() => {
      this.#timer = undefined;
      if (this.#queue.length === 0) return;
      const wait = Math.min(BACKOFF_LAST_MS, FLUSH_INTERVAL_MS * 2 ** this.#failures);
      this.#timer = setTimeout(() => this.#start(), wait).unref();
    });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, BATCH_LIMIT);
      try {
        await this.#send(batch);
      } catch (error) {
        this.#failures += 1;
        if (this.#failures === 1) this.#reportFailure(error);
        return;
      }
      this.#queue = this.#queue.slice(batch.length);
      if (this.#failures > 0) this.#log.info("spans are exported again", { dropped: this.#dropped });
      this.#failures = 0;
      this.#dropped = 0;
    }
  }

  async #send(batch: readonly Span[]): Promise<void> {
    const { statusCode, body } = await request(this.#url, {
      method: "POST",
      dispatcher: this.#dispatcher,
      headers: { "content-type": "application/json" },
      body: encodeSpans(this.#serviceName, batch),
      headersTimeout: SEND_TIMEOUT_MS,
      bodyTimeout: SEND_TIMEOUT_MS,
    });
    const text = await body.text();
    // OTLP/HTTP "Failures": only these may be sent again; a batch that is refused would be refused for ever.
    if ([429, 502, 503, 504].includes(statusCode)) throw new Error(`the collector answered ${statusCode}`);
    if (statusCode >= 400)
      this.#log.warn("spans refused", { status: statusCode, answer: text.slice(0, 200) });
  }

  #reportFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.warn("spans cannot be exported", { url: this.#url, reason });
  }
}
