/** An attribute's value, as OpenTelemetry's semantic conventions for HTTP use them. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** A finished span, before it is written as OTLP. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root span. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: "server" | "client";
  /** Milliseconds since 1970, with a fraction. */
  readonly startUnixMs: number;
  readonly durationMs: number;
  readonly attributes: SpanAttributes;
  /** What went wrong; undefined leaves the status unset, as the conventions ask of a success. */
  readonly error: string | undefined;
}

/** OTLP enum SpanKind. */
const KIND = { server: 2, client: 3 } as const;
/** OTLP enum StatusCode. */
const STATUS_ERROR = 2;

/** Spans as the JSON body of an OTLP/HTTP trace request (OTLP 1.x, JSON Protobuf encoding: ids in hex, times as strings). */
export function encodeSpans(serviceName: string, spans: readonly Span[]): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: encodeAttributes({ "service.name": serviceName }) },
        scopeSpans: [{ scope: { name: "msx.gateway" }, spans: spans.map(encodeSpan) }],
      },
    ],
  });
}

function encodeSpan(span: Span): unknown {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === "" ? {} : { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: KIND[span.kind],
    startTimeUnixNano: toNanoseconds(span.startUnixMs),
    endTimeUnixNano: toNanoseconds(span.startUnixMs + span.durationMs),
    attributes: encodeAttributes(span.attributes),
    status: span.error === undefined ? {} : { code: STATUS_ERROR, message: span.error },
  };
}

function encodeAttributes(attributes: SpanAttributes): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
  }));
}

/** Milliseconds times 10^6 is past what a double holds exactly, so the digits are put together as text. */
function toNanoseconds(unixMs: number): string {
  const whole = Math.floor(unixMs);
  return `${whole}${String(Math.floor((unixMs - whole) * 1_000_000)).padStart(6, "0")}`;
}
