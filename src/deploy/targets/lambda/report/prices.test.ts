import { expect, test } from "vitest";
import { priceOfMillion } from "./prices.js";
import { spreadOf } from "./spread.js";

test("a million invocations of 100 ms with 1024 MB are 100,000 GB-seconds", () => {
  expect(priceOfMillion(100, 1024, "x86_64")).toEqual({ requests: 0.2, duration: 1.67, total: 1.87 });
  expect(priceOfMillion(100, 1024, "arm64")).toEqual({ requests: 0.2, duration: 1.33, total: 1.53 });
});

test("percentiles are values that were measured, by the nearest rank", () => {
  const values = Array.from({ length: 20 }, (_, at) => 20 - at);
  expect(spreadOf(values)).toEqual({ count: 20, p50: 10, p95: 19, max: 20, mean: 10.5 });
  expect(spreadOf([7])).toEqual({ count: 1, p50: 7, p95: 7, max: 7, mean: 7 });
  expect(spreadOf([])).toBeUndefined();
});
