import { z } from "zod";
import type { AttributeValue, StoredSpan } from "./span-store.js";

/** A body that is not an OTLP trace request at all; the message says where it stops being one. */
export class TraceRequestError extends Error {
  override readonly name = "TraceRequestError";
}

/** What one export request brought. */
export interface TraceRequest {
  readonly spans: readonly StoredSpan[];
  /** Spans that could not be taken, each with the reason; the others are kept (OTLP "Partial Success"). */
  readonly rejected: readonly string[];
}

/** Order of the enums SpanKind and StatusCode in opentelemetry/proto/trace/v1/trace.proto. */
const KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
const STATUS_CODES = ["unset", "ok", "error"] as const;

/** JSON Protobuf: 64-bit integers are text, and numbers are accepted too. */
const nanoseconds = z.union([z.string().regex(/^\d{1,20}$/), z.int().nonnegative().transform(String)]);

/** AnyValue of opentelemetry/proto/common/v1/common.proto; at most one field is set. */
interface AnyValue {
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  readonly intValue?: string | number | undefined;
  readonly doubleValue?: string | number | undefined;
  readonly bytesValue?: string | undefined;
  readonly arrayValue?: { readonly values: readonly AnyValue[] } | undefined;
  readonly kvlistValue?: { readonly values: readonly KeyValue[] } | undefined;
}

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
    doubleValue: z.union([z.number(), z.string()]).optional(),
    bytesValue: z.string().optional(),
    arrayValue: z.object({ values: z.array(anyValue).default([]) }).optional(),
    kvlistValue: z.object({ values: keyValues }).optional(),
  }),
);

const keyValues = z.array(z.object({ key: z.string(), value: anyValue.default({}) })).default([]);

const otlpSpan = z.object({
  traceId: z.string().regex(/^(?!0{32})[0-9a-f]{32}$/i, { error: "must be 32 hex digits, not all zero" }),
  spanId: z.string().regex(/^(?!0{16})[0-9a-f]{16}$/i, { error: "must be 16 hex digits, not all zero" }),
  parentSpanId: z.union([z.literal(""), z.string().regex(/^[0-9a-f]{16}$/i)]).optional(),
  name: z.string().default(""),
  kind: z.int().default(0),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes: keyValues,
  status: z.object({ code: z.int().default(0), message: z.string().optional() }).nullish(),
});

/** ExportTraceServiceRequest, down to the spans, which are checked one by one so that one bad span costs only itself. */
const traceRequest = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes: keyValues }).nullish(),
        scopeSpans: z.array(z.object({ spans: z.array(z.unknown()).default([]) })).default([]),
      }),
    )
    .default([]),
});

/** Reads the JSON body of an OTLP/HTTP trace request (unknown fields are passed over). Throws {@link TraceRequestError}. */
export function parseTraceRequest(text: string): TraceRequest {
  const request = traceRequest.safeParse(parseJson(text));
  if (!request.success) throw new TraceRequestError(z.prettifyError(request.error));
  const spans: StoredSpan[] = [];
  const rejected: string[] = [];
  for (const { resource, scopeSpans } of request.data.resourceSpans) {
    const name = toAttributes(resource?.attributes ?? [])["service.name"];
    const service = typeof name === "string" ? name : "unknown_service";
    for (const candidate of scopeSpans.flatMap((scope) => scope.spans)) {
      const span = otlpSpan.safeParse(candidate);
      if (span.success) spans.push(toStoredSpan(span.data, service));
      else rejected.push(z.prettifyError(span.error));
    }
  }
  return { spans, rejected };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TraceRequestError(`not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
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
    status: {
      code: STATUS_CODES[span.status?.code ?? 0] ?? "unset",
      ...(message === undefined || message === "" ? {} : { message }),
    },
  };
}

function toAttributes(pairs: readonly KeyValue[]): Record<string, AttributeValue> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, toValue(value)]));
}

/** Integers past what a double holds exactly stay text. */
function toValue(value: AnyValue): AttributeValue {
  if (value.intValue !== undefined) {
    const number = Number(value.intValue);
    return Number.isSafeInteger(number) ? number : String(value.intValue);
  }
  if (value.doubleValue !== undefined) return Number(value.doubleValue);
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(toValue);
  if (value.kvlistValue !== undefined) return toAttributes(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.bytesValue ?? null;
}
