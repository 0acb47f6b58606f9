import { expect, test } from "vitest";
import { waiverInLine, waiversAt, waiversInText } from "./inline-waiver.js";

const words = '--reason "its own timeout" --approved-by jane@example.com --expires 2027-01-31';

test.each([
  ["// ", ""],
  ["  # ", ""],
  ["/* ", " */"],
  ["<!-- ", " -->"],
  ["-- ", ""],
  ["call(); // ", ""],
])("a comment that begins with %j holds a waiver", (start, end) => {
  expect(waiverInLine(`${start}msx-waive resilient-calls ${words}${end}`, "a.ts", 7)).toEqual({
    rule: "resilient-calls",
    reason: "its own timeout",
    approver: "jane@example.com",
    expires: "2027-01-31",
    place: { file: "a.ts", line: 7, end: 7, kind: "code" },
  });
});

test("what is missing is empty, so that the lint can say so", () => {
  expect(waiverInLine("// msx-waive own-database", "a.ts", 1)).toMatchObject({ reason: "", expires: "" });
});

test("it stands on the line or right above, comments and blank lines between, and nowhere else", () => {
  const lines = [
    `// msx-waive one ${words}`,
    "// why it is so",
    "",
    `fetch(url); // msx-waive two ${words}`,
    "fetch(other);",
  ];
  expect(waiversAt(lines, "a.ts", 4).map(({ rule }) => rule)).toEqual(["two", "one"]);
  expect(waiversAt(lines, "a.ts", 5)).toEqual([]);
});

test("all of a file are found, by line", () => {
  const text = `\n# msx-waive one ${words}\r\n\n# msx-waive two ${words}\n`;
  expect(waiversInText(text, "a.yaml").map(({ rule, place }) => [rule, place.line])).toEqual([
    ["one", 2],
    ["two", 4],
  ]);
});
