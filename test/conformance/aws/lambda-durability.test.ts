import {
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  GetFunctionCommand,
  ListEventSourceMappingsCommand,
  ListVersionsByFunctionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
} from "@aws-sdk/client-lambda";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { processStartTime } from "../../../src/platform/process-start-time.js";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { Lambda } from "./lambda-client.js";
import { reporting } from "./reporting-function.js";
import { Sqs } from "./sqs-client.js";

// The built command, ended with `kill -9`; it comes back on the same port.
let emulator: EmulatorProcess;
let lambda: Lambda;
let sqs: Sqs;
beforeEach(async () => {
  emulator = new EmulatorProcess("aws", tempFolder());
  const aws = await emulator.start();
  lambda = new Lambda(aws);
  sqs = new Sqs(aws);
});
afterEach(() => emulator.kill());

const isAlive = (pid: number): boolean => processStartTime(pid) !== undefined;

it("keeps functions with their versions, aliases, settings and code", async () => {
  const FunctionName = await lambda.function("exports.handler = async () => 'kept'", { Publish: true });
  await lambda.client.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
  await lambda.client.send(
    new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 3 }),
  );
  const before = await lambda.client.send(new GetFunctionCommand({ FunctionName }));
  await emulator.killAndRestart();
  const { Configuration, Concurrency } = await lambda.client.send(new GetFunctionCommand({ FunctionName }));
  expect(Configuration).toEqual(before.Configuration);
  expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 3 });
  const { Versions } = await lambda.client.send(new ListVersionsByFunctionCommand({ FunctionName }));
  expect(Versions).toHaveLength(2);
  expect(await lambda.invoke(FunctionName, {}, { Qualifier: "live" })).toMatchObject({
    payload: "kept",
    version: "1",
  });
});

it("leaves no process behind, whatever it was doing, nor what it had started", async () => {
  const queue = await sqs.queue();
  const body =
    "const child = require('node:child_process').spawn('sleep', ['600']); await report([process.pid, child.pid]); for (;;);";
  const Environment = { Variables: { QUEUE: queue } };
  const hangs = await lambda.function(reporting(body), { Environment, Timeout: 900 });
  const bootstrap = `#!/bin/sh
    sleep 600 &
    exec ${process.execPath} -e 'fetch(process.env.AWS_ENDPOINT_URL, { method: "POST", headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" }, body: JSON.stringify({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify([process.pid]) }) }).then(() => { for (;;); })'`;
  const program = await lambda.functionOf(
    { bootstrap },
    { Environment, Runtime: "provided.al2023", Timeout: 900 },
  );
  for (const name of [hangs, program])
    await lambda.invoke(name, {}, { InvocationType: "Event", LogType: "None" });
  const pids = (await sqs.receiveAll(queue, 2, { WaitTimeSeconds: 20 })).flatMap(
    ({ Body }) => JSON.parse(Body ?? "[]") as number[],
  );
  expect(pids.filter(isAlive)).toEqual(pids);
  await emulator.kill();
  await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  await emulator.start();
});

it("goes on with events, mappings and provisioned environments where it was killed", async () => {
  const [source, reports] = [await sqs.queue({ VisibilityTimeout: "4" }), await sqs.queue()];
  const Environment = { Variables: { QUEUE: reports } };
  // The first run of each event or message hangs until the emulator is killed.
  const body = `const seen = require("node:fs"); const mark = "/tmp/msx-lambda-" + process.env.MARK + (event.Records?.[0].messageId ?? event.id);
    if (!seen.existsSync(mark)) { seen.writeFileSync(mark, ""); await report("hangs"); await new Promise((r) => setTimeout(r, 60000)); }
    seen.rmSync(mark); await report(event.Records?.[0].body ?? "event " + event.id);`;
  const MARK = `${Date.now()}-`;
  const code = reporting(body);
  const name = await lambda.function(code, {
    Environment: { Variables: { QUEUE: reports, MARK } },
    Timeout: 4,
  });
  await lambda.client.send(
    new CreateEventSourceMappingCommand({ FunctionName: name, EventSourceArn: await sqs.arn(source) }),
  );
  const FunctionName = await lambda.function(
    "exports.handler = async () => process.env.AWS_LAMBDA_INITIALIZATION_TYPE",
    {
      ...{ Environment, Publish: true },
    },
  );
  await lambda.client.send(
    new PutProvisionedConcurrencyConfigCommand({
      FunctionName,
      Qualifier: "1",
      ProvisionedConcurrentExecutions: 1,
    }),
  );
  await sqs.client.send(new SendMessageCommand({ QueueUrl: source, MessageBody: "message" }));
  await lambda.invoke(name, { id: 7 }, { InvocationType: "Event", LogType: "None" });
  expect((await sqs.receiveAll(reports, 2, { WaitTimeSeconds: 20 })).map(({ Body }) => Body)).toEqual([
    '"hangs"',
    '"hangs"',
  ]);
  await emulator.killAndRestart();
  const seen = await sqs.receiveAll(reports, 2, { WaitTimeSeconds: 20 });
  expect(seen.map(({ Body }) => Body).sort()).toEqual(['"event 7"', '"message"']);
  const { EventSourceMappings } = await lambda.client.send(
    new ListEventSourceMappingsCommand({ FunctionName: name }),
  );
  expect(EventSourceMappings).toMatchObject([{ State: "Enabled" }]);
  const { payload } = await lambda.invoke(FunctionName, {}, { Qualifier: "1" });
  expect(payload).toBe("provisioned-concurrency");
});
