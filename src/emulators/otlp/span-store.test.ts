import { describe, expect, it } from "vitest";
import { SpanStore, type StoredSpan } from "./span-store.js";

const ROOMY = { maxSpans: 100, maxBytes: 1_000_000 };

function span(traceId: string, spanId: string, more: Partial<StoredSpan> = {}): StoredSpan {
  return {
    traceId,
    spanId,
    name: spanId,
    kind: "server",
    service: "a",
    startTimeUnixNano: "1000000",
    endTimeUnixNano: "3000000",
    attributes: {},
    status: { code: "unset" },
    ...more,
  };
}

describe("SpanStore", () => {
  it("gives a trace's spans by start time", () => {
    const store = new SpanStore(ROOMY);
    store.add(
      span("t1", "late", {
        startTimeUnixNano: "10000000000000000001",
        endTimeUnixNano: "10000000000000000002",
      }),
    );
    store.add(span("t1", "early", { startTimeUnixNano: "9000000000000000000" }));
    expect(store.trace("T1").map(({ spanId }) => spanId)).toEqual(["early", "late"]);
    expect(store.trace("none")).toEqual([]);
  });

  it("lists traces newest first, by service, up to a limit", () => {
    const store = new SpanStore(ROOMY);
    store.add(span("t1", "root"));
    store.add(span("t1", "child", { parentSpanId: "root", service: "b", endTimeUnixNano: "5000000" }));
    store.add(span("t2", "other"));
    store.add(span("t3", "last", { service: "b" }));
    expect(store.traces({ limit: 2 }).map(({ traceId }) => traceId)).toEqual(["t3", "t2"]);
    expect(store.traces({ limit: 9, service: "b" })).toEqual([
      expect.objectContaining({ traceId: "t3" }),
      {
        traceId: "t1",
        name: "root",
        services: ["a", "b"],
        spanCount: 2,
        startTimeUnixNano: "1000000",
        durationMs: 4,
        errors: 0,
      },
    ]);
    expect(store.services()).toEqual(["a", "b"]);
  });

  it("lets the oldest spans go, by number and by size", () => {
    const few = new SpanStore({ ...ROOMY, maxSpans: 2 });
    for (const id of ["1", "2", "3"]) few.add(span(`t${id}`, id));
    expect([few.spanCount, few.trace("t1"), few.trace("t3").length]).toEqual([2, [], 1]);
    const small = new SpanStore({ ...ROOMY, maxBytes: 1000 });
    for (let id = 0; id < 50; id += 1) small.add(span("t", String(id)));
    expect(small.spanCount).toBeGreaterThan(1);
    expect(small.spanCount).toBeLessThan(6);
    expect(small.trace("t").map(({ spanId }) => spanId)).toContain("49");
  });

  it("keeps one of a span that is sent twice", () => {
    const store = new SpanStore(ROOMY);
    store.add(span("t", "1"));
    store.add(span("t", "1", { name: "again" }));
    expect(store.trace("t").map(({ name }) => name)).toEqual(["again"]);
    expect(store.spanCount).toBe(1);
  });
});
