import { describe, expect, it } from "vitest";
import { randomHex } from "./random-ids.js";
import { encodeSpans } from "./span.js";
import { continueTrace, formatTraceparent, isSampled } from "./trace-context.js";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("continueTrace", () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, "01"],
    [`00-${TRACE}-${SPAN}-00`, "00"],
    [`cc-${TRACE}-${SPAN}-01-what-the-future-brings`, "01"],
  ])("continues %s", (header, flags) => {
    expect(continueTrace(header)).toEqual({ traceId: TRACE, parentSpanId: SPAN, flags });
  });

  it.each([
    undefined,
    "",
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  ])("starts a recorded trace for %s", (header) => {
    const context = continueTrace(header);
    expect(context).toMatchObject({ parentSpanId: "", flags: "01" });
    expect(context.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(context.traceId).not.toBe(TRACE);
  });

  it("writes the header with its own span and only the known flag", () => {
    const context = { traceId: TRACE, parentSpanId: SPAN, flags: "fd" };
    expect(isSampled(context)).toBe(true);
    expect(formatTraceparent(context, "b7ad6b7169203331")).toBe(`00-${TRACE}-b7ad6b7169203331-01`);
  });
});

describe("randomHex", () => {
  it("gives different ids of the length asked for, over many refills of its pool", () => {
    const ids = Array.from({ length: 5000 }, () => randomHex(8));
    expect(new Set(ids).size).toBe(5000);
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });
});

describe("encodeSpans", () => {
  it("writes OTLP JSON with exact nanoseconds", () => {
    const body = JSON.parse(
      encodeSpans("gateway", [
        {
          traceId: TRACE,
          spanId: SPAN,
          parentSpanId: "",
          name: "GET /x",
          kind: "server",
          startUnixMs: 1_795_500_000_123.5,
          durationMs: 2,
          attributes: { "http.response.status_code": 502, "url.path": "/x" },
          error: "timeout",
        },
      ]),
    );
    expect(body.resourceSpans[0].resource.attributes[0]).toEqual({
      key: "service.name",
      value: { stringValue: "gateway" },
    });
    expect(body.resourceSpans[0].scopeSpans[0].spans).toEqual([
      {
        traceId: TRACE,
        spanId: SPAN,
        name: "GET /x",
        kind: 2,
        startTimeUnixNano: "1795500000123500000",
        endTimeUnixNano: "1795500000125500000",
        attributes: [
          { key: "http.response.status_code", value: { intValue: "502" } },
          { key: "url.path", value: { stringValue: "/x" } },
        ],
        status: { code: 2, message: "timeout" },
      },
    ]);
  });
});
