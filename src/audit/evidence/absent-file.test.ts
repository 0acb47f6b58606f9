import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { diskTree } from "./disk-tree.js";

test("a file that is not there is not one that cannot be read", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-absent-"));
  try {
    writeFileSync(path.join(folder, "a.yaml"), "a: 1\n");
    const tree = diskTree(folder);
    expect(tree.read("service.yaml")).toBeUndefined();
    expect(tree.leftOut()).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
