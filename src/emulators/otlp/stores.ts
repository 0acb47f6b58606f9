import { BoundedLog } from "./bounded-log.js";
import type { StoredLog } from "./log-request.js";
import { MetricStore } from "./metric-store.js";
import { SpanStore } from "./span-store.js";

/** What a receiver keeps, all of it in memory. */
export interface Stores {
  readonly spans: SpanStore;
  readonly metrics: MetricStore;
  readonly logs: BoundedLog<StoredLog>;
}

/** @param maxBytes of each of the three */
export function createStores(limits: {
  readonly maxSpans: number;
  readonly maxSeries: number;
  readonly maxLogs: number;
  readonly maxBytes: number;
}): Stores {
  const { maxSpans, maxSeries, maxLogs, maxBytes } = limits;
  return {
    spans: new SpanStore({ maxSpans, maxBytes }),
    metrics: new MetricStore({ maxItems: maxSeries, maxBytes }),
    logs: new BoundedLog({ maxItems: maxLogs, maxBytes }),
  };
}
