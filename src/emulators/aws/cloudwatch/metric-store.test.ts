import { expect, test } from "vitest";
import { measuredValues } from "./metric.js";
import { MetricStore } from "./metric-store.js";

const metric = {
  account: "000000000000",
  region: "us-east-1",
  namespace: "Shop",
  name: "Took",
  dimensions: [],
};
const at = Date.parse("2026-01-01T00:00:00Z");
const one = (value: number) => measuredValues(at, "Milliseconds", [[value, 1]]);

test("what is measured in a minute is one, however often it came", () => {
  const store = new MetricStore();
  for (let value = 1; value <= 150; value += 1) store.put(metric, [one(value % 100)]);
  const [all, ...more] = store.measured(metric);
  expect(more).toEqual([]);
  expect(all).toMatchObject({ at, unit: "Milliseconds", count: 150, min: 0, max: 99, sum: 4950 + 1275 });
  expect(all?.values).toHaveLength(100);
  expect(new Map(all?.values).get(7)).toBe(2);
  expect(new Map(all?.values).get(77)).toBe(1);
});

test("a snapshot says what was true when it was asked for, and makes the same again", () => {
  const store = new MetricStore();
  for (let value = 0; value < 70; value += 1) store.put(metric, [one(value)]);
  const snapshot = store.snapshot();
  for (let value = 0; value < 70; value += 1) store.put(metric, [one(1000 + value)]);
  const again = new MetricStore();
  for (const change of snapshot) again.replay(Buffer.from(change));
  expect(again.measured(metric)).toMatchObject([{ count: 70, min: 0, max: 69 }]);
  expect(store.measured(metric)).toMatchObject([{ count: 140, max: 1069 }]);
});

test("above a thousand different values only their statistics are kept", () => {
  const store = new MetricStore();
  for (let value = 0; value <= 1000; value += 1) store.put(metric, [one(value)]);
  const [all] = store.measured(metric);
  expect(all).toMatchObject({ count: 1001, min: 0, max: 1000 });
  expect(all?.values).toBeUndefined();
});
