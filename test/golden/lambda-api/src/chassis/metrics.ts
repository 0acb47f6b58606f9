import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import { logger } from "./logger.js";
import { setting } from "./settings.js";

export type MetricUnit = "Count" | "Milliseconds" | "Bytes";

/** Sends what one invocation counted. */
export type SendMetrics = (namespace: string, data: MetricDatum[]) => Promise<void>;

let pending: MetricDatum[] = [];

/**
 * Counts or measures something of the running invocation; it is sent when that ends. Beside `dimensions` it carries
 * `Environment` (Production, Development).
 */
export function addMetric(
  name: string,
  value: number,
  unit: MetricUnit,
  dimensions: Readonly<Record<string, string>> = {},
): void {
  const all = { Environment: setting("ENVIRONMENT", "Development"), ...dimensions };
  pending.push({
    MetricName: name,
    Value: value,
    Unit: unit,
    Timestamp: new Date(),
    Dimensions: Object.entries(all).map(([Name, Value]) => ({ Name, Value })),
  });
}

/** Sends what was counted, in one call. A monitoring that is away must not fail the work, so that is only logged. */
export async function flushMetrics(send: SendMetrics): Promise<void> {
  const data = pending;
  pending = [];
  if (data.length === 0) return;
  try {
    await send(setting("METRICS_NAMESPACE", setting("SERVICE_NAME", "unknown")), data);
  } catch (error) {
    logger.warn("The metrics were not sent", { error, metrics: data.length });
  }
}
