import { expect, test } from "vitest";
import { parseDuration } from "./duration.js";

test.each([
  ["90s", 90_000],
  ["2m", 120_000],
  ["500ms", 500],
  ["1.5s", 1500],
  ["45", 45_000],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text, "--timeout", "up")).toBe(ms);
});

test.each(["", "soon", "0s", "-5s", "5 days"])("%j is refused", (text) => {
  expect(() => parseDuration(text, "--timeout", "up")).toThrow(expect.objectContaining({ code: "USAGE" }));
});
