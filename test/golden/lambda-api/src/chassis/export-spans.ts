import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { logger } from "./logger.js";
import { setting } from "./settings.js";
import { collectorUrl, type Span, type SpanAttributes, takeSpans } from "./tracing.js";

/** Short, so that a collector that is away delays an invocation by little. */
const timeoutMs = 1_000;

/** SpanKind of opentelemetry/proto/trace/v1/trace.proto. */
const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;
const statusError = 2;

/**
 * Sends the spans of the invocation to the collector, by OTLP over HTTP: before the invocation ends, since the process is
 * frozen then. A collector that is away must not fail the work, so that is only logged.
 */
export async function exportSpans(): Promise<void> {
  const spans = takeSpans();
  const collector = collectorUrl();
  if (spans.length === 0 || collector === undefined) return;
  try {
    await post(new URL(`${collector}/v1/traces`), JSON.stringify(exportRequest(spans)));
  } catch (error) {
    logger.warn("The spans were not sent", { error, spans: spans.length });
  }
}

/** ExportTraceServiceRequest in OTLP's JSON encoding. */
function exportRequest(spans: readonly Span[]): object {
  const attributes = pairs({
    "service.name": setting("SERVICE_NAME", "unknown"),
    "deployment.environment.name": setting("ENVIRONMENT", "Development"),
    "cloud.provider": "aws",
    "cloud.region": setting("AWS_REGION", "unknown"),
    "faas.name": setting("AWS_LAMBDA_FUNCTION_NAME", setting("FUNCTION_NAME", "unknown")),
    "faas.version": setting("AWS_LAMBDA_FUNCTION_VERSION", "unknown"),
    "faas.instance": setting("AWS_LAMBDA_LOG_STREAM_NAME", "unknown"),
  });
  return {
    resourceSpans: [
      { resource: { attributes }, scopeSpans: [{ scope: { name: "chassis" }, spans: spans.map(encoded) }] },
    ],
  };
}

function encoded(span: Span): object {
  const { traceId, spanId, parentSpanId, name, kind, startedMs, endedMs = startedMs, error } = span;
  return {
    ...{ traceId, spanId, name, kind: kinds[kind] },
    ...(parentSpanId !== undefined && { parentSpanId }),
    ...{ startTimeUnixNano: nanoseconds(startedMs), endTimeUnixNano: nanoseconds(endedMs) },
    attributes: pairs({ ...span.attributes, ...(error && { "error.type": error.type }) }),
    ...(error && { status: { code: statusError, message: error.message } }),
  };
}

function pairs(attributes: SpanAttributes): object[] {
  return Object.entries(attributes).map(([key, value]) => {
    if (typeof value === "string") return { key, value: { stringValue: value } };
    if (typeof value === "boolean") return { key, value: { boolValue: value } };
    return { key, value: Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value } };
  });
}

/** As text: 64 bits are more than a number holds. */
function nanoseconds(ms: number): string {
  return `${BigInt(Math.round(ms * 1_000)) * 1_000n}`;
}

/** Without the runtime's own `fetch`, which takes longer to load than all of this module to run. */
function post(url: URL, body: string): Promise<void> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    ...givenHeaders(),
  };
  return new Promise((resolve, reject) => {
    // A connection of its own: one that was kept may be dead when the process wakes up.
    const sent = request(url, { method: "POST", headers, agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      response.once("error", reject);
      response.once("end", () => {
        const { statusCode = 0 } = response;
        if (statusCode < 300) resolve();
        else reject(new Error(`${url.href} answered ${statusCode}`));
      });
    });
    sent.once("timeout", () => sent.destroy(new Error(`${url.href} did not answer within ${timeoutMs} ms`)));
    sent.once("error", reject);
    sent.end(body);
  });
}

/** `key=value,key=value`, values percent-encoded: what a collector that is paid for wants to know. */
function givenHeaders(): Record<string, string> {
  const entries = setting("OTEL_EXPORTER_OTLP_HEADERS", "")
    .split(",")
    .flatMap((pair): [string, string][] => {
      const [name = "", ...value] = pair.split("=");
      return name.trim() === ""
        ? []
        : [[name.trim().toLowerCase(), decodeURIComponent(value.join("=").trim())]];
    });
  return Object.fromEntries(entries);
}
