import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DependencyStore } from "./dependency-store.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "msx-store-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const { signal } = new AbortController();
const aDayMs = 24 * 60 * 60 * 1000;
const folder = () => path.join(root, "store");
const target = (name = "target") => path.join(root, name, "node_modules");
const kept = () => readdirSync(folder()).sort();

/** What npm leaves: a package, and a command's link to it. */
function installed(text = "module.exports = 1;\n"): string {
  const modules = path.join(root, "installed", "node_modules");
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(path.join(modules, ".bin"), { recursive: true });
  mkdirSync(path.join(modules, "one", "lib"), { recursive: true });
  writeFileSync(path.join(modules, "one", "lib", "main.js"), text, { mode: 0o755 });
  symlinkSync("../one/lib/main.js", path.join(modules, ".bin", "one"));
  return modules;
}

function unused(name: string, ms: number): void {
  const then = new Date(Date.now() - ms);
  utimesSync(path.join(folder(), name), then, then);
}

test("what one installed is given to another as links, once stored, and what either adds is its own", async () => {
  const store = new DependencyStore(folder());
  const modules = installed();
  await store.keep("a", modules, signal);
  expect(await store.give("a", target(), signal)).toBe(true);
  const file = path.join(target(), "one", "lib", "main.js");
  expect(readFileSync(file, "utf8")).toBe("module.exports = 1;\n");
  expect(statSync(file).ino).toBe(statSync(path.join(modules, "one", "lib", "main.js")).ino);
  expect(readlinkSync(path.join(target(), ".bin", "one"))).toBe("../one/lib/main.js");
  writeFileSync(path.join(target(), ".cache"), "");
  await store.give("a", target("other"), signal);
  expect(readdirSync(target("other")).sort()).toEqual([".bin", "one"]);
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
});

test("what is not kept, and what is there by half, is not given, and leaves nothing", async () => {
  const store = new DependencyStore(folder());
  expect(await store.give("a", target(), signal)).toBe(false);
  mkdirSync(path.join(folder(), "a"), { recursive: true, mode: 0o700 });
  expect(await store.give("a", target(), signal)).toBe(false);
  expect(existsSync(target())).toBe(false);
});

test("of two that keep the same, the first is kept; neither leaves anything else", async () => {
  const store = new DependencyStore(folder());
  const modules = installed();
  await Promise.all([store.keep("a", modules, signal), store.keep("a", modules, signal)]);
  await store.keep("a", installed("module.exports = 2;\n"), signal);
  expect(kept()).toEqual(["a"]);
  await store.give("a", target(), signal);
  expect(readFileSync(path.join(target(), "one", "lib", "main.js"), "utf8")).toBe("module.exports = 1;\n");
});

test("what a killed msx left goes after an hour; what another one makes now stays", async () => {
  const store = new DependencyStore(folder());
  for (const name of ["unfinished-old", "unfinished-new"])
    mkdirSync(path.join(folder(), name), { recursive: true, mode: 0o700 });
  unused("unfinished-old", 2 * 60 * 60 * 1000);
  await store.keep("a", installed(), signal);
  expect(kept()).toEqual(["a", "unfinished-new"]);
});

test("what was not asked for long goes, and beyond the limit what was not asked for longest", async () => {
  const store = new DependencyStore(folder(), { keptForMs: 10 * aDayMs, bytes: 50 });
  for (const [name, days] of [
    ["old", 11],
    ["first", 3],
    ["second", 2],
  ] as const) {
    await store.keep(name, installed(), signal);
    unused(name, days * aDayMs);
  }
  await store.give("first", target(), signal);
  await store.keep("third", installed(), signal);
  expect(kept()).toEqual(["first", "third"]);
});

test("a folder that others may write to is not used", async () => {
  const store = new DependencyStore(folder());
  await store.keep("a", installed(), signal);
  chmodSync(folder(), 0o777);
  expect(await store.give("a", target(), signal)).toBe(false);
  await store.keep("b", installed(), signal);
  expect(kept()).toEqual(["a"]);
});

test("where nothing can be kept nothing fails; interrupted, both say why and leave nothing half-made", async () => {
  writeFileSync(path.join(root, "file"), "");
  await new DependencyStore(path.join(root, "file", "store")).keep("a", installed(), signal);
  const store = new DependencyStore(folder());
  await store.keep("a", installed(), signal);
  const interrupted = AbortSignal.abort(new Error("Ctrl-C"));
  await expect(store.give("a", target(), interrupted)).rejects.toThrow("Ctrl-C");
  await expect(store.keep("b", installed(), interrupted)).rejects.toThrow("Ctrl-C");
  expect(existsSync(target())).toBe(false);
  expect(kept()).toEqual(["a"]);
});
