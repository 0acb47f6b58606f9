import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followLogs, tailLog } from "./read-logs.js";
import { LogFile } from "./supervisor/log-file.js";

let folder: string;
let file: string;
let log: LogFile;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-logs-"));
  file = path.join(folder, "logs", "one.log");
  log = new LogFile(file);
});
afterEach(() => {
  log.close();
  rmSync(folder, { recursive: true });
});

const mebibyte = "x".repeat(1024 * 1024 - 1);
const { signal } = new AbortController();

test("a log is the owner's alone and takes at most twice five megabytes", () => {
  for (let lines = 0; lines < 23; lines += 1) log.write(mebibyte);
  expect(readdirSync(path.dirname(file)).sort()).toEqual(["one.log", "one.log.1"]);
  expect([file, `${file}.1`].map((one) => statSync(one).size / 1024 / 1024)).toEqual([3, 5]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("the last lines reach back over the rotation", () => {
  expect(tailLog(file, 3)).toEqual([]);
  log.write("a\nb");
  for (let lines = 0; lines < 5; lines += 1) log.write(mebibyte);
  log.write("c");
  log.write("d");
  expect(tailLog(file, 2)).toEqual(["c", "d"]);
  expect(tailLog(file, 100).slice(0, 2)).toEqual(["a", "b"]);
  expect(tailLog(file, 100).slice(-2)).toEqual(["c", "d"]);
});

test("who follows gets every line once, in order, through a rotation, and the end when it is told", async () => {
  log.write("first");
  log.write("second");
  let goesOn = true;
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { source, text } of followLogs([{ source: "one", file }], 1, () => goesOn, signal)) {
      seen.push(text.length > 20 ? "long" : `${source} ${text}`);
    }
  })();
  await expect.poll(() => seen).toEqual(["one second"]);
  log.write("third");
  for (let lines = 0; lines < 6; lines += 1) log.write(mebibyte);
  log.write("größer");
  await expect.poll(() => seen.at(-1), { timeout: 5000 }).toBe("one größer");
  log.write("last");
  goesOn = false;
  await reading;
  expect(seen).toEqual(["one second", "one third", ...Array(6).fill("long"), "one größer", "one last"]);
});
