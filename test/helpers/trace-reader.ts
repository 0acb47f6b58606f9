/** A span as the scenario looks at it, whoever kept it. */
export interface SeenSpan {
  readonly spanId: string;
  /** Undefined for the first of a trace. */
  readonly parentSpanId?: string;
  readonly service: string;
  readonly name: string;
  /** Lower case: server, client, producer, consumer, internal. */
  readonly kind: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface EmulatorTrace {
  readonly spans: readonly SeenSpan[];
}

interface JaegerTrace {
  readonly data: readonly {
    readonly spans: readonly {
      readonly spanID: string;
      readonly references?: readonly { readonly refType: string; readonly spanID: string }[];
      readonly operationName: string;
      readonly processID: string;
      readonly tags: readonly { readonly key: string; readonly value: unknown }[];
    }[];
    readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
  }[];
}

/**
 * The spans of a trace, read from the tracing resource: `GET /api/traces/{traceId}`, as Jaeger's query API and as msx's own
 * OTLP receiver answer it. None while nothing of the trace has arrived.
 */
export async function readTrace(tracingUrl: string, traceId: string): Promise<readonly SeenSpan[]> {
  const response = await fetch(`${tracingUrl}/api/traces/${traceId}`, { signal: AbortSignal.timeout(5_000) });
  if (response.status === 404) return [];
  if (!response.ok) throw new Error(`${tracingUrl} answered ${response.status} for trace ${traceId}`);
  const answer = (await response.json()) as EmulatorTrace | JaegerTrace;
  if ("spans" in answer) return answer.spans;
  return answer.data.flatMap(({ spans, processes }) =>
    spans.map((span) => {
      const attributes = Object.fromEntries(span.tags.map(({ key, value }) => [key, value]));
      const parent = span.references?.find(({ refType }) => refType === "CHILD_OF")?.spanID;
      return {
        spanId: span.spanID,
        ...(parent !== undefined && { parentSpanId: parent }),
        service: processes[span.processID]?.serviceName ?? "",
        name: span.operationName,
        kind: String(attributes["span.kind"] ?? "internal"),
        attributes,
      };
    }),
  );
}
