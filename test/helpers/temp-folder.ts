import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, onTestFinished } from "vitest";

/** An empty folder, with a space and a non-ASCII letter in its path, that is gone when the test is over. */
export function tempFolder(): string {
  const folder = make();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Such a folder for all tests of a file, or of the `describe` it is called in; it exists from `beforeAll` on. */
export function suiteFolder(): () => string {
  let folder = "";
  beforeAll(() => {
    folder = make();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => folder;
}

function make(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), "msx tést-")));
}
