import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { context, httpEvent, queued, recordedMetrics } from "../../test/support/invocation.js";
import { apiHandler } from "./api.js";
import { inSpans } from "./bus.js";
import { queueConsumer } from "./consume-queue.js";
import { currentTrace, traceparent } from "./tracing.js";

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status?: { readonly code: number; readonly message: string };
}

/** What a function's spans are sent to. */
class Collector {
  readonly spans: SentSpan[] = [];
  readonly headers: unknown[] = [];
  status = 200;
  readonly #server: Server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    this.headers.push(request.headers["x-key"]);
    const { resourceSpans } = JSON.parse(text);
    for (const { scopeSpans } of resourceSpans) for (const { spans } of scopeSpans) this.spans.push(...spans);
    response.writeHead(request.url === "/v1/traces" ? this.status : 404).end("{}");
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<unknown> {
    return new Promise((resolve) => this.#server.close(resolve));
  }
}

const collector = new Collector();
const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const given = `00-${traceId}-00f067aa0ba902b7-01`;
let url: string;

beforeAll(async () => {
  url = await collector.start();
});
afterAll(() => collector.stop());
beforeEach(() => {
  collector.spans.length = 0;
  collector.status = 200;
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `${url}/`);
});
afterEach(() => vi.unstubAllEnvs());

const { observe } = recordedMetrics();
const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
const contract = {
  openapi: "3.1.0",
  info: { title: "things", version: "1" },
  paths: { "/api/v1/things/{id}": { get: { parameters: [id] } } },
};
const ask = (headers: Record<string, string>, route = async () => ({ status: 200 })) =>
  apiHandler({ contract, routes: { "GET /api/v1/things/{id}": route }, observe })(
    httpEvent("GET", "/api/v1/things/7", { headers }),
    context,
  );
const consume = (handle: () => Promise<void>, ...records: ReturnType<typeof queued>[]) =>
  queueConsumer({ handle }, { queue: { delay: async () => {}, sendLater: async () => {} }, observe })(
    { Records: records },
    context,
  );

describe("with a collector", () => {
  test("a request is a span that goes on from its caller's, named after its route", async () => {
    await ask({ traceparent: given });
    const [span] = collector.spans;
    expect(collector.spans).toHaveLength(1);
    expect(span).toMatchObject({ traceId, parentSpanId: "00f067aa0ba902b7", kind: 2 });
    expect(span?.name).toBe("GET /api/v1/things/{id}");
    expect(span?.attributes).toContainEqual({
      key: "http.response.status_code",
      value: { intValue: "200" },
    });
    expect(BigInt(span?.endTimeUnixNano ?? 0)).toBeGreaterThanOrEqual(BigInt(span?.startTimeUnixNano ?? 0));
    expect(Math.abs(Number(span?.startTimeUnixNano) / 1e6 - Date.now())).toBeLessThan(10_000);
  });

  test("a request that fails is a span that failed, and says nothing of it to the client", async () => {
    const answer = await ask({ traceparent: given }, () => Promise.reject(new Error("no database")));
    expect(answer).toMatchObject({ statusCode: 500 });
    expect(collector.spans[0]?.status).toEqual({ code: 2, message: "answered 500" });
  });

  test("each message of a batch goes on from its own event, side by side with the others", async () => {
    const seen: (string | undefined)[] = [];
    const other = traceId.replace("4bf9", "aaaa");
    await consume(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen.push(currentTrace()?.traceId);
      },
      queued("Done", {}, { id: "a", traceparent: given }),
      queued("Done", {}, { id: "b", traceparent: given.replace(traceId, other) }),
    );
    expect(seen.sort()).toEqual([traceId, other].sort());
    expect(collector.spans.map((span) => [span.traceId, span.name, span.kind])).toEqual([
      [traceId, "process Done", 5],
      [other, "process Done", 5],
    ]);
  });

  test("a message that is not handled is a span that failed", async () => {
    await consume(() => Promise.reject(new TypeError("not now")), queued("Done", {}, { traceparent: given }));
    expect(collector.spans[0]).toMatchObject({ status: { code: 2, message: "not now" } });
    expect(collector.spans[0]?.attributes).toContainEqual({
      key: "error.type",
      value: { stringValue: "TypeError" },
    });
  });

  test("an event is published in a span that its readers go on from", async () => {
    const event = {
      ...{ type: "Done", subject: "1", data: {}, version: 1, id: "a", source: "test" },
      ...{ time: "2030-01-02T03:04:05.678Z", traceparent: given },
    };
    let detail = "";
    const put = async (entries: readonly { Detail?: string | undefined }[]) => {
      detail = entries[0]?.Detail ?? "";
      return ["InternalFailure"];
    };
    await consume(
      async () => {
        expect(await inSpans([event], "default", put)).toEqual([0]);
      },
      queued("Other", {}),
    );
    const [published] = collector.spans;
    expect(published).toMatchObject({ traceId, parentSpanId: "00f067aa0ba902b7", kind: 4 });
    expect(published?.status?.message).toBe("InternalFailure");
    expect(JSON.parse(detail).cloudEvent.traceparent).toBe(`00-${traceId}-${published?.spanId}-01`);
  });

  test("what the caller does not want sampled is not sent, and not sampled further on", async () => {
    let sentAlong: string | undefined;
    await ask({ traceparent: given.replace(/01$/, "00") }, async () => {
      sentAlong = traceparent();
      return { status: 200 };
    });
    expect(sentAlong).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(collector.spans).toEqual([]);
  });

  test("what the collector asks for is sent with the spans", async () => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "X-Key=a%20b,other=1");
    await ask({ traceparent: given });
    expect(collector.headers.at(-1)).toBe("a b");
  });

  test.each([
    [
      "refuses",
      () => {
        collector.status = 503;
      },
    ],
    ["is away", () => vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")],
  ])("a collector that %s fails nothing", async (_how, breakIt) => {
    breakIt();
    expect(await ask({ traceparent: given })).toMatchObject({ statusCode: 200 });
  });
});

test("without a collector, and without a caller's trace, the work hangs on Lambda's own", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "");
  vi.stubEnv(
    "_X_AMZN_TRACE_ID",
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
  );
  let sentAlong: string | undefined;
  await ask({}, async () => {
    sentAlong = traceparent();
    return { status: 200 };
  });
  expect(sentAlong).toMatch(/^00-5759e988bd862e3fe1be46a994272793-[0-9a-f]{16}-01$/);
  expect(collector.spans).toEqual([]);
});
