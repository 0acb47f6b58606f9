import { describe, expect, it, onTestFinished } from "vitest";
import type { Emulator } from "../../../src/emulators/emulator.js";
import type { StoredSpan } from "../../../src/emulators/otlp/span-store.js";
import { startOtlp } from "../../../src/emulators/otlp/start-otlp.js";
import { eventually } from "./eventually.js";
import { closedPort, startGateway, usersRoute } from "./running-gateway.js";
import { startUpstream } from "./upstream-server.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";

async function startCollector(port = 0): Promise<Emulator> {
  const collector = await startOtlp({ port });
  onTestFinished(() => collector.close().catch(() => {}));
  return collector;
}

async function spanCount({ url }: Emulator): Promise<number> {
  return ((await (await fetch(`${url}/health`)).json()) as { spans: number }).spans;
}

async function traceOf({ url }: Emulator, traceId: string): Promise<StoredSpan[]> {
  const response = await fetch(`${url}/api/traces/${traceId}`);
  if (response.status === 404) return [];
  return ((await response.json()) as { spans: StoredSpan[] }).spans;
}

describe("with a collector", () => {
  it("continues the caller's trace with a server span and a client span, and hands the latter on", async () => {
    const collector = await startCollector();
    const upstream = await startUpstream();
    const { url } = await startGateway([usersRoute([upstream.port])], { otlpEndpoint: collector.url });
    const headers = { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: "vendor=1" };
    // A probe, of which nothing is said; its span would be there with the others.
    await fetch(`${url}/health`, { headers });
    await fetch(`${url}/api/users/7?token=secret`, { headers });
    const spans = await eventually("both spans arrive", async () => {
      const found = await traceOf(collector, TRACE);
      return found.length === 2 && found;
    });
    const [server, client] = [
      spans.find(({ kind }) => kind === "server"),
      spans.find(({ kind }) => kind === "client"),
    ];
    expect(server).toMatchObject({
      parentSpanId: CALLER,
      name: "GET /api/users/{everything}",
      service: "gateway",
      attributes: {
        "http.request.method": "GET",
        "http.route": "/api/users/{everything}",
        "http.response.status_code": 200,
        "url.path": "/api/users/7",
      },
      status: { code: "unset" },
    });
    expect(client).toMatchObject({
      parentSpanId: server?.spanId,
      attributes: { "server.port": upstream.port },
    });
    expect(upstream.seen[0]?.headers).toMatchObject({
      traceparent: `00-${TRACE}-${client?.spanId}-01`,
      tracestate: "vendor=1",
    });
    expect(BigInt(server?.endTimeUnixNano ?? 0)).toBeGreaterThan(BigInt(server?.startTimeUnixNano ?? 0));
    expect(JSON.stringify(spans)).not.toContain("secret");
  });

  it("starts a trace for a caller without one, and shows every attempt", async () => {
    const collector = await startCollector();
    const upstream = await startUpstream();
    const ports = [await closedPort(), upstream.port];
    const { url } = await startGateway([usersRoute(ports)], {
      otlpEndpoint: collector.url,
      serviceName: "edge",
    });
    for (let turn = 0; turn < 2; turn += 1) {
      await fetch(`${url}/api/users`, { headers: { traceparent: "nonsense", tracestate: "vendor=1" } });
    }
    expect(upstream.seen[0]?.headers.tracestate).toBeUndefined();
    const ids = upstream.seen.map(({ headers }) => String(headers.traceparent).split("-")[1] ?? "");
    expect(new Set(ids).size).toBe(2);
    const spans = await eventually("five spans arrive", async () => {
      const found = (await Promise.all(ids.map((id) => traceOf(collector, id)))).flat();
      return found.length === 5 && found;
    });
    expect(
      spans.filter(({ status }) => status.code === "error").map(({ attributes }) => attributes["error.type"]),
    ).toEqual(["ECONNREFUSED"]);
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(["edge"]));
  });

  it("records nothing of a trace that its caller does not record", async () => {
    const collector = await startCollector();
    const upstream = await startUpstream();
    const { url, close } = await startGateway([usersRoute([upstream.port])], {
      otlpEndpoint: collector.url,
    });
    await fetch(`${url}/api/users`, { headers: { traceparent: `00-${TRACE}-${CALLER}-00` } });
    expect(upstream.seen[0]?.headers.traceparent).toBe(`00-${TRACE}-${CALLER}-00`);
    await close(10_000);
    expect(await spanCount(collector)).toBe(0);
  });

  it("keeps the spans for a collector that comes late, and fails no request meanwhile", async () => {
    const port = await closedPort();
    const upstream = await startUpstream();
    const { url, messages } = await startGateway([usersRoute([upstream.port])], {
      otlpEndpoint: `http://127.0.0.1:${port}`,
    });
    for (let turn = 0; turn < 5; turn += 1) expect((await fetch(`${url}/api/users`)).status).toBe(200);
    await eventually("the export fails once", () => messages.includes("spans cannot be exported"));
    const collector = await startCollector(port);
    await eventually("the spans arrive", async () => (await spanCount(collector)) === 10, 10_000);
    expect(messages.filter((message) => message === "spans cannot be exported")).toHaveLength(1);
  });

  it("sends what it holds when it closes", async () => {
    const collector = await startCollector();
    const upstream = await startUpstream();
    const { url, close } = await startGateway([usersRoute([upstream.port])], {
      otlpEndpoint: collector.url,
    });
    await (await fetch(`${url}/api/users`)).text();
    await close(10_000);
    expect(await spanCount(collector)).toBe(2);
  });
});

describe("without a collector", () => {
  it("passes the caller's context on as it is, and starts one where there is none", async () => {
    const upstream = await startUpstream();
    const { url } = await startGateway([usersRoute([upstream.port])]);
    await fetch(`${url}/api/users`, { headers: { traceparent: `00-${TRACE}-${CALLER}-01` } });
    await fetch(`${url}/api/users`);
    const [first, second] = upstream.seen.map(({ headers }) => headers.traceparent);
    expect(first).toBe(`00-${TRACE}-${CALLER}-01`);
    expect(second).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});
