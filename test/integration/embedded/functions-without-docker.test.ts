import { readFileSync } from "node:fs";
import path from "node:path";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { Lambda } from "@aws-sdk/client-lambda";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeployedService } from "../../../src/actions/deploy-result.js";
import { targetSuite } from "../../conformance/targets/suite.js";
import { msx } from "../../helpers/msx.js";
import { buildScript, FunctionsWorkspace } from "./functions-workspace.js";

interface Result {
  readonly changed: boolean;
  readonly services: readonly DeployedService[];
  readonly error?: { readonly code: string; readonly what: string; readonly why: string };
}

// The steps build on each other, so that the platform is started once.
let workspace: FunctionsWorkspace;
let variables: Record<string, string>;
let client: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};
const api = "greeting-service-dev-api";

const deploy = (...args: string[]) => workspace.run<Result>(["deploy", ...args]);
const ask = async (): Promise<{ status: number; text?: string }> => {
  const answer = await fetch(`${variables.GATEWAY_URL}/api/greetings/7`);
  const body = (await answer.json()) as { text?: string };
  return { status: answer.status, ...(body.text !== undefined && { text: body.text }) };
};
const aliasVersion = async (): Promise<string | undefined> => {
  const { FunctionVersion } = await new Lambda(client).getAlias({ FunctionName: api, Name: "live" });
  return FunctionVersion;
};

beforeAll(async () => {
  workspace = new FunctionsWorkspace();
  const { exitCode, stderr } = await workspace.run(["up"]);
  expect(exitCode, stderr).toBe(0);
  variables = await workspace.variables();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  client = { region: "us-east-1", endpoint: variables.AWS_ENDPOINT_URL ?? "", credentials };
});
afterAll(() => workspace.remove());

test("a dry run names what would be made, and makes nothing", async () => {
  const { exitCode, result, stderr } = await deploy("--dry-run");
  expect(exitCode, stderr).toBe(0);
  const [service] = result.services;
  expect(service).toMatchObject({ name: "greeting-service", target: "lambda", state: "deployed" });
  expect(service?.steps).toContainEqual({
    ...{ kind: "resource", action: "create" },
    ...{ type: "AWS::SQS::Queue", name: "Queue" },
  });
  expect((await new Lambda(client).listFunctions({})).Functions).toEqual([]);
});

targetSuite(() => ({
  ...{ target: "lambda", otherTarget: "local", service: "greeting-service" },
  run: (args) => workspace.run(args),
  answer(text) {
    workspace.file("build.mjs", buildScript);
    workspace.answer(text);
  },
  failToCome() {
    workspace.handler('if (event.rawPath !== undefined) throw new Error("no database");');
    return { code: "SMOKE_FAILED", why: "no database" };
  },
  failToBuild() {
    workspace.file("build.mjs", 'console.error("cannot build");\nprocess.exit(3);\n');
    return "cannot build";
  },
  ask,
}));

test("what was made is tagged, and the functions' aliases lead to what serves", async () => {
  const { Tags } = await new Lambda(client).listTags({
    Resource: `arn:aws:lambda:us-east-1:000000000000:function:${api}`,
  });
  expect(Tags).toMatchObject({
    "msx:service": "greeting-service",
    "msx:workspace": expect.stringMatching(/^\w{12}$/),
  });
  const { result } = await workspace.run<{ services: unknown[] }>(["status"]);
  const functions = [{ name: api, alias: "live", version: await aliasVersion(), state: "ready" }];
  expect(result.services).toMatchObject([{ functions: expect.arrayContaining(functions) }]);
});

test("invoke runs a function by the end of its name; a failing one ends with 5, its error as the answer", async () => {
  workspace.write("event.json", '{"rawPath":"/x"}');
  const run = (...args: string[]) =>
    workspace.run<Record<string, unknown>>(["invoke", "greeting-service", ...args]);
  const invoked = await run("--function", "api", "--event", "event.json", "--tail");
  expect(invoked.exitCode, invoked.stderr).toBe(0);
  expect(invoked.result).toMatchObject({
    ...{ function: api, version: await aliasVersion(), functionError: null, payload: { statusCode: 200 } },
    logs: expect.stringMatching(/asked \/x[\s\S]*REPORT RequestId/),
  });
  const failed = await run("--function", "worker");
  expect(failed.exitCode).toBe(5);
  expect(failed.result).toMatchObject({ functionError: "Unhandled", payload: { errorType: "TypeError" } });
  expect((await run("--function", "other")).result.error).toMatchObject({ code: "FUNCTION_UNKNOWN" });
  expect((await run()).result.error).toMatchObject({ code: "FUNCTION_UNKNOWN" });
});

test("logs shows what functions wrote, a queue's messages among them", async () => {
  const sqs = new SQS(client);
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: "greeting-service-dev" });
  await sqs.sendMessage({ QueueUrl, MessageBody: "{}" });
  const read = async (): Promise<string> =>
    (await msx(["logs", "greeting-service"], { cwd: workspace.folder })).stdout;
  await expect
    .poll(read, { timeout: 30_000, interval: 500 })
    .toMatch(/greeting-service-dev-worker +\| .*took 1/);
  expect(await read()).toMatch(/greeting-service-dev-api +\| .*asked \/x/);
});

test("a template with a mistake is refused by file and line", async () => {
  const file = path.join(workspace.folder, "services/greeting-service/template.yaml");
  const before = readFileSync(file, "utf8");
  workspace.file("template.yaml", before.replace("BatchSize: 10", "BatchSizes: 10"));
  const { exitCode, result } = await deploy();
  expect(exitCode).toBe(2);
  expect(result.error).toMatchObject({
    code: "FILE_INVALID",
    what: expect.stringMatching(/template\.yaml:\d+: BatchSizes/),
  });
  workspace.file("template.yaml", before);
});

test("an endpoint that is no URL is refused", async () => {
  const { exitCode, result } = await workspace.run<Result>([
    "invoke",
    "greeting-service",
    "--endpoint",
    "nowhere",
  ]);
  expect([exitCode, result.error?.code]).toEqual([2, "USAGE"]);
});

test("down removes what deploy made and keeps the table that the template retains; deploy finds it again", async () => {
  const down = await workspace.run<{ removed: { kind: string; name: string }[]; kept: string[] }>([
    ...["down", "--target", "lambda"],
  ]);
  expect(down.exitCode, down.stderr).toBe(0);
  expect(down.result.removed).toEqual([{ kind: "functions", name: "greeting-service" }]);
  expect(down.result.kept).toEqual(["greeting-service-dev"]);
  expect((await new Lambda(client).listFunctions({})).Functions).toEqual([]);
  expect((await new SQS(client).listQueues({})).QueueUrls ?? []).toEqual([]);
  expect((await new DynamoDB(client).listTables({})).TableNames).toEqual(["greeting-service-dev"]);
});

test("what somebody else made under a name that is needed is refused, by its name", async () => {
  const sqs = new SQS(client);
  const { QueueUrl } = await sqs.createQueue({ QueueName: "greeting-service-dev" });
  const refused = await deploy();
  expect(refused.exitCode).toBe(4);
  expect(refused.result.error).toMatchObject({
    code: "RESOURCE_FOREIGN",
    why: expect.stringContaining("AWS::SQS::Queue greeting-service-dev"),
  });
  await sqs.deleteQueue({ QueueUrl });
  const deployed = await deploy();
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  expect(await ask()).toEqual({ status: 200, text: "three" });
});

test("a serverless.yml is deployed alike, its package's patterns choosing the code", async () => {
  workspace.serverlessService("note-service");
  const { exitCode, result, stderr } = await deploy("note-service");
  expect(exitCode, stderr).toBe(0);
  expect(result.services).toMatchObject([{ name: "note-service", state: "deployed" }]);
  const invoked = await workspace.run<Record<string, unknown>>(["invoke", "note-service"]);
  expect(invoked.result).toMatchObject({
    function: "note-service-dev-api",
    version: "1",
    payload: ["src/api.mjs"],
  });
  expect((await deploy("note-service")).result.services).toMatchObject([{ state: "unchanged" }]);
});

test("a first deploy that fails keeps the table that the template retains, and the next one goes on with it", async () => {
  const template = (queue: string): string => `Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      { FunctionName: fresh-service-dev, CodeUri: src/, Handler: index.handler, Runtime: nodejs20.x,
        Role: "arn:aws:iam::000000000000:role/functions" }
  Queue: { Type: AWS::SQS::Queue, DependsOn: Table, Properties: { QueueName: ${queue} } }
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: fresh-service-dev
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
`;
  workspace.write(
    "services/fresh-service/service.yaml",
    "apiVersion: msx/v1\nkind: Service\nname: fresh-service\nform: lambda\nstack: typescript\nowner: team-test\n",
  );
  workspace.write("services/fresh-service/src/index.mjs", "export const handler = async () => 1;\n");
  workspace.write("services/fresh-service/template.yaml", template('"not a name!"'));
  const failed = await deploy("fresh-service");
  expect(failed.exitCode, failed.stderr).toBe(5);
  expect((await new DynamoDB(client).listTables({})).TableNames).toContain("fresh-service-dev");
  workspace.write("services/fresh-service/template.yaml", template("fresh-service-dev"));
  const { exitCode, result, stderr } = await deploy("fresh-service");
  expect(exitCode, stderr).toBe(0);
  expect(result.services).toMatchObject([{ name: "fresh-service", state: "deployed" }]);
});

test("down of the platform takes its functions with it", async () => {
  const { exitCode, result, stderr } = await workspace.run<{ removed: { kind: string; name: string }[] }>([
    "down",
  ]);
  expect(exitCode, stderr).toBe(0);
  expect(result.removed).toContainEqual({ kind: "functions", name: "greeting-service" });
});
