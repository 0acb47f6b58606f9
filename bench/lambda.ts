import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { zipSync } from "fflate";
import { EmulatorProcess } from "../test/helpers/emulator-process.js";
import type { BenchResult } from "./bench-result.js";
import { median } from "./measure-pairs.js";

const warmCalls = 500;
const coldCalls = 15;
const messages = 3000;

/** What one item costs: the handler itself, without Lambda. */
const handler = "async (event) => ({ statusCode: 200, body: JSON.stringify(event) })";

/** Puts each message of a batch into a table, over HTTP as an SDK would. */
const writer = `const http = require("node:http"); const agent = new http.Agent({ keepAlive: true });
const put = (id) => new Promise((resolve, reject) => {
  const body = JSON.stringify({ TableName: process.env.TABLE, Item: { id: { S: id } } });
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.PutItem", "content-length": body.length };
  http.request(process.env.AWS_ENDPOINT_URL, { method: "POST", agent, headers }, (answer) => {
    answer.resume().on("end", () => answer.statusCode === 200 ? resolve() : reject(new Error("put")));
  }).on("error", reject).end(body);
});
exports.handler = async (event) => { await Promise.all(event.Records.map((one) => put(one.messageId))); };`;

/**
 * Lambda of the AWS emulator, which runs as its own process as its users run it: a warm and a cold call through the API, and messages from
 * a queue through a function into a table.
 */
export async function benchLambda(): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-lambda-"));
  const emulator = new EmulatorProcess("aws", folder);
  const { url } = await emulator.start();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const options = { endpoint: url, region: "us-east-1", credentials };
  try {
    const lambda = new LambdaClient(options);
    const name = await create(lambda, `exports.handler = ${handler}`);
    const call = () => lambda.send(new InvokeCommand({ FunctionName: name, Payload: '{"order":7}' }));
    const direct = new Function(`return ${handler}`)() as (event: unknown) => Promise<unknown>;
    await repeated(50, call);
    const warm = median(await repeated(warmCalls, call));
    const own = median(await repeated(warmCalls, () => direct({ order: 7 })));
    const colds: number[] = [];
    for (let number = 0; number < coldCalls; number += 1) {
      const change = { FunctionName: name, Description: String(number) };
      await lambda.send(new UpdateFunctionConfigurationCommand(change));
      colds.push(...(await repeated(1, call)));
    }
    const cold = median(colds);
    const through = await throughput(options, lambda);
    const result = (what: string, value: number, against: number, floor: string): BenchResult => ({
      ...{ name: what, unit: "ms", value, against, floor, ratio: value / against },
      budget: { atMost: 1 },
    });
    return [
      result("Lambda, warm call through the API (p50)", warm, own + 5, "the handler itself and 5 ms"),
      result("Lambda, cold call through the API (p50)", cold, 250, "250 ms"),
      {
        ...{
          name: "SQS to Lambda to DynamoDB",
          unit: "msg/s",
          value: through,
          against: 300,
          floor: "300 msg/s",
        },
        ...{ ratio: through / 300, budget: { atLeast: 1 } },
      },
    ];
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Messages that wait in a queue when its mapping is made, until the last one is in the table. */
async function throughput(options: ClientOptions, lambda: LambdaClient): Promise<number> {
  const [sqs, dynamo] = [new SQSClient(options), new DynamoDBClient(options)];
  const TableName = `t-${randomUUID()}`;
  await dynamo.send(
    new CreateTableCommand({
      ...{ TableName, BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] },
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: `q-${randomUUID()}` }));
  for (let sent = 0; sent < messages; sent += 10) {
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: "m" }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
  const FunctionName = await create(lambda, writer, { TABLE: TableName });
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const startedAt = performance.now();
  await lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn: Attributes?.QueueArn }),
  );
  for (;;) {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    if (Table?.ItemCount === messages) break;
    await delay(20);
  }
  return messages / ((performance.now() - startedAt) / 1000);
}

async function create(lambda: LambdaClient, code: string, variables = {}): Promise<string> {
  const FunctionName = `f-${randomUUID()}`;
  await lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName, Runtime: "nodejs24.x", Handler: "index.handler", MemorySize: 256 },
      ...{ Role: "arn:aws:iam::000000000000:role/r", Environment: { Variables: variables } },
      Code: { ZipFile: zipSync({ "index.js": Buffer.from(code) }) },
    }),
  );
  return FunctionName;
}

async function repeated(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let number = 0; number < times; number += 1) {
    const startedAt = performance.now();
    await work();
    took.push(performance.now() - startedAt);
  }
  return took;
}
