import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { CoreConfig } from "./core-config.js";

/** Spans leave at most this late, so that a trace is complete soon after its request. */
const exportDelayMs = 1_000;

/**
 * Starts tracing: W3C trace context everywhere, spans over OTLP/HTTP when an endpoint is configured.
 *
 * Spans are made where the chassis talks to others, and not by patching modules, which ES modules would need a loader
 * hook for.
 *
 * @returns a function that sends what is left and stops.
 */
export function startTelemetry(config: CoreConfig): () => Promise<void> {
  const { serviceName, otlpEndpoint } = config.telemetry;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      "service.name": serviceName,
      "service.version": config.service.version,
      "service.instance.id": config.service.id,
    }),
    spanProcessors: otlpEndpoint
      ? [
          new BatchSpanProcessor(new OTLPTraceExporter({ url: `${otlpEndpoint}/v1/traces` }), {
            scheduledDelayMillis: exportDelayMs,
          }),
        ]
      : [],
  });
  provider.register();
  return () => provider.shutdown();
}

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  /** What the span belongs to; default: the active context. */
  readonly parent?: Context;
}

/** Runs `work` inside a span, which ends with it and records its error. */
export async function withSpan<T>(
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = options.parent ?? context.active();
  const span = tracer().startSpan(
    name,
    { kind: options.kind ?? SpanKind.INTERNAL, attributes: options.attributes ?? {} },
    parent,
  );
  try {
    return await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    recordError(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Marks a span as failed. */
export function recordError(span: Span, error: unknown): void {
  const exception = error instanceof Error ? error : new Error(String(error));
  span.recordException(exception);
  span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
}

/** The tracer all of the chassis' spans are made with. */
export function tracer() {
  return trace.getTracer("chassis");
}

/** The active trace as W3C headers (`traceparent`, `tracestate`), to be sent along. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** The active trace as a `traceparent` header value, if there is one. */
export function currentTraceparent(): string | undefined {
  return traceHeaders().traceparent;
}

/** The context that W3C headers continue; a fresh root without them. */
export function contextFromHeaders(headers: Readonly<Record<string, unknown>>): Context {
  return propagation.extract(context.active(), headers);
}
