import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unifiedDiff } from "./unified-diff.js";

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join("");

test.each([
  ["a new file", undefined, "one\ntwo"],
  ["an empty new file", undefined, ""],
  ["a file that goes", "one\ntwo\n", undefined],
  ["a line put in front", lines(1, 20), `0\n${lines(1, 20)}`],
  ["two places far apart", lines(1, 40), lines(1, 40).replace("\n3\n", "\nthree\n").replace("\n37\n", "\n")],
  ["an end of line that comes and goes", "one\r\ntwo", "one\r\ntwo\r\n"],
  ["all of it", "one\n", "another\nand more\n"],
])("git apply makes of %s what it is to become", (_, before, after) => {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-diff-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "file.txt");
  if (before !== undefined) writeFileSync(file, before);
  const input = unifiedDiff([{ path: "file.txt", before, after }]);
  execFileSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: folder, input });
  expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(after);
});

test("what stays as it is does not appear", () => {
  expect(unifiedDiff([{ path: "file.txt", before: "same\n", after: "same\n" }])).toBe("");
});
