import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("..", import.meta.url);
const handlers = readdirSync(new URL("src/handlers", root))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length))
  .sort();

test("serverless.yml deploys every handler, and nothing else", () => {
  // CloudFormation's own tags (!Ref, !Sub) are read as what they stand before.
  const file = parse(readFileSync(new URL("serverless.yml", root), "utf8"), { logLevel: "silent" }) as {
    functions: Record<string, { handler: string }>;
  };
  const entries = Object.values(file.functions).map(({ handler }) => handler);
  expect(entries.sort()).toEqual(handlers.map((name) => `dist/${name}/index.handler`));
});
