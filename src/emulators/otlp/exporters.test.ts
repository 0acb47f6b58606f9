import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { OTLPLogExporter as JsonLogs } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtoLogs } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtoMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtoTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../emulator.js";
import { startOtlp } from "./start-otlp.js";

const resource = resourceFromAttributes({ "service.name": "shop" });
const gzip = { compression: "gzip" as never };

/** OpenTelemetry's own exporters, unmodified, in both encodings. */
describe.each([
  { encoding: "JSON", Traces: JsonTraces, Metrics: JsonMetrics, Logs: JsonLogs },
  { encoding: "protobuf", Traces: ProtoTraces, Metrics: ProtoMetrics, Logs: ProtoLogs },
])("OpenTelemetry's exporters of $encoding", ({ Traces, Metrics, Logs }) => {
  let server: Emulator;
  beforeAll(async () => {
    server = await startOtlp();
  });
  afterAll(() => server.close());

  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${server.url}${path}`)).json()) as T;

  it("hand in traces, plain and gzip, with all that is read back of a span", async () => {
    for (const options of [{}, gzip]) {
      const exporter = new Traces({ url: `${server.url}/v1/traces`, ...options });
      const provider = new BasicTracerProvider({
        resource,
        spanProcessors: [new SimpleSpanProcessor(exporter)],
      });
      const tracer = provider.getTracer("test");
      const parent = tracer.startSpan("GET /a", { kind: SpanKind.SERVER, startTime: [1_700_000_000, 5] });
      parent.end([1_700_000_001, 7]);
      await provider.forceFlush();
      const { spans } = await read<{ spans: object[] }>(`/api/traces/${parent.spanContext().traceId}`);
      const found = spans as { name: string }[];
      expect(found.find(({ name }) => name === "GET /a")).toMatchObject({
        ...{
          service: "shop",
          kind: "server",
          spanId: parent.spanContext().spanId,
          status: { code: "unset" },
        },
        ...{ startTimeUnixNano: "1700000000000000005", endTimeUnixNano: "1700000001000000007" },
      });
      expect(found.find(({ name }) => name === "GET /a")).not.toHaveProperty("parentSpanId");
      await provider.shutdown();
    }
  });

  it("hand in failed spans with their events and attributes", async () => {
    const exporter = new Traces({ url: `${server.url}/v1/traces` });
    const provider = new BasicTracerProvider({
      resource,
      spanProcessors: [new SimpleSpanProcessor(exporter)],
    });
    const attributes = { rows: 3, big: 2 ** 40, ratio: 0.5, negative: -7, ok: true, list: ["a", "ü"] };
    const span = provider.getTracer("test").startSpan("query", { kind: SpanKind.CLIENT, attributes });
    span.setStatus({ code: SpanStatusCode.ERROR, message: "no" });
    span.recordException(new Error("broken"));
    span.end();
    await provider.forceFlush();
    const { spans } = await read<{ spans: object[] }>(`/api/traces/${span.spanContext().traceId}`);
    expect(spans).toMatchObject([
      {
        ...{ name: "query", kind: "client", attributes, status: { code: "error", message: "no" } },
        events: [{ name: "exception", attributes: { "exception.message": "broken" } }],
      },
    ]);
    await provider.shutdown();
  });

  it("hand in metrics, of which the last point of each series is kept", async () => {
    const exporter = new Metrics({ url: `${server.url}/v1/metrics` });
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({ resource, readers: [reader] });
    const meter = provider.getMeter("test");
    const counter = meter.createCounter("orders", { unit: "1", description: "taken" });
    const histogram = meter.createHistogram("duration", { unit: "s" });
    counter.add(2, { kind: "a" });
    await provider.forceFlush();
    counter.add(3, { kind: "a" });
    counter.add(1, { kind: "b" });
    for (const value of [0.5, 20, 700]) histogram.record(value);
    await provider.forceFlush();
    const { metrics } = await read<{ metrics: { attributes: object; value: number }[] }>(
      "/api/metrics?name=orders",
    );
    expect(metrics.map(({ attributes, value }) => [attributes, value])).toEqual([
      [{ kind: "a" }, 5],
      [{ kind: "b" }, 1],
    ]);
    expect(metrics[0]).toMatchObject({ service: "shop", unit: "1", description: "taken", kind: "sum" });
    const { metrics: durations } = await read<{ metrics: object[] }>(
      "/api/metrics?service=shop&name=duration",
    );
    expect(durations).toMatchObject([{ kind: "histogram", count: 3, sum: 720.5, min: 0.5, max: 700 }]);
    const [{ bucketCounts, bounds }] = durations as [{ bucketCounts: number[]; bounds: number[] }];
    expect(bucketCounts.reduce((sum, count) => sum + count)).toBe(3);
    expect(bucketCounts).toHaveLength(bounds.length + 1);
    await provider.shutdown();
  });

  it("hand in logs, found by service, severity and trace", async () => {
    const exporter = new Logs({ url: `${server.url}/v1/logs` });
    const processors = [new BatchLogRecordProcessor({ exporter } as never)];
    const provider = new LoggerProvider({ resource, processors });
    const logger = provider.getLogger("test");
    logger.emit({ severityNumber: 9, severityText: "INFO", body: "hello", attributes: { user: "u1" } });
    logger.emit({ severityNumber: 17, severityText: "ERROR", body: { what: ["it", 1] } });
    await provider.forceFlush();
    const { logs } = await read<{ logs: object[] }>("/api/logs?service=shop");
    expect(logs).toMatchObject([
      { severityText: "ERROR", body: { what: ["it", 1] } },
      { severityText: "INFO", severityNumber: 9, body: "hello", attributes: { user: "u1" } },
    ]);
    expect((await read<{ logs: object[] }>("/api/logs?severity=17")).logs).toHaveLength(1);
    expect((await read<{ logs: object[] }>(`/api/logs?traceId=${"0".repeat(32)}`)).logs).toEqual([]);
    expect((await read<{ services: string[] }>("/api/services")).services).toEqual(["shop"]);
    await provider.shutdown();
  });
});

describe("a protobuf request", () => {
  let server: Emulator;
  beforeAll(async () => {
    server = await startOtlp();
  });
  afterAll(() => server.close());

  const send = (body: number[]) =>
    fetch(`${server.url}/v1/traces`, {
      ...{
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body: new Uint8Array(body),
      },
    });

  it("that is none is answered with a Status in protobuf", async () => {
    for (const body of [[0x0a, 0x7f], [0x07], [0xff, 0xff, 0xff, 0xff], [0x0b]]) {
      const response = await send(body);
      expect([response.status, response.headers.get("content-type")]).toEqual([
        400,
        "application/x-protobuf",
      ]);
      // Field 1, the code: INVALID_ARGUMENT.
      expect([...new Uint8Array(await response.arrayBuffer())].slice(0, 2)).toEqual([0x08, 3]);
    }
  });

  it("with a bad span is taken in part, and says so in protobuf", async () => {
    // resource_spans { scope_spans { spans { name: "x" } } }
    const response = await send([0x0a, 0x07, 0x12, 0x05, 0x12, 0x03, 0x2a, 0x01, 0x78]);
    expect(response.status).toBe(200);
    const answer = Buffer.from(await response.arrayBuffer());
    // partial_success { rejected_spans: 1, error_message }
    expect([answer[0], answer[3], answer[4], answer[5]]).toEqual([0x0a, 0x08, 1, 0x12]);
    expect(answer.toString("utf8")).toContain("traceId");
  });

  it("of no spans is answered with an empty message", async () => {
    const response = await send([]);
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });
});
