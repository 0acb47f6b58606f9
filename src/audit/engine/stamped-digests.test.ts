import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StampedDigests } from "./stamped-digests.js";

const digestA = `${"a".repeat(27)}=`;
const digestB = `${"b".repeat(27)}=`;
let base: string;
let root: string;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "msx-stamps-"));
  root = mkdtempSync(path.join(base, "repository-"));
  writeFileSync(path.join(root, "main.ts"), "first");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** What a run is told about a file, and whether it read it. */
function run(digest: string, options: { build?: string; laterMs?: number } = {}) {
  const { build = "1", laterMs = 60_000 } = options;
  const stamps = new StampedDigests({ folder: path.join(base, "cache"), build, root }, Date.now() + laterMs);
  let read = false;
  const found = stamps.of("main.ts", () => {
    read = true;
    return digest;
  });
  stamps.save();
  return { found, read };
}

test("a file that is as it was is not read again", () => {
  expect(run(digestA)).toEqual({ found: digestA, read: true });
  expect(run(digestB)).toEqual({ found: digestA, read: false });
});

test("a file of the same size whose time was set back is read again", async () => {
  const { atime, mtime } = statSync(path.join(root, "main.ts"));
  run(digestA);
  const before = statSync(path.join(root, "main.ts")).ctimeMs;
  await expect
    .poll(() => {
      writeFileSync(path.join(root, "main.ts"), "other");
      utimesSync(path.join(root, "main.ts"), atime, mtime);
      return statSync(path.join(root, "main.ts")).ctimeMs;
    })
    .toBeGreaterThan(before);
  expect(run(digestB)).toEqual({ found: digestB, read: true });
});

test("a file that changed a moment ago is read again: it may change within the same tick of the clock", () => {
  run(digestA, { laterMs: 0 });
  expect(run(digestB)).toEqual({ found: digestB, read: true });
});

test("what another build kept is not used", () => {
  run(digestA);
  expect(run(digestB, { build: "2" }).read).toBe(true);
});

test("why a file was left out is found out each time", () => {
  run("unreadable");
  expect(run(digestB)).toEqual({ found: digestB, read: true });
});
