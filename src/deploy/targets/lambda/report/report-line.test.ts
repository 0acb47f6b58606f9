import { expect, test } from "vitest";
import { figuresOf } from "./report-line.js";

const text =
  "START RequestId: 8f5 Version: $LATEST\nREPORT RequestId: x of the handler's own\nEND RequestId: 8f5\n" +
  "REPORT RequestId: 8f5\tDuration: 79.67 ms\tBilled Duration: 321 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\tInit Duration: 240.36 ms\t\n";

test("the figures of a cold start, from its REPORT line", () => {
  expect(figuresOf(text)).toEqual({
    ...{ durationMs: 79.67, billedMs: 321, memoryMb: 128, maxMemoryMb: 73, initMs: 240.36 },
  });
});

test("a warm one has no init", () => {
  expect(figuresOf(text.replace(/\tInit Duration: [\d.]+ ms/, ""))).not.toHaveProperty("initMs");
});

test("the record of a function that logs JSON", () => {
  const metrics = { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 256, maxMemoryUsedMB: 60 };
  const record = { requestId: "8f5", metrics, status: "success" };
  const line = JSON.stringify({ time: "2026-01-01T00:00:00Z", type: "platform.report", record });
  expect(figuresOf(`{"level":"INFO"}\n${line}\n`)).toEqual({
    ...{ durationMs: 1.5, billedMs: 2, memoryMb: 256, maxMemoryMb: 60 },
  });
});

test("a log without either has no figures", () => {
  expect(figuresOf("hello\n{not json platform.report}\n")).toBeUndefined();
});
