import { setTimeout as sleep } from "node:timers/promises";
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { msx, msxJson } from "../../helpers/msx.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { eventually } from "../gateway/eventually.js";
import { startGateway, usersRoute } from "../gateway/running-gateway.js";
import { startTracedService, tracer } from "./traced-service.js";

interface Shown {
  readonly traceId: string;
  readonly durationMs: number;
  readonly services: readonly string[];
  readonly errors: number;
  readonly spans: readonly {
    readonly name: string;
    readonly service: string;
    readonly spanId: string;
    readonly parentSpanId?: string;
    readonly depth: number;
    readonly offsetMs: number;
    readonly durationMs: number;
    readonly startTimeUnixNano: string;
    readonly endTimeUnixNano: string;
  }[];
}
interface Listed {
  readonly traces: readonly { readonly traceId: string; readonly name: string; readonly spanCount: number }[];
}
interface Failed {
  readonly error: { readonly code: string; readonly what: string };
}

async function startReceiver(): Promise<string> {
  const receiver = new EmulatorProcess("otlp", tempFolder());
  onTestFinished(() => receiver.kill());
  return (await receiver.start()).url;
}

test("a request through the gateway and two services is drawn as one tree", async () => {
  const from = await startReceiver();
  const payment = await startTracedService("payment-service", from, async ({ inSpan }) => {
    await inSpan("INSERT payments", SpanKind.CLIENT, () => sleep(30));
    return 500;
  });
  const order = await startTracedService("order-service", from, async ({ inSpan }) => {
    await inSpan("SELECT stock", SpanKind.CLIENT, () => sleep(20));
    await inSpan("POST payment-service", SpanKind.CLIENT, async (traceparent) => {
      await fetch(`http://127.0.0.1:${payment.port}/api/v1/payments`, {
        method: "POST",
        headers: { traceparent },
      });
    });
    return 202;
  });
  const { url } = await startGateway([usersRoute([order.port])], { otlpEndpoint: from });
  expect((await fetch(`${url}/api/users/7`)).status).toBe(202);
  await Promise.all([payment.flush(), order.flush()]);
  const traceId = await eventually("all seven spans have arrived", async () => {
    const { result } = await msxJson<Listed>(["traces", "--from", from]);
    return result.traces[0]?.spanCount === 7 && result.traces[0].traceId;
  });

  const { exitCode, result } = await msxJson<Shown>(["traces", traceId, "--from", from]);
  expect(exitCode).toBe(0);
  expect(result.spans.map(({ depth, service, name }) => [depth, service, name])).toEqual([
    [0, "gateway", "GET /api/users/{everything}"],
    [1, "gateway", expect.anything()],
    [2, "order-service", "GET /api/v1/users/7"],
    [3, "order-service", "SELECT stock"],
    [3, "order-service", "POST payment-service"],
    [4, "payment-service", "POST /api/v1/payments"],
    [5, "payment-service", "INSERT payments"],
  ]);
  expect(result.services).toEqual(["gateway", "order-service", "payment-service"]);
  expect(result.errors).toBe(1);
  const seen = new Set<string>();
  const start = BigInt(result.spans[0]?.startTimeUnixNano ?? 0);
  for (const span of result.spans) {
    if (span.depth > 0) expect(seen.has(span.parentSpanId ?? ""), span.name).toBe(true);
    seen.add(span.spanId);
    const [from, to] = [BigInt(span.startTimeUnixNano), BigInt(span.endTimeUnixNano)];
    expect(span.durationMs).toBeCloseTo(Number(to - from) / 1e6, 6);
    expect(span.offsetMs).toBeCloseTo(Number(from - start) / 1e6, 6);
  }
  const [slow, insert] = ["SELECT stock", "INSERT payments"].map((name) =>
    result.spans.find((span) => span.name === name),
  );
  // A timer may be a millisecond early.
  expect(slow?.durationMs).toBeGreaterThan(18);
  expect(insert?.durationMs).toBeGreaterThan(28);
  expect(result.durationMs).toBeGreaterThan(46);

  const { stdout } = await msx(["traces", traceId, "--from", from]);
  const lines = stdout.split("\n");
  expect(lines[0]).toContain(traceId);
  expect(lines[0]).toContain("spans: 7, services: 3");
  expect(lines.slice(3, 10)).toEqual([
    expect.stringMatching(/^GET \/api\/users\/\{everything\} +gateway/),
    expect.stringMatching(/^└─ .+gateway/),
    expect.stringMatching(/^ {3}└─ GET \/api\/v1\/users\/7/),
    expect.stringMatching(/^ {6}├─ SELECT stock/),
    expect.stringMatching(/^ {6}└─ POST payment-service/),
    expect.stringMatching(/^ {9}└─ POST \/api\/v1\/payments/),
    expect.stringMatching(/^ {12}└─ INSERT payments +payment-service +\+\d+\.\d+ ms +\d+\.\d+ ms +█+/),
  ]);
  expect(stdout).toContain("failed answered 500");
  const spanish = await msx(["traces", `00-${traceId}-00f067aa0ba902b7-01`, "--from", from, "--lang", "es"]);
  expect(spanish.stdout).toContain("tramos: 7, servicios: 3");
});

test("durations are those that OpenTelemetry measured", async () => {
  const from = await startReceiver();
  const provider = tracer("shop", from);
  const made = provider.getTracer("test");
  const at = (ms: number): [number, number] => [1_700_000_000 + Math.floor(ms / 1000), (ms % 1000) * 1e6];
  const parent = made.startSpan("checkout", { startTime: at(0) });
  const inside = trace.setSpan(ROOT_CONTEXT, parent);
  const child = made.startSpan("reserve", { startTime: at(100) }, inside);
  child.setStatus({ code: SpanStatusCode.ERROR, message: "sold out" });
  child.end(at(350));
  made.startSpan("outlives", { startTime: at(900) }, inside).end(at(2500));
  parent.end(at(1000));
  await provider.forceFlush();
  const { stdout } = await msx(["traces", "latest", "--from", from]);
  expect(stdout.split("\n")).toEqual([
    `${parent.spanContext().traceId}  2023-11-14 22:13:20.000  2.50 s, spans: 3, services: 1`,
    "failed: 1",
    "",
    "checkout     shop    +0.00 ms     1.00 s  ██████████",
    "├─ reserve   shop   +100.0 ms   250.0 ms  ███                       failed sold out",
    "└─ outlives  shop   +900.0 ms     1.60 s          ████████████████",
  ]);
});

test("lists the newest first, of one service, up to a limit; none and an unknown one are said so", async () => {
  const from = await startReceiver();
  const none = await msx(["traces", "--from", from]);
  expect([none.exitCode, none.stdout]).toEqual([0, expect.stringContaining("No traces yet")]);
  expect((await msxJson<Listed>(["traces", "--from", from])).result).toEqual({ traces: [], services: [] });
  const latest = await msxJson<Failed>(["traces", "latest", "--from", from]);
  expect([latest.exitCode, latest.result.error.code]).toEqual([2, "TRACE_UNKNOWN"]);

  for (const [service, name] of [
    ["a", "first"],
    ["b", "second"],
    ["a", "third"],
  ] as const) {
    const provider = tracer(service, from);
    provider.getTracer("test").startSpan(name).end();
    await provider.forceFlush();
  }
  const names = async (...args: string[]): Promise<string[]> => {
    const { result } = await msxJson<Listed>(["traces", "--from", `${from}/`, ...args]);
    return result.traces.map(({ name }) => name);
  };
  expect(await names()).toEqual(["third", "second", "first"]);
  expect(await names("--service", "a")).toEqual(["third", "first"]);
  expect(await names("--limit", "1")).toEqual(["third"]);
  const other = await msx(["traces", "--from", from, "--service", "c"]);
  expect(other.stdout).toBe("No trace of c. There are traces of: a, b");

  const unknown = "f".repeat(32);
  const missing = await msxJson<Failed>(["traces", unknown, "--from", from]);
  expect([missing.exitCode, missing.result.error.code]).toEqual([2, "TRACE_UNKNOWN"]);
  expect(missing.result.error.what).toContain(unknown);
  const wrong = await msxJson<Failed>(["traces", "abc", "--from", from]);
  expect([wrong.exitCode, wrong.result.error.code]).toEqual([2, "USAGE"]);
});

test("says when nobody answers, and when it is called outside of a workspace", async () => {
  const nobody = await msxJson<Failed>(["traces", "--from", "http://127.0.0.1:9"]);
  expect([nobody.exitCode, nobody.result.error.code]).toEqual([4, "TRACES_UNREADABLE"]);
  const outside = await msxJson<Failed>(["traces"], { cwd: tempFolder() });
  expect([outside.exitCode, outside.result.error.code]).toEqual([2, "NO_WORKSPACE"]);
});
