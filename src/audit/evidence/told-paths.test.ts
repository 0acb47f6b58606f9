import { expect, test } from "vitest";
import { ToldPaths } from "./told-paths.js";

test("paths are those that a filter gives, however many patterns there are and whoever asked before", () => {
  const paths = ["a.yaml", "k8s/a.YAML", "src/a.ts", "README.md", "docs/a.md"];
  const patterns = [
    /\.ya?ml$/,
    /\.ya?ml$/i,
    /^docs\//,
    ...Array.from({ length: 60 }, (_, index) => new RegExp(`^.{${index % 12}}\\.?[a-z]+\\.`)),
  ];
  for (let service = 0; service < 3; service += 1)
    for (const pattern of patterns) {
      const own = paths.slice(service);
      expect(new ToldPaths(own).matching(pattern)).toEqual(own.filter((path) => pattern.test(path)));
    }
});
