import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ProjectBundler } from "./project-bundler.js";

let root: string;
let made: string;
let names: string[];
let bundler: ProjectBundler;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), "msx-bundler-")));
  made = path.join(root, "made");
  mkdirSync(path.join(root, "src"));
  names = ["one", "two"];
  source("shared.ts", 'export const text: string = "a";');
  for (const name of names) source(`${name}.ts`, 'import { text } from "./shared.js"; console.log(text);');
  bundler = new ProjectBundler(esbuild, {
    bundleOptions: () => ({
      ...{
        absWorkingDir: root,
        outdir: "dist",
        bundle: true,
        format: "esm",
        minify: true,
        logLevel: "error",
      },
      entryPoints: names.map((name) => ({ in: `src/${name}.ts`, out: `${name}/index` })),
    }),
  });
});
afterEach(async () => {
  await bundler.close();
  rmSync(root, { recursive: true, force: true });
});

function source(name: string, text: string): void {
  writeFileSync(path.join(root, "src", name), text);
}
const bundle = (changed: readonly string[] = [], debug = false) =>
  bundler.bundle({ folder: made, changed, debug });
const read = (name: string): string => readFileSync(path.join(made, "dist", name, "index.js"), "utf8");
const nothing = { errors: [], warnings: [] };

test("each function is a bundle in the other folder, readable, and made anew only by what it is made of", async () => {
  expect(await bundle()).toEqual(nothing);
  expect(read("one")).toContain('var text = "a";');
  source("one.ts", "console.log(1);");
  source("two.ts", "console.log(2);");
  expect(await bundle(["src/one.ts"])).toEqual(nothing);
  expect([read("one"), read("two")]).toEqual([
    "// src/one.ts\nconsole.log(1);\n",
    expect.stringContaining('"a"'),
  ]);
  await bundle(["src/two.ts"]);
  expect(read("two")).toContain("console.log(2)");
});

test("a mistake is told with its place, until it is mended; what was bundled stays", async () => {
  await bundle();
  source("shared.ts", "export const text = ;");
  const { errors } = await bundle(["src/shared.ts"]);
  expect(errors).toEqual([expect.stringMatching(/Unexpected ";"[\s\S]*src\/shared\.ts:1:20:/)]);
  expect((await bundle(["src/one.ts"])).errors).toHaveLength(1);
  expect(read("one")).toContain('var text = "a";');
  source("shared.ts", 'export const text = "b";');
  expect(await bundle(["src/shared.ts"])).toEqual(nothing);
  expect([read("one"), read("two")]).toEqual([
    expect.stringContaining('"b"'),
    expect.stringContaining('"b"'),
  ]);
});

test("a function that is added is bundled, and one that is gone leaves nothing", async () => {
  await bundle();
  source("three.ts", "console.log(3);");
  names = ["one", "three"];
  expect(await bundle(["src/three.ts"])).toEqual(nothing);
  expect(read("three")).toContain("console.log(3)");
  expect(() => read("two")).toThrow("ENOENT");
});

test("a debugger's map names the sources by where they are", async () => {
  await bundle([], true);
  expect(read("one")).toMatch(/sourceMappingURL=index\.js\.map/);
  const map = JSON.parse(readFileSync(path.join(made, "dist", "one", "index.js.map"), "utf8")) as {
    sources: string[];
  };
  expect(map.sources).toContain(pathToFileURL(path.join(root, "src", "one.ts")).href);
});
