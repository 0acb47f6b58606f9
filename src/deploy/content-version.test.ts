import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentVersion, type VersionInput } from "./content-version.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-version-"));
  write("Dockerfile", "FROM scratch\n");
  write("main.js", "1\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  writeFileSync(path.join(folder, file), text);
}

function version(change: Partial<VersionInput> = {}): string {
  return contentVersion({ folder, bases: { NODE_IMAGE: { reference: "node:24" } }, ...change });
}

test("it is 12 hex digits and stays while nothing changes but times", () => {
  const before = version();
  utimesSync(path.join(folder, "main.js"), 1, 1);
  expect(version()).toBe(before);
  expect(before).toMatch(/^[0-9a-f]{12}$/);
});

test("a changed byte, name or executable bit, a new file, and the base image each change it", () => {
  const seen = new Set([version()]);
  write("main.js", "2\n");
  seen.add(version());
  renameSync(path.join(folder, "main.js"), path.join(folder, "index.js"));
  seen.add(version());
  chmodSync(path.join(folder, "index.js"), 0o755);
  seen.add(version());
  write("new.js", "");
  seen.add(version());
  seen.add(version({ bases: { NODE_IMAGE: { reference: "node:25" } } }));
  seen.add(version({ bases: { NODE_IMAGE: { reference: "node:24", id: "sha256:1" } } }));
  seen.add(version({ bases: {} }));
  expect(seen.size).toBe(8);
});

test("what .dockerignore leaves out does not change it", () => {
  write(".dockerignore", "*.md\n");
  const before = version();
  write("README.md", "hello");
  expect(version()).toBe(before);
});
