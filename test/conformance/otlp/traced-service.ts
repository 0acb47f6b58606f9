import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { onTestFinished } from "vitest";

/** A service that traces with OpenTelemetry's unmodified SDK and exporter. */
export interface TracedService {
  readonly port: number;
  /** Hands in what is not handed in yet. */
  flush(): Promise<void>;
}

/** What a service does with a request, inside its server span. */
export type Handle = (work: {
  /** Runs `work` in a span of its own, below the one that is open. */
  inSpan<T>(name: string, kind: SpanKind, work: (traceparent: string) => Promise<T>): Promise<T>;
}) => Promise<number>;

export function tracer(service: string, receiverUrl: string): BasicTracerProvider {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": service }),
    spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter({ url: `${receiverUrl}/v1/traces` }))],
  });
  onTestFinished(() => provider.shutdown());
  return provider;
}

/** Starts one on a free port; gone when the test is over. */
export async function startTracedService(
  name: string,
  receiverUrl: string,
  handle: Handle,
): Promise<TracedService> {
  const provider = tracer(name, receiverUrl);
  const made = provider.getTracer("test");
  const server = createServer((req, res) => {
    const context = remoteContext(req.headers.traceparent);
    const span = made.startSpan(`${req.method} ${req.url}`, { kind: SpanKind.SERVER }, context);
    const inSpan = async <T>(
      child: string,
      kind: SpanKind,
      work: (traceparent: string) => Promise<T>,
    ): Promise<T> => {
      const below = made.startSpan(child, { kind }, trace.setSpan(context, span));
      try {
        return await work(traceparentOf(below));
      } finally {
        below.end();
      }
    };
    void handle({ inSpan })
      .catch(() => 500)
      .then((status) => {
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message: `answered ${status}` });
        span.end();
        res.writeHead(status).end();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, flush: () => provider.forceFlush() };
}

function remoteContext(header: string | string[] | undefined): Context {
  const [, traceId = "", spanId = ""] = String(header).split("-");
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1, isRemote: true });
}

function traceparentOf(span: Span): string {
  const { traceId, spanId } = span.spanContext();
  return `00-${traceId}-${spanId}-01`;
}
