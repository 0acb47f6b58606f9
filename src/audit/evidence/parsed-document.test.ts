import { expect, test } from "vitest";
import { parseFile } from "./parsed-document.js";

test.each([
  ["more aliases than an honest file has", `a: &a x\nb: [${"*a,".repeat(101)}]`, /too-many-aliases.*100/],
  ["an alias within what it stands for", "a: &a {b: [*a]}", /alias-in-itself.*\*a/],
  ["an alias of nothing", "a: *none", /none/],
  ["nesting without end", `a: ${"[".repeat(20_000)}`, /./],
])("%s is a problem of the file", (_title, text, detail) => {
  const { documents, problem } = parseFile("a.yaml", text);
  expect(documents).toEqual([]);
  expect(problem?.line).toEqual(expect.any(Number));
  expect(JSON.stringify(problem?.detail)).toMatch(detail);
});

test("an honest alias is followed", () => {
  expect(parseFile("a.yaml", "a: &a {x: 1}\nb: [*a, *a]").documents[0]?.at(["b", 1, "x"])).toBe(1);
});
