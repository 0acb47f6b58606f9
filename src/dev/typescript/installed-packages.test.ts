import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isInstalled } from "./installed-packages.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-installed-"));
  mkdirSync(path.join(folder, "node_modules"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/pg": { version: "8.1.0", integrity: "sha512-a" },
  "node_modules/only-on-macos": { version: "1.0.0", optional: true },
};
function lock(file: string, packages: object): void {
  writeFileSync(path.join(folder, file), JSON.stringify({ lockfileVersion: 3, packages }));
}
const installed = (packages: object): boolean => {
  lock("package-lock.json", wanted);
  lock("node_modules/.package-lock.json", packages);
  return isInstalled(folder);
};

test("what the lock file says is there; another system's packages may be missing", () => {
  expect(installed({ "node_modules/pg": { version: "8.1.0", integrity: "sha512-a" } })).toBe(true);
});

test("a missing or other version is not installed, nor is a folder that npm has never filled", () => {
  expect(installed({})).toBe(false);
  expect(installed({ "node_modules/pg": { version: "8.0.0", integrity: "sha512-b" } })).toBe(false);
  rmSync(path.join(folder, "node_modules"), { recursive: true });
  expect(isInstalled(folder)).toBe(false);
});
