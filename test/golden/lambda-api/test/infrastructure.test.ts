import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";

const root = new URL("..", import.meta.url);
const handlers = readdirSync(new URL("src/handlers", root))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length))
  .sort();

test("template.yaml deploys every handler, and nothing else", () => {
  // CloudFormation's own tags (!Ref, !Sub) are read as what they stand before.
  const file = parse(readFileSync(new URL("template.yaml", root), "utf8"), { logLevel: "silent" }) as {
    Resources: Record<string, { Type: string; Properties: { CodeUri?: string } }>;
  };
  const folders = Object.values(file.Resources)
    .filter(({ Type }) => Type === "AWS::Serverless::Function")
    .map(({ Properties }) => Properties.CodeUri);
  expect(folders.sort()).toEqual(handlers.map((name) => `dist/${name}/`));
});
