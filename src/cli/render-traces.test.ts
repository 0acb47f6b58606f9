import { expect, it } from "vitest";
import type { ShownSpan, ShownTrace } from "../actions/traces.js";
import type { Lang } from "../messages/text.js";
import { Page } from "../ui/page.js";
import { duration, renderTraces } from "./render-traces.js";

function span(name: string, service: string, [from, to]: [number, number], more: object = {}): ShownSpan {
  return {
    ...{ traceId: "t", spanId: name, name, service, kind: "internal", attributes: {} },
    ...{ startTimeUnixNano: "0", endTimeUnixNano: "0", status: { code: "unset" } },
    ...{ depth: 0, followed: false, parentMissing: false, offsetMs: from, durationMs: to - from },
    ...more,
  };
}

function draw(result: Parameters<typeof renderTraces>[0], lang: Lang = "en", service?: string): string[] {
  let text = "";
  const page = new Page({ lang, colour: false, write: (more) => (text += more) });
  renderTraces(result, page, service);
  return text.split("\n");
}

const trace: ShownTrace = {
  ...{ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", time: "2026-11-25T10:00:00.123Z" },
  ...{ startTimeUnixNano: "0", durationMs: 240, services: ["gateway", "order", "db"], errors: 1 },
  spans: [
    span("POST /api/orders", "gateway", [0, 120]),
    span("POST /api/v1/orders", "order", [10, 110], { depth: 1, followed: true }),
    span("INSERT", "db", [20, 30], { depth: 2, followed: true }),
    span("pay", "db", [40, 60], {
      depth: 2,
      status: { code: "error", message: "no\u001b[2J money" },
    }),
    span("process", "order", [120, 240], { depth: 1 }),
    span("lost", "order", [230, 231], { parentMissing: true }),
  ],
};

it("draws a trace as a tree with its timings", () => {
  expect(draw(trace)).toEqual([
    "4bf92f3577b34da6a3ce929d0e0e4736  2026-11-25 10:00:00.123  240.0 ms, spans: 6, services: 3",
    "failed: 1",
    "",
    "POST /api/orders        gateway    +0.00 ms   120.0 ms  ████████████",
    "├─ POST /api/v1/orders  order      +10.0 ms   100.0 ms   ██████████",
    "│  ├─ INSERT            db         +20.0 ms    10.0 ms    █",
    "│  └─ pay               db         +40.0 ms    20.0 ms      ██                    failed no�[2J money",
    "└─ process              order     +120.0 ms   120.0 ms              ████████████",
    "… lost                  order     +230.0 ms    1.00 ms                         █",
    "… the span above it is the caller's own, was not kept, or is still to come.",
    "",
  ]);
});

it("draws also what is very deep, within a line", () => {
  const spans = Array.from({ length: 500 }, (_, depth) => span(`s${depth}`, "a", [depth, 500], { depth }));
  const lines = draw({ ...trace, spans });
  expect(lines[502]).toMatch(/^⋯ {70,75}└─ s499 +a +\+499\.0 ms/);
});

it("tells an empty list, and an unknown service, in the user's language", () => {
  expect(draw({ traces: [], services: [] }, "es")[0]).toContain("Aún no hay trazas");
  expect(draw({ traces: [], services: ["a", "b"] }, "en", "c")[0]).toBe(
    "No trace of c. There are traces of: a, b",
  );
});

it("shows durations with a unit", () => {
  expect([0, 0.4242, 9.999, 128.44, 1284, 75_300].map(duration)).toEqual([
    ...["0.00 ms", "0.42 ms", "10.00 ms", "128.4 ms", "1.28 s", "75.3 s"],
  ]);
});
