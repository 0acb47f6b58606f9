import * as z from "zod";
import { keyValues, nanoseconds, parseRequest, resource, serviceOf, toAttributes } from "./common-values.js";
import type { StoredSpan } from "./span-store.js";

/** What one export request brought. */
export interface TraceRequest {
  readonly spans: readonly StoredSpan[];
  /** Spans that could not be taken, each with the reason; the others are kept (OTLP "Partial Success"). */
  readonly rejected: readonly string[];
}

/** Order of the enums SpanKind and StatusCode in opentelemetry/proto/trace/v1/trace.proto. */
const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
const STATUS_CODES = ["unset", "ok", "error"] as const;

const otlpSpan = z.object({
  traceId: z.string().regex(/^(?!0{32})[0-9a-f]{32}$/i, { error: "must be 32 hex digits, not all zero" }),
  spanId: z.string().regex(/^(?!0{16})[0-9a-f]{16}$/i, { error: "must be 16 hex digits, not all zero" }),
  parentSpanId: z.union([z.literal(""), z.string().regex(/^[0-9a-f]{16}$/i)]).optional(),
  name: z.string().default(""),
  kind: z.int().default(0),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes: keyValues,
  events: z
    .array(
      z.object({
        name: z.string().default(""),
        timeUnixNano: nanoseconds.default("0"),
        attributes: keyValues,
      }),
    )
    .default([]),
  status: z.object({ code: z.int().default(0), message: z.string().optional() }).nullish(),
});

/** ExportTraceServiceRequest, down to the spans, which are checked one by one so that one bad span costs only itself. */
const traceRequest = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource,
        scopeSpans: z.array(z.object({ spans: z.array(z.unknown()).default([]) })).default([]),
      }),
    )
    .default([]),
});

/** Reads a trace request, from JSON or as decoded from protobuf (unknown fields are passed over). Throws ExportRequestError. */
export function readTraceRequest(request: unknown): TraceRequest {
  const spans: StoredSpan[] = [];
  const rejected: string[] = [];
  for (const { resource: of, scopeSpans } of parseRequest(traceRequest, request).resourceSpans) {
    const service = serviceOf(of);
    for (const candidate of scopeSpans.flatMap((scope) => scope.spans)) {
      const span = otlpSpan.safeParse(candidate);
      if (span.success) spans.push(toStoredSpan(span.data, service));
      else rejected.push(z.prettifyError(span.error));
    }
  }
  return { spans, rejected };
}

function toStoredSpan(span: z.output<typeof otlpSpan>, service: string): StoredSpan {
  const message = span.status?.message;
  return {
    traceId: span.traceId.toLowerCase(),
    spanId: span.spanId.toLowerCase(),
    ...(span.parentSpanId ? { parentSpanId: span.parentSpanId.toLowerCase() } : {}),
    name: span.name,
    kind: KINDS[span.kind] ?? "unspecified",
    service,
    startTimeUnixNano: span.startTimeUnixNano,
    endTimeUnixNano: span.endTimeUnixNano,
    attributes: toAttributes(span.attributes),
    ...(span.events.length === 0
      ? {}
      : { events: span.events.map((event) => ({ ...event, attributes: toAttributes(event.attributes) })) }),
    status: {
      code: STATUS_CODES[span.status?.code ?? 0] ?? "unset",
      ...(message === undefined || message === "" ? {} : { message }),
    },
  };
}
