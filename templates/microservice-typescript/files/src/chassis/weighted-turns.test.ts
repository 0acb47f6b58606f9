import { expect, test } from "vitest";
import { WeightedTurns } from "./weighted-turns.js";

function take(count: number, weights: Readonly<Record<string, number>>, turns = new WeightedTurns()) {
  const instances = Object.entries(weights).map(([url, weight]) => ({ url, weight }));
  return Array.from({ length: count }, () => turns.next(instances));
}

test("equal weights take turns", () => {
  expect(take(4, { a: 100, b: 100 })).toEqual(["a", "b", "a", "b"]);
});

test("each gets its share, spread out", () => {
  const chosen = take(111, { stable: 100, canary: 11 });
  expect(chosen.filter((url) => url === "canary")).toHaveLength(11);
  expect(chosen.join()).not.toContain("canary,canary");
});

test("an instance that is gone is not chosen, and a new one takes its turn at once", () => {
  const turns = new WeightedTurns();
  take(3, { a: 1, b: 1 }, turns);
  expect(take(2, { b: 1 }, turns)).toEqual(["b", "b"]);
  expect(new Set(take(2, { b: 1, c: 1 }, turns))).toEqual(new Set(["b", "c"]));
});

test("none is none", () => {
  expect(new WeightedTurns().next([])).toBeUndefined();
});
