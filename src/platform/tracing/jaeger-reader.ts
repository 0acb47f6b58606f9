import { type StoredSpan, summarise, type TraceSummary } from "../../emulators/otlp/span-store.js";
import { phrase, ReasonError } from "../../errors/detail.js";
import type { Ask, TraceReader } from "./trace-reader.js";

/** What Jaeger's query service answers of a trace (model/json/model.go of jaegertracing/jaeger); times in microseconds. */
interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

interface JaegerSpan {
  readonly spanID: string;
  readonly operationName: string;
  readonly references?: readonly {
    readonly refType: string;
    readonly traceID: string;
    readonly spanID: string;
  }[];
  readonly startTime: number;
  readonly duration: number;
  readonly tags?: readonly KeyValue[];
  readonly logs?: readonly { readonly timestamp: number; readonly fields: readonly KeyValue[] }[];
  readonly processID: string;
}

interface KeyValue {
  readonly key: string;
  readonly value: string | number | boolean;
}

/**
 * Reads from Jaeger. It lists the traces of one service only, so that without one every service is asked.
 * @param known the answer of `/api/services`
 * @throws Error when it is not Jaeger's
 */
export function jaegerReader(known: unknown, ask: Ask): TraceReader {
  if (typeof known !== "object" || known === null || !("data" in known)) {
    throw new ReasonError(phrase("no-traces-api"));
  }
  const services = ((known.data as string[] | null) ?? []).toSorted();
  const tracesOf = async (service: string, limit: number): Promise<readonly JaegerTrace[]> => {
    const query = new URLSearchParams({ service, limit: String(limit) });
    return traces(await ask(`/api/traces?${query}`));
  };
  return {
    services,
    async list({ service, limit }) {
      const wanted = service === undefined ? services : services.filter((name) => name === service);
      const found = (await Promise.all(wanted.map((name) => tracesOf(name, limit)))).flat();
      const summaries = new Map<string, TraceSummary>();
      for (const trace of found) {
        const summary = summarise(fullTraceId(trace.traceID), toSpans(trace).sort(byStart));
        summaries.set(summary.traceId, summary);
      }
      return [...summaries.values()].sort((a, b) => byStart(b, a)).slice(0, limit);
    },
    async trace(traceId) {
      return traces(await ask(`/api/traces/${traceId}`)).flatMap(toSpans);
    },
  };
}

function traces(answer: unknown): readonly JaegerTrace[] {
  return (answer as { data: JaegerTrace[] | null } | undefined)?.data ?? [];
}

function toSpans({ traceID, spans, processes }: JaegerTrace): StoredSpan[] {
  return spans.map((span) => {
    const attributes = toAttributes(span.tags);
    const parent = span.references?.find(({ refType }) => refType === "CHILD_OF")?.spanID;
    const message = attributes["otel.status_description"];
    const code = attributes.error === true || attributes["otel.status_code"] === "ERROR" ? "error" : "unset";
    return {
      ...{ traceId: fullTraceId(traceID), spanId: span.spanID, name: span.operationName },
      ...(parent === undefined ? {} : { parentSpanId: parent }),
      kind: (attributes["span.kind"] ?? "internal") as StoredSpan["kind"],
      service: processes[span.processID]?.serviceName ?? "",
      startTimeUnixNano: nanoseconds(span.startTime),
      endTimeUnixNano: nanoseconds(span.startTime + span.duration),
      attributes,
      ...(span.logs?.length && {
        events: span.logs.map(({ timestamp, fields }) => {
          const { event, ...others } = toAttributes(fields);
          return { name: String(event ?? ""), timeUnixNano: nanoseconds(timestamp), attributes: others };
        }),
      }),
      status: { code, ...(message !== undefined && { message: String(message) }) },
    };
  });
}

/** Jaeger leaves out leading zeros. */
function fullTraceId(traceId: string): string {
  return traceId.padStart(32, "0");
}

function toAttributes(tags: readonly KeyValue[] = []): Record<string, string | number | boolean> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

function nanoseconds(microseconds: number): string {
  return String(BigInt(microseconds) * 1000n);
}

function byStart(
  a: { readonly startTimeUnixNano: string },
  b: { readonly startTimeUnixNano: string },
): number {
  const difference = BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
