import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseAnyYaml } from "./parsed-document.js";
import { readPlainYaml } from "./plain-yaml.js";
import type { Place } from "./plain-yaml-values.js";

/** The YAML of this repository: templates' output, pipelines, contracts. */
const corpus = ["test/golden", ".github", "templates"]
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
  )
  .filter((file) => /\.ya?ml$/.test(file) && !file.includes("node_modules"))
  .map((file) => readFileSync(file, "utf8"));

const shapes = [
  "a:\n- 1\n- b: 2\n  c: [x, 'it''s', \"a\\nb\", {k: v, l: []}]\n-\n  d: ~\n- \n- e\nf: |\n  one\n\n   two\n  three\n\ng: >-\n  fold\n  this\n\n\n  that\nh: {}\n",
  '# c\n---\nkind: A # what\nlist:\n  # first\n  - name: x\n    run: a && b\n  - true\n---\nkind: B\nn: -1.5e3\no: 010\np: 1_000\nq: 2024-01-01\nr: http://x/y#z\n"on": push\n/path/{id}:\n  get: {}\n',
  "a: b\n  c\n",
  "a: b: c\n",
  "a: &x 1\nb: *x\n",
  "a: !t 1\n",
  "a: 1\na: 2\n",
  "- a\n - b\n",
  "a:\n  b\n",
  "a: [1, 2\n",
  "a: 'x\n  y'\n",
  "a: |+\n  x\n\n",
  "a: |\n  x",
  "a: -\n",
  "- - a\n- [\n",
  "? a\n: b\n",
  "a: # c\n  b: 1\n",
  "<<: {a: 1}\n",
  "null: 1\ntrue: 2\n~: 3\n",
  "a: 0x1F\nb: .inf\nc: +1\nd: .5\ne: 5.\n",
  "a: ''\nb: \"\"\nc: ' x '\nd: \"\\x41\"\n",
  "---\n# c\n---\na: 1\n",
  "a: x\u00a0\nb: [x\u3000]\n",
  'a: "\\n\u0001"\n',
  `${"k".repeat(1100)}: 1\n`,
  `a: {${"k".repeat(1100)}: 1}\n`,
  "/users/{id}:\n  get: {tags: [a], b{c}: d}\n/a {b}: 1\n",
];

/** Reads a text by both ways; true when the plain one answered. */
function agrees(text: string): boolean {
  const plain = readPlainYaml(text);
  if (!plain) return false;
  const full = parseAnyYaml("a.yaml", text);
  expect(full.problem, text).toBeUndefined();
  expect(
    plain.map(({ data }) => data),
    text,
  ).toEqual(full.documents.map(({ data }) => data));
  for (const [index, { place }] of plain.entries())
    for (const { at, line } of placesIn(place))
      expect([text, at, full.documents[index]?.line(at)]).toEqual([text, at, line]);
  return true;
}

function placesIn(
  place: Place,
  at: readonly (string | number)[] = [],
): { at: readonly (string | number)[]; line: number }[] {
  const within = [...(place.inner?.entries() ?? [])];
  const inner = within.flatMap(([key, value]) => placesIn(value, [...at, key]));
  return [{ at, line: place.line }, ...inner];
}

test("what both readers read, they read alike, and nearly all of ours is plain", () => {
  const plain = corpus.filter(agrees);
  expect(plain.length / corpus.length).toBeGreaterThan(0.8);
});

test("a text that is not plain, or wrong, is left to the parser for all of YAML, changed in any way", () => {
  const random = generator(20_261_127);
  let plain = 0;
  for (const text of shapes) {
    agrees(text);
    for (let round = 0; round < rounds; round += 1) if (agrees(changed(text, random))) plain += 1;
  }
  expect(plain).toBeGreaterThan(rounds);
});

/** Texts that are long to read for a reader whose time grows faster than they do. */
const costly: readonly string[] = [
  `a: ${"[".repeat(200_000)}`,
  `a: ${"{a: ".repeat(100_000)}`,
  "- ".repeat(200_000),
  Array.from({ length: 1_500 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join(""),
  "---\n".repeat(100_000),
  `# c\n---\n`.repeat(50_000),
  `a: "${'\\"'.repeat(200_000)}`,
  `a: '${"''".repeat(200_000)}`,
  `${"a ".repeat(200_000)}`,
  `a: b${" ".repeat(400_000)}c\n`,
  `a: |\n${"  \n".repeat(100_000)}`,
  `a: >\n${"  b\n\n".repeat(60_000)}`,
  `a: [${"b, ".repeat(130_000)}`,
  Array.from({ length: 40_000 }, (_, index) => `k${index}: 1\n`).join(""),
];

test("its time grows with the text alone", () => {
  const started = performance.now();
  for (const text of costly) readPlainYaml(text);
  // Some 0.3 s where it is quiet; a reader whose time grows with the square takes minutes.
  expect(performance.now() - started).toBeLessThan(10_000);
});

const rounds = Number(process.env.ROUNDS ?? 60);
const pieces = [
  ..." \n:-#'\"[]{},|>&*!?%@`~.\\01aé\t\r\u00a0\u0085\u0001",
  "  ",
  "- ",
  ": ",
  " #",
  "\n  ",
  "\n---\n",
  "null",
  "true",
  "a: b",
  "- a\n",
  "...",
  "<<: ",
  "''",
  '""',
  "[]",
  "{a: 1}",
  "|\n",
  ">-\n",
];

/** A text with a few pieces put in, taken out or moved. */
function changed(text: string, random: () => number): string {
  let result = text;
  for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes -= 1) {
    const at = Math.floor(random() * result.length);
    const until = random() < 0.5 ? at : at + Math.floor(random() * 6);
    const piece = random() < 0.8 ? (pieces[Math.floor(random() * pieces.length)] ?? "") : "";
    result = result.slice(0, at) + piece + result.slice(until);
  }
  return result;
}

/** Park and Miller's generator: the same texts in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
