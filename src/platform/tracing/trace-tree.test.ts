import { expect, it } from "vitest";
import type { StoredSpan } from "../../emulators/otlp/span-store.js";
import { placeSpans } from "./trace-tree.js";

function span(spanId: string, parentSpanId: string | undefined, from: bigint, to: bigint): StoredSpan {
  return {
    ...{ traceId: "t", spanId, name: spanId, kind: "internal", service: "a", attributes: {} },
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    ...{ startTimeUnixNano: String(from), endTimeUnixNano: String(to), status: { code: "unset" } },
  };
}

const base = 1_700_000_000_000_000_000n;
const at = (ms: number): bigint => base + BigInt(ms * 1_000_000);

function drawn(spans: readonly StoredSpan[]): [string, number, boolean][] {
  return placeSpans(spans).spans.map(({ span: { spanId }, depth, followed }) => [spanId, depth, followed]);
}

it("puts parents before children and siblings by their start, whatever order they came in", () => {
  const spans = [
    span("late", "root", at(50), at(60)),
    span("deep", "early", at(12), at(13)),
    span("root", undefined, at(0), at(100)),
    span("early", "root", at(10), at(20)),
  ];
  const expected = [
    ["root", 0, false],
    ["early", 1, true],
    ["deep", 2, false],
    ["late", 1, false],
  ];
  expect(drawn(spans)).toEqual(expected);
  expect(drawn(spans.toReversed())).toEqual(expected);
});

it("measures to the microsecond, from the first start to the last end", () => {
  const tree = placeSpans([
    span("root", undefined, at(0), at(10)),
    span("outlives", "root", at(5) + 1_500n, at(40) + 2_750n),
  ]);
  expect(tree.durationMs).toBe(40.00275);
  expect(tree.startTimeUnixNano).toBe(String(base));
  expect(tree.spans.map(({ offsetMs, durationMs }) => [offsetMs, durationMs])).toEqual([
    [0, 10],
    [5.0015, 35.00125],
  ]);
});

it("makes a root of a span whose parent is missing, and says so", () => {
  const { spans } = placeSpans([
    span("a", undefined, at(0), at(1)),
    span("orphan", "gone", at(2), at(3)),
    span("child", "orphan", at(2), at(3)),
  ]);
  expect(spans.map((one) => [one.span.spanId, one.depth, one.parentMissing])).toEqual([
    ["a", 0, false],
    ["orphan", 0, true],
    ["child", 1, false],
  ]);
});

it("shows every span once, also when they are each other's parents", () => {
  expect(drawn([span("a", "b", at(0), at(1)), span("b", "a", at(1), at(2))])).toEqual([
    ["a", 0, false],
    ["b", 1, false],
  ]);
  expect(drawn([span("self", "self", at(0), at(1))])).toEqual([["self", 0, false]]);
});

it("takes a chain of any depth", () => {
  const chain = Array.from({ length: 20_000 }, (_, depth) =>
    span(String(depth), depth === 0 ? undefined : String(depth - 1), at(depth), at(30_000)),
  );
  expect(placeSpans(chain).spans.at(-1)?.depth).toBe(19_999);
});

it("is empty of nothing", () => {
  expect(placeSpans([])).toEqual({ startTimeUnixNano: "0", durationMs: 0, spans: [] });
});
