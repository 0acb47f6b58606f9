import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import { setting } from "./settings.js";
import { formatTraceparent, readTraceparent, readXRay, type Trace } from "./trace-context.js";

export type SpanKind = "internal" | "server" | "client" | "producer" | "consumer";
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: SpanAttributes;
  /** The `traceparent` of what it goes on from; without one it hangs on the running span, or on Lambda's own trace. */
  readonly traceparent?: string | undefined;
}

export interface NamedSpan extends SpanOptions {
  readonly name: string;
}

/** Only what somebody collects is kept; without a collector X-Ray still has Lambda's own segments. */
export function collectorUrl(): string | undefined {
  return setting("OTEL_EXPORTER_OTLP_ENDPOINT", "").replace(/\/+$/, "") || undefined;
}

const running = new AsyncLocalStorage<Span>();
let ended: Span[] = [];

/** A piece of work within a trace (OpenTelemetry's span). */
export class Span implements Trace {
  readonly traceId: string;
  readonly spanId = randomBytes(8).toString("hex");
  readonly sampled: boolean;
  readonly parentSpanId: string | undefined;
  readonly kind: SpanKind;
  /** Milliseconds since 1970. */
  readonly startedMs = now();
  readonly attributes: Record<string, string | number | boolean>;
  name: string;
  endedMs: number | undefined;
  /** What went wrong, when something did. */
  error: { readonly type: string; readonly message: string } | undefined;

  constructor(name: string, { kind = "internal", attributes = {}, traceparent: from }: SpanOptions) {
    const parent = readTraceparent(from) ?? running.getStore() ?? lambdaTrace();
    this.traceId = parent?.traceId ?? randomBytes(16).toString("hex");
    this.parentSpanId = parent?.spanId;
    this.sampled = parent?.sampled ?? true;
    this.name = name;
    this.kind = kind;
    this.attributes = { ...attributes };
  }

  get traceparent(): string {
    return formatTraceparent(this);
  }

  fail(error: unknown): void {
    const { name: type, message } = error instanceof Error ? error : new Error(String(error));
    this.error = { type, message };
  }

  end(): void {
    this.endedMs = Math.max(now(), this.startedMs);
    if (this.sampled && collectorUrl() !== undefined) ended.push(this);
  }
}

/** Runs `work` inside a span, which ends with it and records its error. */
export async function withSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  const span = new Span(name, options);
  try {
    return await running.run(span, () => work(span));
  } catch (error) {
    span.fail(error);
    throw error;
  } finally {
    span.end();
  }
}

export function currentSpan(): Span | undefined {
  return running.getStore();
}

/** Where the running work stands: its span, else the trace that Lambda itself is part of. */
export function currentTrace(): Trace | undefined {
  return running.getStore() ?? lambdaTrace();
}

/** The running trace as a W3C `traceparent`, to be sent along. */
export function traceparent(): string | undefined {
  const trace = currentTrace();
  return trace && formatTraceparent(trace);
}

/** The spans that ended since the last call and are to be exported. */
export function takeSpans(): readonly Span[] {
  const spans = ended;
  ended = [];
  return spans;
}

/** Lambda sets it anew for each invocation. */
function lambdaTrace(): Trace | undefined {
  return readXRay(process.env._X_AMZN_TRACE_ID);
}

/** Finer than `Date`, which decides where the other clock stood still while the process was frozen between invocations. */
function now(): number {
  const fine = performance.timeOrigin + performance.now();
  const coarse = Date.now();
  return Math.abs(fine - coarse) < 2 ? fine : coarse;
}
