import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

interface Made {
  readonly created: readonly {
    readonly name: string;
    readonly tree?: readonly string[];
    readonly routes: readonly { readonly UpstreamPathTemplate: string }[];
  }[];
}
interface Failure {
  readonly error: { readonly code: string };
}

const folder = suiteFolder();
const shop = (...parts: string[]): string => path.join(folder(), "shop", ...parts);
const textOf = (service: string, file: string): string =>
  readFileSync(shop("services", service, file), "utf8");

const kinds = {
  "item-service": ["--trigger", "api"],
  "box-service": ["--trigger", "events", "--iac", "serverless"],
  "report-service": ["--trigger", "s3", "--entity", "MonthlyReport"],
  "staff-service": ["--trigger", "dynamodb-stream", "--entity", "Person", "--plural", "Staff"],
  "user-service": ["--reference", "user"],
};

beforeAll(async () => {
  await msx(["new", "workspace", "shop"], { cwd: folder() });
  for (const [service, options] of Object.entries(kinds)) {
    const { exitCode, stderr } = await msx(["new", "lambda", service, ...options], { cwd: shop() });
    if (exitCode !== 0) throw new Error(stderr);
  }
});

test("functions that answer requests get a route at the gateway; the others none", () => {
  const { Routes } = JSON.parse(readFileSync(shop("gateway", "ocelot.json"), "utf8")) as {
    Routes: { ServiceName: string }[];
  };
  expect(Routes.map(({ ServiceName }) => ServiceName).sort()).toEqual([
    "box-service",
    "item-service",
    "user-service",
  ]);
});

test.each([
  ["item-service", "template.yaml", ["api", "publish"]],
  ["box-service", "serverless.yml", ["api", "process", "publish"]],
  ["report-service", "template.yaml", ["objects"]],
  ["staff-service", "template.yaml", ["changes"]],
  ["user-service", "template.yaml", ["api", "publish"]],
])("%s has its infrastructure in %s, for %j", (service, file, functions) => {
  const infrastructure = textOf(service, file);
  const found = [...infrastructure.matchAll(/(?:CodeUri: dist\/|handler: dist\/)([a-z-]+)\//g)];
  expect(found.map(([, name]) => name).sort()).toEqual(functions);
  expect(infrastructure).toContain("nodejs24.x");
  expect(textOf(service, "service.yaml")).toContain(`form: lambda\n`);
  expect(textOf(service, "service.yaml")).toContain(`iac: ${file}\n`);
});

test.each(Object.keys(kinds))("%s is as today's templates render it", async (name) => {
  const { exitCode, stderr } = await msx(["update", name, "--check"], { cwd: shop() });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
});

test("is the same as msx new service --form lambda", async () => {
  const options = ["thing-service", "--trigger", "events", "--dry-run"];
  const lambda = await msxJson<Made>(["new", "lambda", ...options], { cwd: shop() });
  const service = await msxJson<Made>(["new", "service", "--form", "lambda", ...options], { cwd: shop() });
  expect(service.result).toEqual(lambda.result);
  expect(lambda.result.created[0]?.tree).toContain("src/handlers/process.ts");
});

test("a workspace has the three reference services as functions, with their routes", async () => {
  const args = [
    "new",
    "workspace",
    "mall",
    "--reference",
    "--form",
    "lambda",
    "--iac",
    "serverless",
    "--dry-run",
  ];
  const { result } = await msxJson<Made>(args, { cwd: folder() });
  const services = result.created.slice(1);
  expect(services.map(({ name }) => name)).toEqual(["user-service", "payment-service", "order-service"]);
  for (const { tree, routes } of services) {
    expect(tree).toContain("serverless.yml");
    expect(tree).not.toContain("Dockerfile");
    expect(routes).toHaveLength(1);
  }
});

describe("refuses, and writes nothing:", () => {
  test.each([
    [["new", "service", "--entity", "Box", "--trigger", "api"], "NOT_AVAILABLE"],
    [["new", "service", "--form", "lambda", "--entity", "Box", "--database", "none"], "NOT_AVAILABLE"],
    [["new", "lambda"], "ANSWER_MISSING"],
  ])("%j", async (args, code) => {
    const [topic = "", command = "", ...options] = args;
    const { exitCode, result } = await msxJson<Failure>([topic, command, "other-service", ...options], {
      cwd: shop(),
    });
    expect({ exitCode, code: result.error.code }).toEqual({ exitCode: 2, code });
  });
});
