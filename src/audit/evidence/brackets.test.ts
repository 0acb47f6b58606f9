import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { blankTypescript } from "./blank-typescript.js";
import { bracketsOf, functionsOf } from "./brackets.js";

const files = readdirSync("src/audit", { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

test("the lexer notes the brackets that stand in its code, whatever it is given", () => {
  for (const file of files) {
    const source = readFileSync(file, "utf8");
    // cut anywhere, so that strings, templates and comments do not end
    for (const text of [source, source.slice(source.length / 3), source.slice(0, source.length / 2)]) {
      const { code, brackets = [] } = blankTypescript(text);
      expect({ file, same: bracketsOf(code, brackets) }).toEqual({ file, same: bracketsOf(code) });
    }
  }
});

test.each([
  ["const send = request => go(request);", "send"],
  ["const send = async request =>\n  go(request);", "send"],
  ["send=async=>go(async);", "send"],
  ["list.map(item => item);", undefined],
  ["const same = a == b => c;", undefined],
])("the name of a function with a bare parameter: %s", (code, name) => {
  expect(functionsOf(code, bracketsOf(code))[0]?.name).toBe(name);
});
