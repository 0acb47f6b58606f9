import { BoundedLog } from "./bounded-log.js";
import type { StoredLog } from "./log-request.js";
import type { StoredPoint } from "./metric-request.js";
import { MetricStore } from "./metric-store.js";
import { SpanStore, type StoredSpan } from "./span-store.js";

/** What a receiver keeps. */
export interface Stores {
  readonly spans: SpanStore;
  readonly metrics: MetricStore;
  readonly logs: BoundedLog<StoredLog>;
  keepSpan(span: StoredSpan): void;
  keepPoint(point: StoredPoint): void;
  keepLog(log: StoredLog): void;
  /** Resolves when what was kept so far outlives the process; at once where nothing does. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Stores that end with the process. @param maxBytes of each of the three */
export function createStores(limits: {
  readonly maxSpans: number;
  readonly maxSeries: number;
  readonly maxLogs: number;
  readonly maxBytes: number;
}): Stores {
  const { maxSpans, maxSeries, maxLogs, maxBytes } = limits;
  const spans = new SpanStore({ maxSpans, maxBytes });
  const metrics = new MetricStore({ maxItems: maxSeries, maxBytes });
  const logs = new BoundedLog<StoredLog>({ maxItems: maxLogs, maxBytes });
  return {
    ...{ spans, metrics, logs },
    keepSpan: (span) => spans.add(span),
    keepPoint: (point) => metrics.add(point),
    keepLog: (log) => void logs.add(log),
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
