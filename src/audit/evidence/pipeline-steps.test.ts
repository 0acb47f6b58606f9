import { expect, test } from "vitest";
import { takesStep } from "./pipeline-steps.js";

test.each([
  "npm test",
  "npm t",
  "npm run test:unit",
  "npm cit",
  "npm install-test",
  "npm --prefix services/orders test",
  "npm run -w orders test",
  "npm run test --workspace=orders",
  "pnpm -r test",
  'pnpm --filter "./services/*" run test',
  "yarn workspace orders test",
  "yarn workspaces foreach -A run test",
  "bun test",
  "npx nx test orders",
  "npx nx affected -t lint test build",
  "nx run-many --target=test",
  "nx run orders:test",
  "npx turbo run build test",
  "lerna run test",
  "npx mocha",
  "npx --yes @acme/cli exec -- npx vitest run",
  "node --import tsx --test test/",
  "node --run test",
  "make build test",
])("%s runs tests", (command) => {
  expect(takesStep(command, "test")).toBe(true);
});

test.each([
  "npm install --global jest",
  "npm install -D vitest",
  "yarn add jest",
  "pnpm -w add vitest",
  "npx eslint --plugin jest src",
  "cp jest.config.js /tmp",
  "npm run lint",
  "npx nx affected -t lint build",
  "npx turbo run build",
  "brew tap test",
  "yarn workspace test build",
])("%s runs none", (command) => {
  expect(takesStep(command, "test")).toBe(false);
});

test("an image is built by any of the usual programs", () => {
  const builds = [
    "docker build .",
    "docker image build .",
    "docker buildx build .",
    "docker buildx bake",
    "docker compose -f ci.yml build",
    "podman build -t orders .",
    "az acr build -t orders .",
    "gcloud builds submit --tag orders",
    "pack build orders",
  ];
  expect(builds.filter((command) => !takesStep(command, "image") || !takesStep(command, "build"))).toEqual(
    [],
  );
  expect(takesStep("docker pull orders", "image")).toBe(false);
});

test("a package that is named after a compiler compiles nothing", () => {
  expect(
    ["npm run build", "pnpm -r build", "npx tsc", "turbo build"].every((one) => takesStep(one, "build")),
  ).toBe(true);
  expect(takesStep("npm install -g tsc-watch", "build")).toBe(false);
});

test("many flags take no long time", () => {
  const start = performance.now();
  takesStep(`npm ${"--a b ".repeat(20_000)}`, "test");
  takesStep(`node ${"-a b ".repeat(20_000)}`, "test");
  expect(performance.now() - start).toBeLessThan(1_000);
});
