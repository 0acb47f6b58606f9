import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { rules } from "../rules/index.js";
import { markedPatterns, mayMatch } from "./marked-pattern.js";

/** The sources of this repository: fixtures of the rules, generated services, templates. */
function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|cs|mjs|hbs)$/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath ?? entry.path, entry.name), "utf8"));
}

test("every match of a pattern has one of its marks", () => {
  expect(rules.length).toBeGreaterThan(10); // which loads them
  const texts = ["src/audit", "test/golden", "templates", "test/audit"].flatMap(sources);
  const matched = new Set<RegExp>();
  const without: string[] = [];
  for (const [pattern, marks] of markedPatterns) {
    for (const text of texts)
      for (const [found] of text.matchAll(pattern)) {
        matched.add(pattern);
        if (!marks.some((mark) => found.includes(mark))) without.push(`${pattern}: ${found}`);
      }
    expect(pattern.ignoreCase, `${pattern} looks for marks in any letters`).toBe(false);
  }
  expect(without).toEqual([]);
  expect(matched.size).toBeGreaterThan(markedPatterns.size / 2);
});

test("a text with none of the marks is not looked through", () => {
  const [[pattern, [mark = ""]] = [/x/g, []]] = markedPatterns;
  expect([mayMatch(pattern, `a ${mark} b`), mayMatch(pattern, "?"), mayMatch(/x/g, "?")]).toEqual([
    true,
    false,
    true,
  ]);
});
