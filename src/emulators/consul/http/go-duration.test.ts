import { expect, it } from "vitest";
import { parseGoMilliseconds } from "./go-duration.js";

it.each([
  ["10s", 10_000],
  ["1h2m3.5s", 3_723_500],
  ["250ms", 250],
  ["90m", 5_400_000],
  ["0", 0],
  ["-1s", -1000],
  ["10", undefined],
  ["abc", undefined],
  ["1x", undefined],
  ["", undefined],
])("Go's %s is %s ms", (text, milliseconds) => {
  expect(parseGoMilliseconds(text)).toBe(milliseconds);
});
