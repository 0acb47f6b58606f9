import type { Attributes } from "./common-values.js";

/** A span as it is kept and read back. */
export interface StoredSpan {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** Absent on a root span. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: "unspecified" | "internal" | "server" | "client" | "producer" | "consumer";
  /** The resource's `service.name`. */
  readonly service: string;
  /** Nanoseconds since 1970, as text: they are past what a JSON number holds exactly. */
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Attributes;
  /** What happened within it: exceptions above all. Absent when nothing did. */
  readonly events?: readonly SpanEvent[];
  readonly status: { readonly code: "unset" | "ok" | "error"; readonly message?: string };
}

/** Something that happened within a span. */
export interface SpanEvent {
  readonly name: string;
  readonly timeUnixNano: string;
  readonly attributes: Attributes;
}

/** A trace in a list: what one needs to choose it. */
export interface TraceSummary {
  readonly traceId: string;
  /** The name of the span that no kept span is the parent of. */
  readonly name: string;
  readonly services: readonly string[];
  readonly spanCount: number;
  readonly startTimeUnixNano: string;
  readonly durationMs: number;
  /** How many of its spans failed. */
  readonly errors: number;
}

/** Which traces to list. */
export interface TraceQuery {
  /** Only traces with a span of this service. */
  readonly service?: string | undefined;
  readonly limit: number;
}

/** Bounds of a store; the oldest spans go first. */
export interface SpanStoreLimits {
  readonly maxSpans: number;
  /** Of the spans' JSON text, in bytes (an estimate: characters). */
  readonly maxBytes: number;
}

interface Kept {
  readonly span: StoredSpan;
  readonly bytes: number;
}

/** The last spans received, in memory, by trace. */
export class SpanStore {
  readonly #limits: SpanStoreLimits;
  /** In the order received; a Map so that the oldest is found and removed in constant time. */
  readonly #order = new Map<string, Kept>();
  readonly #traces = new Map<string, Map<string, StoredSpan>>();
  #bytes = 0;

  constructor(limits: SpanStoreLimits) {
    this.#limits = limits;
  }

  get spanCount(): number {
    return this.#order.size;
  }

  /** Of all spans, about the length of their JSON text. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Every span, in the order received. */
  *spans(): Iterable<StoredSpan> {
    for (const { span } of this.#order.values()) yield span;
  }

  /** Adds a span; one with the same ids replaces what was kept, since an exporter may send a batch twice. */
  add(span: StoredSpan): void {
    const key = `${span.traceId} ${span.spanId}`;
    this.#remove(key);
    const bytes = JSON.stringify(span).length;
    this.#order.set(key, { span, bytes });
    this.#bytes += bytes;
    const trace = this.#traces.get(span.traceId) ?? new Map<string, StoredSpan>();
    trace.set(span.spanId, span);
    this.#traces.set(span.traceId, trace);
    for (const oldest of this.#order.keys()) {
      if (this.#order.size <= this.#limits.maxSpans && this.#bytes <= this.#limits.maxBytes) break;
      this.#remove(oldest);
    }
  }

  /** The spans of a trace by start time; empty when none is kept. */
  trace(traceId: string): StoredSpan[] {
    return [...(this.#traces.get(traceId.toLowerCase())?.values() ?? [])].sort(byStart);
  }

  /** The traces that match, newest first. */
  traces({ service, limit }: TraceQuery): TraceSummary[] {
    const summaries: TraceSummary[] = [];
    for (const [traceId, spans] of [...this.#traces].reverse()) {
      if (summaries.length >= limit) break;
      const ordered = [...spans.values()].sort(byStart);
      if (service !== undefined && !ordered.some((span) => span.service === service)) continue;
      summaries.push(summarise(traceId, ordered));
    }
    return summaries;
  }

  /** The services that spans are kept of, in alphabetical order. */
  services(): string[] {
    return [...new Set([...this.#order.values()].map(({ span }) => span.service))].sort();
  }

  #remove(key: string): void {
    const kept = this.#order.get(key);
    if (kept === undefined) return;
    this.#order.delete(key);
    this.#bytes -= kept.bytes;
    const trace = this.#traces.get(kept.span.traceId);
    trace?.delete(kept.span.spanId);
    if (trace?.size === 0) this.#traces.delete(kept.span.traceId);
  }
}

function byStart(a: StoredSpan, b: StoredSpan): number {
  const [first, second] = [BigInt(a.startTimeUnixNano), BigInt(b.startTimeUnixNano)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** What a list says of a trace. @param spans all of it, by start time */
export function summarise(traceId: string, spans: readonly StoredSpan[]): TraceSummary {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const root = spans.find(({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId));
  const start = BigInt(spans[0]?.startTimeUnixNano ?? 0);
  const end = spans.reduce((latest, span) => {
    const at = BigInt(span.endTimeUnixNano);
    return at > latest ? at : latest;
  }, start);
  return {
    traceId,
    name: root?.name ?? "",
    services: [...new Set(spans.map(({ service }) => service))],
    spanCount: spans.length,
    startTimeUnixNano: String(start),
    durationMs: Number(end - start) / 1_000_000,
    errors: spans.filter(({ status }) => status.code === "error").length,
  };
}
