import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { writeHostileRepository } from "../audit/hostile-repository.js";
import { msxJson } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

interface Report {
  readonly services: readonly { readonly name: string; readonly items: readonly { verdict: string }[] }[];
  readonly notes: readonly string[];
}

const folder = suiteFolder();
let root = "";
let marker = "";
let before: readonly string[] = [];
let run: { exitCode: number; result: Report; seconds: number };

/** With file types, since without them Node follows the links. */
const filesBelow = () =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort();

beforeAll(async () => {
  root = path.join(folder(), "evil");
  mkdirSync(root);
  ({ marker } = writeHostileRepository(root));
  before = filesBelow();
  const started = performance.now();
  const { exitCode, result } = await msxJson<Report>(["audit", "checklist", root], {
    env: { NODE_OPTIONS: "--max-old-space-size=200", XDG_CACHE_HOME: path.join(root, "cache") },
  });
  run = { exitCode, result, seconds: (performance.now() - started) / 1000 };
});

test("a hostile repository ends with a report, in bounded time and memory", () => {
  expect(run.exitCode).toBe(3);
  expect(run.result.services.map(({ name }) => name)).toEqual(["evil"]);
  expect(run.result.services[0]?.items).toHaveLength(9);
  expect(run.seconds).toBeLessThan(90);
});

test.each([
  ["links", /links.*not followed.*: 5: /],
  ["pipes", /pipes.*: 2: service\.yaml, src\/pipe\.ts/],
  ["what is too large", /too large.*: 3: contracts\/openapi\.yaml, dump\.sql, src\/huge\.ts/],
  ["binary code", /NUL byte.*src\/nul\.ts/],
  ["endless lines", /lines without end.*src\/long\.ts/],
  ["depth", /nested too deep/],
  ["ignore patterns that cost too much", /patterns that were not applied.*\.gitignore/],
])("it names %s among what it left out", (_title, note) => {
  expect(run.result.notes.join("\n")).toMatch(note);
});

test("nothing of it was executed, and nothing written into it, not even a cache", () => {
  expect(existsSync(marker)).toBe(false);
  expect(filesBelow()).toEqual(before);
});
