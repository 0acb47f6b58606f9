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

test.each([
  [["plain", "deep"], 4],
  [['sa"id\\', 1], 9],
  [["tab\t"], 11],
  [["plain", "absent"], 3],
  [["last"], 13],
])("the line of %j in JSON is found, whatever its strings hold", (path, line) => {
  const text = `{
  "text": "a \\\\\\" } ] { \\\\\\\\",
  "plain": {
    "deep": [{ "}": "]" }]
  },

  "sa\\"id\\\\": [
    1,
    2
  ],
  "t\\u0061b\\t": true,
  "last": 1,
  "last": 2
}`;
  expect(parseFile("a.json", text).documents[0]?.line(path)).toBe(line);
});

test("a line of JSON is the same whatever was asked before", () => {
  const text =
    '{\n"a": {\n"b": [{\n"c": 1,\n"d": {}\n}],\n"c": 2\n},\n"e\\u0066": {\n"c": 3\n},\n"a": {\n"c": 4\n}\n}';
  const paths = [
    ["a", "c"],
    ["a"],
    ["ef", "c"],
    ["a", "b", 0, "d"],
    ["a", "b"],
    ["ef"],
    ["none"],
    ["a", "c"],
  ];
  const [asked] = parseFile("a.json", text).documents;
  const alone = (path: readonly (string | number)[]) => parseFile("a.json", text).documents[0]?.line(path);
  expect(paths.map((path) => asked?.line(path))).toEqual(paths.map(alone));
  expect(paths.map(alone)).toEqual([13, 12, 10, 12, 12, 9, 1, 13]);
});
