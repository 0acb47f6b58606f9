import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fromBuffer } from "yauzl";
import { entriesOf, zip } from "./zip.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-zip-"));
  mkdirSync(path.join(folder, "lib"));
  writeFileSync(path.join(folder, "index.mjs"), "export const a = 1;\n".repeat(100));
  writeFileSync(path.join(folder, "lib", "ñ.txt"), "x");
  writeFileSync(path.join(folder, "lib", "run"), "#!/bin/sh\n");
  chmodSync(path.join(folder, "lib", "run"), 0o700);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Read {
  readonly name: string;
  readonly mode: number;
  readonly time: string;
  readonly size: number;
}

function read(archive: Buffer): Promise<Read[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, file) => {
      if (error) return reject(error);
      const found: Read[] = [];
      file.on("entry", (entry) => {
        const { fileName: name, uncompressedSize: size, externalFileAttributes: attributes } = entry;
        const time = entry.getLastModDate({ timezone: "UTC" }).toISOString();
        found.push({ name, mode: attributes >>> 16, time, size });
        file.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          stream.on("end", () => file.readEntry()).on("error", reject);
          stream.resume();
        });
      });
      file.on("end", () => resolve(found)).on("error", reject);
      file.readEntry();
    });
  });
}

test("an archive has every file in order, with a fixed time and plain modes", async () => {
  const time = "1980-01-01T00:00:00.000Z";
  expect(await read(zip(entriesOf(folder)))).toEqual([
    { name: "index.mjs", mode: 0o100644, time, size: 2000 },
    { name: "lib/run", mode: 0o100755, time, size: 10 },
    { name: "lib/ñ.txt", mode: 0o100644, time, size: 1 },
  ]);
});

test("times and the order of files make no difference; a byte, a name and the executable bit do", () => {
  const digest = (): string =>
    createHash("sha256")
      .update(zip(entriesOf(folder)))
      .digest("hex");
  const before = digest();
  utimesSync(path.join(folder, "index.mjs"), 1, 1);
  expect(digest()).toBe(before);
  expect(
    createHash("sha256")
      .update(zip(entriesOf(folder).reverse()))
      .digest("hex"),
  ).toBe(before);
  const seen = new Set([before]);
  chmodSync(path.join(folder, "index.mjs"), 0o755);
  seen.add(digest());
  writeFileSync(path.join(folder, "index.mjs"), "other");
  seen.add(digest());
  writeFileSync(path.join(folder, "more"), "");
  seen.add(digest());
  expect(seen.size).toBe(4);
});

test("a single file is an archive of one", async () => {
  expect((await read(zip(entriesOf(path.join(folder, "index.mjs"))))).map(({ name }) => name)).toEqual([
    "index.mjs",
  ]);
});
