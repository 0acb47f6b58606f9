import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { keepInJournal } from "./keep-in-journal.js";
import type { StoredLog } from "./log-request.js";
import type { StoredSpan } from "./span-store.js";
import { createStores, type Stores } from "./stores.js";

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "otlp-journal-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function open(where: string): Promise<Stores> {
  const memory = createStores({ maxSpans: 50, maxSeries: 50, maxLogs: 50, maxBytes: 64 * 1024 * 1024 });
  return keepInJournal(memory, where);
}

function span(number: number): StoredSpan {
  return {
    ...{ traceId: "t", spanId: String(number), name: "x".repeat(100_000), kind: "server", service: "a" },
    ...{ startTimeUnixNano: String(number), endTimeUnixNano: "0", attributes: {}, status: { code: "unset" } },
  };
}

function log(number: number): StoredLog {
  const times = { timeUnixNano: String(number), severityNumber: 9, severityText: "" };
  return { service: "a", ...times, body: "y".repeat(100_000), attributes: {} };
}

it("writes its file anew when most of it is out of date, and keeps the same", async () => {
  const where = folder();
  const stores = await open(where);
  for (let number = 0; number < 200; number += 1) {
    stores.keepSpan(span(number));
    // Several in one write: what a compaction repeats must not be there twice.
    for (const part of [0, 1]) stores.keepLog(log(2 * number + part));
    await stores.settled();
  }
  await stores.close();
  const written = 200 * 3 * 100_000;
  expect(statSync(path.join(where, "journal")).size).toBeLessThan(written / 2);
  const again = await open(where);
  onTestFinished(() => again.close());
  const spanIds = again.spans.trace("t").map(({ spanId }) => spanId);
  expect(spanIds).toEqual(Array.from({ length: 50 }, (_, index) => String(150 + index)));
  const logs = again.logs.newest(1000, () => true).map(({ timeUnixNano }) => Number(timeUnixNano));
  expect(logs).toEqual(Array.from({ length: 50 }, (_, index) => 399 - index));
});
