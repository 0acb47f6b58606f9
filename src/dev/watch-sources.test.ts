import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { watchSources } from "./watch-sources.js";

let folder: string;
let told: string[][];
let watching: { close(): void };

const write = (file: string, text: string): void => writeFileSync(path.join(folder, file), text);
const poll = (read: () => unknown) => expect.poll(read, { timeout: 15_000 });

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-watch-"));
  mkdirSync(path.join(folder, "src"));
  write("src/main.ts", "one");
  told = [];
  watching = watchSources(folder, ["src", "package.json"], (files) => told.push([...files]), ["obj"]);
});
afterEach(() => {
  watching.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a saved file is told, also when the editor replaces it by another", async () => {
  write("src/main.ts", "two");
  await poll(() => told).toEqual([["src/main.ts"]]);
  write("src/.main.ts.tmp", "three");
  renameSync(path.join(folder, "src/.main.ts.tmp"), path.join(folder, "src/main.ts"));
  await poll(() => told).toEqual([["src/main.ts"], ["src/main.ts"]]);
});

test("new folders, removed files, and files that come later are told; tests, an editor's own files and what is built are not", async () => {
  write("src/main.test.ts", "");
  write("src/main.ts~", "");
  mkdirSync(path.join(folder, "src/domain/obj"), { recursive: true });
  write("src/domain/obj/built.json", "");
  write("src/domain/item.ts", "1");
  await poll(() => told.flat()).toEqual(["src/domain/item.ts"]);
  write("src/domain/item.ts", "changed");
  await poll(() => told.flat()).toEqual(["src/domain/item.ts", "src/domain/item.ts"]);
  rmSync(path.join(folder, "src/domain"), { recursive: true });
  write("package.json", "{}");
  await poll(() => new Set(told.slice(2).flat())).toEqual(new Set(["src/domain/item.ts", "package.json"]));
});
