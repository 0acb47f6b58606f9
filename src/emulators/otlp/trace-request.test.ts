import { describe, expect, it } from "vitest";
import { ExportRequestError } from "./common-values.js";
import { readTraceRequest } from "./trace-request.js";

const span = {
  traceId: "4BF92F3577B34DA6A3CE929D0E0E4736",
  spanId: "00f067aa0ba902b7",
  parentSpanId: "",
  name: "GET /x",
  kind: 2,
  startTimeUnixNano: "1795500000123500000",
  endTimeUnixNano: "1795500000125500000",
};

function request(...spans: unknown[]): unknown {
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "user-service" } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans }] }] };
}

describe("readTraceRequest", () => {
  it("reads a span", () => {
    expect(readTraceRequest(request(span))).toEqual({
      rejected: [],
      spans: [
        {
          traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
          spanId: "00f067aa0ba902b7",
          name: "GET /x",
          kind: "server",
          service: "user-service",
          startTimeUnixNano: "1795500000123500000",
          endTimeUnixNano: "1795500000125500000",
          attributes: {},
          status: { code: "unset" },
        },
      ],
    });
  });

  it("reads every kind of attribute value", () => {
    const attributes = [
      { key: "text", value: { stringValue: "" } },
      { key: "flag", value: { boolValue: false } },
      { key: "whole", value: { intValue: "42" } },
      { key: "big", value: { intValue: "9223372036854775807" } },
      { key: "real", value: { doubleValue: 0.5 } },
      { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: 1 }] } } },
      { key: "map", value: { kvlistValue: { values: [{ key: "k", value: { boolValue: true } }] } } },
      { key: "bytes", value: { bytesValue: "AQI=" } },
      { key: "none", value: {} },
    ];
    const { spans } = readTraceRequest(request({ ...span, attributes, status: { code: 2, message: "no" } }));
    expect(spans[0]?.attributes).toEqual({
      text: "",
      flag: false,
      whole: 42,
      big: "9223372036854775807",
      real: 0.5,
      list: ["a", 1],
      map: { k: true },
      bytes: "AQI=",
      none: null,
    });
    expect(spans[0]?.status).toEqual({ code: "error", message: "no" });
  });

  it("rejects a bad span and keeps the others", () => {
    const { spans, rejected } = readTraceRequest(request(span, { ...span, traceId: "0".repeat(32) }, "x"));
    expect(spans).toHaveLength(1);
    expect(rejected).toHaveLength(2);
    expect(rejected[0]).toContain("32 hex digits");
  });

  it("refuses what is no trace request", () => {
    expect(() => readTraceRequest("{")).toThrow(ExportRequestError);
    expect(() => readTraceRequest({ resourceSpans: {} })).toThrow(/resourceSpans/);
    expect(readTraceRequest({})).toEqual({ spans: [], rejected: [] });
  });
});
