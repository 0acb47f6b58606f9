import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PlannedFile, plannedFile, sha256 } from "./planned-file.js";
import { sweepStaging, writeJournal } from "./staging.js";
import { writeTree } from "./write-tree.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-write ñ-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;
/** A pid above Linux's and macOS's limit: never that of a running process. */
const deadPid = 999_999_999;

function file(name: string, content = name, executable = false): PlannedFile {
  return plannedFile({ path: name, bytes: Buffer.from(content), executable, owner: "sample" });
}

function write(files: PlannedFile[], extra: Partial<Parameters<typeof writeTree>[0]> = {}): Promise<void> {
  return writeTree({ target: path.join(folder, "services", "item"), files, signal: never, ...extra });
}

const code = (expected: string): unknown => expect.objectContaining({ code: expected });

describe("writeTree", () => {
  test("writes a tree with its modes, and leaves nothing beside it", async () => {
    await write([file("a.txt"), file("b/c/run.sh", "#!/bin/sh\n", true)]);
    const target = path.join(folder, "services", "item");
    expect(readFileSync(path.join(target, "a.txt"), "utf8")).toBe("a.txt");
    expect(statSync(path.join(target, "a.txt")).mode & 0o111).toBe(0);
    expect(statSync(path.join(target, "b/c/run.sh")).mode & 0o100).toBe(0o100);
    expect(readdirSync(path.join(folder, "services"))).toEqual(["item"]);
  });

  test("fills an empty folder that is there already", async () => {
    mkdirSync(path.join(folder, "services", "item"), { recursive: true });
    await write([file("a.txt")]);
    expect(readdirSync(path.join(folder, "services", "item"))).toEqual(["a.txt"]);
  });

  test("refuses a folder with something in it, saying what, and touches nothing", async () => {
    const target = path.join(folder, "services", "item");
    mkdirSync(target, { recursive: true });
    for (const name of "gfedcba") writeFileSync(path.join(target, name), name);
    await expect(write([file("a.txt")])).rejects.toMatchObject({
      code: "TARGET_NOT_EMPTY",
      params: { path: target, entries: "a, b, c, d, e, … (+2)" },
    });
    expect(readdirSync(target)).toHaveLength(7);
  });

  test("refuses a file and a symbolic link in the target's place", async () => {
    mkdirSync(path.join(folder, "services"));
    mkdirSync(path.join(folder, "elsewhere"));
    symlinkSync(path.join(folder, "elsewhere"), path.join(folder, "services", "item"));
    await expect(write([file("a.txt")])).rejects.toEqual(code("TARGET_UNSAFE"));
    expect(readdirSync(path.join(folder, "elsewhere"))).toEqual([]);
    await expect(write([], { target: path.join(folder, "services", "item") })).rejects.toEqual(
      code("TARGET_UNSAFE"),
    );
  });

  test.each(["../evil", "a/../../evil", "/etc/evil", "a\\..\\evil", "C:evil", "", "a//b"])(
    "never writes to %j",
    async (name) => {
      await expect(write([file("a.txt"), file(name, "x")])).rejects.toEqual(code("WRITE_FAILED"));
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test("puts back what it edited when a later step fails", async () => {
    const edited = path.join(folder, "ocelot.json");
    writeFileSync(edited, "old");
    const edits = [
      { file: edited, before: Buffer.from("old"), after: Buffer.from("new") },
      { file: path.join(folder, "made.json"), before: undefined, after: Buffer.from("made") },
      // Says that it was empty, and it is not: the third step fails after two have been done.
      { file: path.join(folder, "services"), before: undefined, after: Buffer.from("x") },
    ];
    await expect(write([file("a.txt")], { edits })).rejects.toEqual(code("WRITE_FAILED"));
    expect(readFileSync(edited, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["ocelot.json"]);
  });

  test("does not overwrite an edit somebody made since the plan", async () => {
    const edited = path.join(folder, "ocelot.json");
    writeFileSync(edited, "somebody's");
    const edits = [{ file: edited, before: Buffer.from("old"), after: Buffer.from("new") }];
    await expect(write([file("a.txt")], { edits })).rejects.toEqual(code("WRITE_FAILED"));
    expect(readFileSync(edited, "utf8")).toBe("somebody's");
    expect(existsSync(path.join(folder, "services"))).toBe(false);
  });

  test("keeps the mode of a file it edits", async () => {
    const edited = path.join(folder, "ocelot.json");
    writeFileSync(edited, "old");
    chmodSync(edited, 0o600);
    await write([], { edits: [{ file: edited, before: Buffer.from("old"), after: Buffer.from("new") }] });
    expect(readFileSync(edited, "utf8")).toBe("new");
    expect(statSync(edited).mode & 0o777).toBe(0o600);
  });

  test("an abort in the middle leaves nothing", async () => {
    const controller = new AbortController();
    const files = Array.from({ length: 200 }, (_, n) => file(`${n}.txt`));
    const written = write(files, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(written).rejects.toEqual(code("INTERRUPTED"));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a file system that refuses leaves nothing", async () => {
    const long = "x".repeat(300);
    await expect(write([file("a.txt"), file(long)])).rejects.toEqual(code("WRITE_FAILED"));
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("sweepStaging", () => {
  function killed(pid: number, withTree: boolean): string {
    const staging = path.join(folder, `.msx-new-item-${pid}`);
    mkdirSync(withTree ? path.join(staging, "tree") : staging, { recursive: true });
    const edited = path.join(folder, "ocelot.json");
    writeFileSync(path.join(staging, "0.before"), "old");
    writeFileSync(edited, "new");
    writeJournal(staging, [{ file: edited, existed: true, after: sha256(Buffer.from("new")) }]);
    return staging;
  }
  const routes = (): string => readFileSync(path.join(folder, "ocelot.json"), "utf8");

  test("rolls back a run that was killed before its tree was in place", () => {
    killed(deadPid, true);
    sweepStaging(folder);
    expect(routes()).toBe("old");
    expect(readdirSync(folder)).toEqual(["ocelot.json"]);
  });

  test("only tidies up after a run that was killed when all was done", () => {
    killed(deadPid, false);
    sweepStaging(folder);
    expect(routes()).toBe("new");
    expect(readdirSync(folder)).toEqual(["ocelot.json"]);
  });

  test("keeps a change that was made after the kill", () => {
    killed(deadPid, true);
    writeFileSync(path.join(folder, "ocelot.json"), "newer");
    sweepStaging(folder);
    expect(routes()).toBe("newer");
  });

  test("leaves a run alone that is going on, and folders that only look alike", () => {
    const staging = killed(process.ppid, true);
    mkdirSync(path.join(folder, ".msx-new-item"));
    sweepStaging(folder);
    expect(existsSync(staging)).toBe(true);
    expect(existsSync(path.join(folder, ".msx-new-item"))).toBe(true);
    expect(routes()).toBe("new");
  });

  test("survives a journal that was cut off", () => {
    const staging = killed(deadPid, true);
    writeFileSync(path.join(staging, "edits.json"), '[{"file":');
    sweepStaging(folder);
    expect(readdirSync(folder)).toEqual(["ocelot.json"]);
  });
});
