import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Emulator } from "../emulator.js";
import type { OtlpOptions } from "./options.js";
import { startOtlp } from "./start-otlp.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

function exportOf(...spanIds: string[]): string {
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "user-service" } }] };
  const spans = spanIds.map((spanId, index) => ({
    traceId: TRACE,
    spanId,
    name: `span ${index}`,
    kind: 2,
    startTimeUnixNano: String(1_000_000_000 + index),
    endTimeUnixNano: String(1_002_000_000 + index),
  }));
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
}

async function start(options: OtlpOptions = {}): Promise<Emulator> {
  const server = await startOtlp({ port: 0, ...options });
  onTestFinished(() => server.close());
  return server;
}

function send(
  { url }: Emulator,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const all = { "content-type": "application/json", ...headers };
  return fetch(`${url}/v1/traces`, { method: "POST", headers: all, body });
}

describe("startOtlp", () => {
  it("takes traces, plain and gzip, and gives them back", async () => {
    const server = await start();
    const plain = await send(server, exportOf("00f067aa0ba902b7"));
    expect([plain.status, plain.headers.get("content-type"), await plain.json()]).toEqual([
      200,
      "application/json",
      {},
    ]);
    const zipped = await send(server, gzipSync(exportOf("0000000000000002")), { "content-encoding": "gzip" });
    expect(zipped.status).toBe(200);
    const trace = await (await fetch(`${server.url}/api/traces/${TRACE.toUpperCase()}`)).json();
    expect(trace).toMatchObject({
      traceId: TRACE,
      spans: [
        { spanId: "00f067aa0ba902b7", name: "span 0", kind: "server", service: "user-service" },
        { spanId: "0000000000000002" },
      ],
    });
    const list = await (await fetch(`${server.url}/api/traces?service=user-service&limit=5`)).json();
    expect(list).toEqual({
      traces: [
        {
          traceId: TRACE,
          name: "span 0",
          services: ["user-service"],
          spanCount: 2,
          startTimeUnixNano: "1000000000",
          durationMs: 2,
          errors: 0,
        },
      ],
    });
    expect(await (await fetch(`${server.url}/api/traces?service=other`)).json()).toEqual({ traces: [] });
    expect(await (await fetch(`${server.url}/api/services`)).json()).toEqual({ services: ["user-service"] });
    expect(await (await fetch(`${server.url}/health`)).json()).toEqual({
      status: "up",
      spans: 2,
      series: 0,
      logs: 0,
    });
  });

  it("says how many spans of a batch it could not take", async () => {
    const response = await send(await start(), exportOf("00f067aa0ba902b7", "short"));
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: "1", errorMessage: expect.stringContaining("16 hex digits") },
    });
  });

  it("refuses what it does not understand, and says what it would", async () => {
    const server = await start();
    const text = await send(server, "hello", { "content-type": "text/plain" });
    expect([text.status, (await text.json()) as unknown]).toEqual([
      415,
      { code: 3, message: expect.stringContaining("text/plain is not supported") },
    ]);
    expect((await send(server, "{")).status).toBe(400);
    expect((await send(server, "not gzip", { "content-encoding": "gzip" })).status).toBe(400);
    expect((await send(server, "{}", { "content-encoding": "br" })).status).toBe(415);
    const response = await fetch(`${server.url}/v1/profiles`, { method: "POST", body: "{}" });
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining("POST /v1/traces"),
    ]);
    expect((await fetch(`${server.url}/api/traces?limit=0`)).status).toBe(400);
    expect((await fetch(`${server.url}/api/traces/${TRACE}`)).status).toBe(404);
  });

  it("does not unpack a small body into a large one", async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024, " "));
    expect(bomb.length).toBeLessThan(100_000);
    expect((await send(await start(), bomb, { "content-encoding": "gzip" })).status).toBe(413);
  });

  it("keeps the last spans only", async () => {
    const server = await start({ maxSpans: 2 });
    await send(server, exportOf("0000000000000001", "0000000000000002", "0000000000000003"));
    const trace = (await (await fetch(`${server.url}/api/traces/${TRACE}`)).json()) as {
      spans: { spanId: string }[];
    };
    expect(trace.spans.map(({ spanId }) => spanId)).toEqual(["0000000000000002", "0000000000000003"]);
  });
});
