import { describe, expect, it } from "vitest";
import { nextIndex } from "./consul-health.js";

describe("nextIndex", () => {
  it.each([
    [0, 12, 12],
    [12, 12, 12],
    [12, 15, 15],
    [12, 3, 0],
    [0, 0, 1],
    [12, undefined, 0],
  ])("after %s, an answer with index %s is followed by %s", (previous, answered, next) => {
    expect(nextIndex(previous, answered)).toBe(next);
  });
});
