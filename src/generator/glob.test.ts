import { expect, test } from "vitest";
import { globMatcher } from "./glob.js";

test.each([
  ["src/chassis/**", "src/chassis/http/server.ts", true],
  ["src/chassis/**", "src/chassis.ts", false],
  ["*.json", "package.json", true],
  ["*.json", "contracts/openapi.json", false],
  ["**/*.json", "package.json", true],
  ["**/*.json", "contracts/openapi.json", true],
  [".github/**", "xgithub/ci.yml", false],
  ["k8s/*.yaml", "k8s/service.yaml", true],
  ["Dockerfile", "Dockerfile", true],
  ["Dockerfile", "docker/Dockerfile", false],
  ["a+(b).txt", "a+(b).txt", true],
])("%s against %s is %s", (pattern, file, expected) => {
  expect(globMatcher([pattern])(file)).toBe(expected);
});

test("any of several patterns is enough, none matches nothing", () => {
  expect(globMatcher(["a", "b"])("b")).toBe(true);
  expect(globMatcher([])("a")).toBe(false);
});
