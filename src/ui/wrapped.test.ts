import { expect, test } from "vitest";
import { wrapped } from "./wrapped.js";

const text = "  fix: run the call under a policy  with a timeout, retries and a breaker";

test("words go on in the next line, below the text", () => {
  expect(wrapped(text, 40, 4)).toBe(
    "  fix: run the call under a policy  with\n    a timeout, retries and a breaker",
  );
});

test("what fits stays as it is, and so does what is written to a very narrow terminal", () => {
  expect(wrapped(text, text.length, 4)).toBe(text);
  expect(wrapped(text, 20, 4)).toBe(text);
});

test("colours take no columns, and a word longer than a line is not cut", () => {
  const dim = `\u001b[2m${"x".repeat(30)}\u001b[22m`;
  expect(wrapped(`${dim} ${dim}`, 61, 2)).toBe(`${dim} ${dim}`);
  expect(wrapped(`a ${"y".repeat(50)} b`, 40, 2)).toBe(`a\n  ${"y".repeat(50)}\n  b`);
});

test("a margin wider than the terminal leaves room for words", () => {
  expect(wrapped("one two three four five six seven eight", 32, 100)).toBe(
    "one two three four five six\n  seven eight",
  );
});
