import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { followLogs, tailLog } from "./read-logs.js";

/** A log that was rotated after its second line. */
function rotatedLog(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "read-logs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "log");
  writeFileSync(`${file}.1`, "one\ntwo\n");
  writeFileSync(file, "three\nfour\n");
  return file;
}

async function read(file: string, tail: number): Promise<string[]> {
  const lines: string[] = [];
  const log = [{ source: "a", file }];
  for await (const { text } of followLogs(log, tail, () => false, new AbortController().signal))
    lines.push(text);
  return lines;
}

it.each([
  [0, []],
  [1, ["four"]],
  [2, ["three", "four"]],
  [3, ["two", "three", "four"]],
  [9, ["one", "two", "three", "four"]],
])("gives the last %i lines, across a rotation", async (tail, expected) => {
  const file = rotatedLog();
  expect(await read(file, tail)).toEqual(expected);
  expect(tailLog(file, tail)).toEqual(expected);
});
