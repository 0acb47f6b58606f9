import { expect, test } from "vitest";
import { mergePackageJson, sameDependencies } from "./package-json.js";

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const base = { name: "a", scripts: { test: "x" }, dependencies: { pg: "1", zod: "1" } };

test("a dependency of the user's and a new version beside it are no conflict", () => {
  const mine = {
    ...base,
    dependencies: { amqplib: "1", ...base.dependencies },
    scripts: { test: "x", mine: "y" },
  };
  const theirs = { ...base, dependencies: { pg: "2", zod: "1", pino: "1" } };
  expect(mergePackageJson(json(base), json(mine), json(theirs))).toBe(
    json({
      name: "a",
      scripts: { test: "x", mine: "y" },
      dependencies: { amqplib: "1", pg: "2", pino: "1", zod: "1" },
    }),
  );
});

test("what one side takes out is gone", () => {
  const mine = { name: "a", scripts: {}, dependencies: base.dependencies };
  const theirs = { ...base, dependencies: { pg: "1" } };
  expect(JSON.parse(mergePackageJson(json(base), json(mine), json(theirs)) ?? "")).toEqual({
    name: "a",
    scripts: {},
    dependencies: { pg: "1" },
  });
});

test("an entry that both sides changed is left to a merge by lines, as is what is no JSON", () => {
  const change = (pg: string) => json({ ...base, dependencies: { pg, zod: "1" } });
  expect(mergePackageJson(json(base), change("2"), change("3"))).toBeUndefined();
  expect(mergePackageJson(json(base), change("2"), change("2"))).toBe(change("2"));
  expect(mergePackageJson(json(base), "{", json(base))).toBeUndefined();
});

test("one lock file fits where the same packages are asked for, in whatever order", () => {
  expect(
    sameDependencies(json(base), json({ ...base, dependencies: { zod: "1", pg: "1" }, name: "b" })),
  ).toBe(true);
  expect(sameDependencies(json(base), json({ ...base, dependencies: { zod: "1", pg: "2" } }))).toBe(false);
  expect(sameDependencies(json(base), json({ ...base, devDependencies: { a: "1" } }))).toBe(false);
});
