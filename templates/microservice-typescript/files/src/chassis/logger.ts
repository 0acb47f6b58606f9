import { trace } from "@opentelemetry/api";
import { type DestinationStream, type Logger, pino } from "pino";
import type { CoreConfig } from "./core-config.js";

export type { Logger };

/** A logger that writes one JSON object a line to stdout, with the ids of the active trace in every line. */
export function createLogger(config: CoreConfig, destination?: DestinationStream): Logger {
  const options = {
    level: config.logLevel,
    base: { service: config.service.name, version: config.service.version },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: pino.stdSerializers.err },
    mixin: activeTraceIds,
  };
  return destination ? pino(options, destination) : pino(options);
}

function activeTraceIds(): Record<string, string> {
  const span = trace.getActiveSpan()?.spanContext();
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}
