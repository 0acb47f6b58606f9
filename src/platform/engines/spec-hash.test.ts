import { expect, test } from "vitest";
import { specHash } from "./spec-hash.js";

test("the order of keys does not matter, and what is undefined is not there", () => {
  expect(specHash({ a: 1, b: [{ c: 2, d: undefined }] })).toBe(specHash({ b: [{ c: 2 }], a: 1 }));
});

test("the order of a list and every value do", () => {
  expect(specHash([1, 2])).not.toBe(specHash([2, 1]));
  expect(specHash({ a: 1 })).not.toBe(specHash({ a: "1" }));
});
