import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Zippable, zipSync } from "fflate";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AwsError } from "../../front/aws-error.js";
import { unzip } from "./unzip.js";

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), "msx-unzip-"));
  folder = mkdtempSync(path.join(parent, "in-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** @param mode of a Unix file, with its type */
const entry = (text: string, mode = 0o100644): Zippable[string] => [
  Buffer.from(text),
  { os: 3, attrs: (mode << 16) >>> 0 },
];
const refusal = async (zip: Uint8Array): Promise<string> => {
  const error: unknown = await unzip(Buffer.from(zip), folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(AwsError);
  expect((error as AwsError).code).toBe("InvalidParameterValueException");
  expect(readdirSync(parent)).toEqual([path.basename(folder)]);
  return (error as AwsError).message;
};

test("files keep their folders and whether they can be run", async () => {
  const files = {
    bootstrap: entry("#!/bin/sh", 0o100755),
    "a/b/c.txt": entry("ünï"),
    "d/": entry("", 0o040755),
  };
  await unzip(Buffer.from(zipSync(files)), folder);
  expect(readFileSync(path.join(folder, "a/b/c.txt"), "utf8")).toBe("ünï");
  expect(statSync(path.join(folder, "bootstrap")).mode & 0o777).toBe(0o755);
  expect(statSync(path.join(folder, "a/b/c.txt")).mode & 0o111).toBe(0);
  expect(statSync(path.join(folder, "d")).isDirectory()).toBe(true);
});

test("names that lead out are refused, and nothing is written there", async () => {
  for (const name of ["../out.txt", "a/../../out.txt", "/out.txt", "..\\out.txt", "C:/out.txt"]) {
    await refusal(zipSync({ [name]: entry("x") }));
  }
  expect(existsSync("/out.txt")).toBe(false);
});

test("links stay inside, and nothing is written through them", async () => {
  const link = (target: string) => entry(target, 0o120777);
  await unzip(Buffer.from(zipSync({ "bin/run": link("../lib/run.js"), "lib/run.js": entry("1") })), folder);
  expect(lstatSync(path.join(folder, "bin/run")).isSymbolicLink()).toBe(true);
  expect(readFileSync(path.join(folder, "bin/run"), "utf8")).toBe("1");
  rmSync(folder, { recursive: true });
  folder = mkdtempSync(path.join(parent, "in-"));
  for (const target of ["../..", "/etc", "a/../../../x"]) {
    expect(await refusal(zipSync({ [`l${target.length}`]: link(target) }))).toContain("leads out");
  }
  await refusal(zipSync({ out: link(".."), "out/x.txt": entry("x") }));
});

test("what is no zip, empty, or larger than it says is refused", async () => {
  expect(await refusal(Buffer.from("no zip"))).toContain("Could not unzip uploaded file");
  expect(await refusal(Buffer.alloc(0))).toContain("non-empty zip");
  expect(await refusal(zipSync({}))).toContain("non-empty zip");
  const bomb = Buffer.from(zipSync({ "a.txt": [Buffer.alloc(1_000_000), { level: 9 }] }));
  // The size in the central directory, made small.
  const directory = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  bomb.writeUInt32LE(10, directory + 24);
  await refusal(bomb);
  bomb.writeUInt32LE(262_144_001, directory + 24);
  expect(await refusal(bomb)).toBe("Unzipped size must be smaller than 262144000 bytes");
});
