import { expect, test } from "vitest";
import { confirmed } from "./terminal-io.js";

test.each([
  ["y", "yes"],
  ["Yes", "yes"],
  [" s ", "yes"],
  ["SÍ", "yes"],
  ["", "no"],
  ["n", "no"],
  ["No", "no"],
  ["perhaps", undefined],
])("%j means %s to a question that wants a yes or a no", (typed, meant) => {
  expect(confirmed(typed)).toBe(meant);
});
