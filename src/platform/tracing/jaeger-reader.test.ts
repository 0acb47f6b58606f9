import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { openTraceReader } from "./trace-reader.js";

const traceID = "bf92f3577b34da6a3ce929d0e0e4736";
const traceId = `0${traceID}`;

/** The answers of Jaeger's query service, in the shapes of its model/json. */
function trace(startTime: number): object {
  return {
    traceID,
    spans: [
      {
        ...{ traceID, spanID: "00f067aa0ba902b7", operationName: "GET /orders", processID: "p1" },
        ...{ references: [], startTime, duration: 2500, logs: [] },
        tags: [{ key: "span.kind", type: "string", value: "server" }],
      },
      {
        ...{ traceID, spanID: "00f067aa0ba902b8", operationName: "pay", processID: "p2" },
        references: [{ refType: "CHILD_OF", traceID, spanID: "00f067aa0ba902b7" }],
        ...{ startTime: startTime + 500, duration: 1000 },
        tags: [
          { key: "span.kind", type: "string", value: "client" },
          { key: "error", type: "bool", value: true },
          { key: "otel.status_description", type: "string", value: "declined" },
        ],
        logs: [
          {
            timestamp: startTime + 600,
            fields: [
              { key: "event", type: "string", value: "exception" },
              { key: "exception.message", type: "string", value: "no" },
            ],
          },
        ],
      },
    ],
    processes: { p1: { serviceName: "order-service", tags: [] }, p2: { serviceName: "payment-service" } },
  };
}

async function serve(answers: Readonly<Record<string, [number, unknown]>>): Promise<string> {
  const server = createServer((req, res) => {
    const [status, body] = answers[req.url ?? ""] ?? [404, { data: null, errors: [{ code: 404 }] }];
    res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const signal = new AbortController().signal;

it("reads a trace as Jaeger answers it", async () => {
  const url = await serve({
    "/api/services": [200, { data: ["payment-service", "order-service"], total: 2, errors: null }],
    [`/api/traces/${traceId}`]: [200, { data: [trace(1_700_000_000_000_000)], errors: null }],
  });
  const reader = await openTraceReader(url, signal);
  expect(reader.services).toEqual(["order-service", "payment-service"]);
  expect(await reader.trace(traceId)).toMatchObject([
    {
      ...{ traceId, spanId: "00f067aa0ba902b7", name: "GET /orders", kind: "server" },
      ...{ service: "order-service", status: { code: "unset" } },
      ...{ startTimeUnixNano: "1700000000000000000", endTimeUnixNano: "1700000000002500000" },
    },
    {
      ...{ spanId: "00f067aa0ba902b8", parentSpanId: "00f067aa0ba902b7", service: "payment-service" },
      ...{ startTimeUnixNano: "1700000000000500000", endTimeUnixNano: "1700000000001500000" },
      status: { code: "error", message: "declined" },
      events: [{ name: "exception", attributes: { "exception.message": "no" } }],
    },
  ]);
  expect(await reader.trace("f".repeat(32))).toEqual([]);
});

it("lists the traces of every service once, newest first", async () => {
  const newer = { ...trace(1_700_000_009_000_000), traceID: "a".repeat(32) };
  const url = await serve({
    "/api/services": [200, { data: ["order-service", "payment-service"] }],
    "/api/traces?service=order-service&limit=5": [200, { data: [trace(1_700_000_000_000_000), newer] }],
    "/api/traces?service=payment-service&limit=5": [200, { data: [trace(1_700_000_000_000_000)] }],
  });
  const reader = await openTraceReader(url, signal);
  const listed = await reader.list({ limit: 5 });
  expect(listed).toMatchObject([
    { traceId: "a".repeat(32) },
    {
      ...{ traceId, name: "GET /orders", services: ["order-service", "payment-service"], spanCount: 2 },
      ...{ durationMs: 2.5, errors: 1 },
    },
  ]);
  expect((await reader.list({ service: "payment-service", limit: 5 })).length).toBe(1);
  expect(await reader.list({ service: "other", limit: 5 })).toEqual([]);
});

it("refuses who is neither, and who does not answer", async () => {
  for (const answers of [{}, { "/api/services": [200, []] }, { "/api/services": [500, {}] }] as Record<
    string,
    [number, unknown]
  >[]) {
    const url = await serve(answers);
    await expect(openTraceReader(url, signal)).rejects.toMatchObject({ code: "TRACES_UNREADABLE" });
  }
  await expect(openTraceReader("http://127.0.0.1:9", signal)).rejects.toMatchObject({
    ...{ code: "TRACES_UNREADABLE", params: { detail: expect.stringContaining("ECONNREFUSED") } },
  });
});
