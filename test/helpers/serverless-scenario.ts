import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatch, type Dimension } from "@aws-sdk/client-cloudwatch";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { type StepReport, stepper } from "./scenario.js";
import { ScenarioError } from "./scenario-client.js";

/** What the functions' way of working leaves at AWS, beyond what their HTTP answers say. */
export const serverlessSteps = {
  metrics: {
    en: "metrics in CloudWatch: orders processed and cancelled",
    es: "métricas en CloudWatch: pedidos procesados y cancelados",
  },
  poison: {
    en: "a poison message ends in the dead-letter queue",
    es: "un mensaje envenenado termina en la cola de mensajes muertos",
  },
  upload: {
    en: "a file that is put into the bucket is processed",
    es: "un archivo puesto en el bucket se procesa",
  },
} as const;
export type ServerlessStep = keyof typeof serverlessSteps;

/** The service of `msx new lambda … --trigger s3` beside the reference services. */
export const fileService = "report-service";

export interface ServerlessScenarioOptions {
  /** What `msx env` prints: where AWS is, and with what keys. */
  readonly variables: Readonly<Record<string, string>>;
  readonly onStep?: (report: StepReport<ServerlessStep>) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks at AWS, by its own SDK, after the scenario ran: what the order service counted, what becomes of a message that no
 * function can read, and of a file that is uploaded.
 * @throws ScenarioError naming what was expected and what was seen
 */
export async function runServerlessScenario(
  options: ServerlessScenarioOptions,
): Promise<readonly StepReport<ServerlessStep>[]> {
  const { signal = new AbortController().signal } = options;
  const { reports, step } = stepper(serverlessSteps, options.onStep);
  const aws = clientsOf(options.variables);
  try {
    await step("metrics", () => seeMetrics(aws, signal));
    await step("poison", () => seeDeadLetter(aws, signal));
    await step("upload", () => seeProcessedFile(aws, signal));
  } finally {
    for (const client of Object.values(aws)) client.destroy();
  }
  return reports;
}

type Clients = ReturnType<typeof clientsOf>;

function clientsOf(variables: Readonly<Record<string, string>>) {
  const { AWS_ENDPOINT_URL: endpoint = "", AWS_REGION: region = "us-east-1" } = variables;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = variables;
  const setting = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  return {
    cloudwatch: new CloudWatch(setting),
    dynamodb: new DynamoDB(setting),
    // A bucket's own host name does not resolve on every machine.
    s3: new S3({ ...setting, forcePathStyle: true }),
    sqs: new SQS(setting),
  };
}

/** The namespace is the service's name, the dimensions are the guideline's. */
const namespace = "OrderService";
const environment = { Name: "Environment", Value: "Development" };
const counted: readonly (readonly [name: string, dimensions: readonly Dimension[]])[] = [
  ["OrdersProcessed", [environment]],
  ["OrdersCancelled", [environment]],
  ["Requests", [environment, { Name: "Status", Value: "Success" }]],
];

async function seeMetrics(
  { cloudwatch }: Clients,
  signal: AbortSignal,
): Promise<readonly [string, undefined]> {
  const hour = 3_600_000;
  const sumOf = async (MetricName: string, Dimensions: readonly Dimension[]): Promise<number> => {
    const { Datapoints = [] } = await cloudwatch.getMetricStatistics({
      ...{ Namespace: namespace, MetricName, Dimensions: [...Dimensions] },
      ...{ StartTime: new Date(Date.now() - hour), EndTime: new Date(Date.now() + 60_000) },
      ...{ Period: 3_600, Statistics: ["Sum"] },
    });
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
  };
  return eventually(signal, async () => {
    const sums = await Promise.all(
      counted.map(async ([name, dimensions]) => [name, await sumOf(name, dimensions)] as const),
    );
    const saw = sums.map(([name, sum]) => `${name} ${sum}`).join(", ");
    return [sums.every(([, sum]) => sum >= 1), `${namespace}: ${saw}`];
  });
}

const sagaQueue = "order-service-dev-saga";

async function seeDeadLetter({ sqs }: Clients, signal: AbortSignal): Promise<readonly [string, undefined]> {
  const poison = `not an event: ${randomUUID()}`;
  const urlOf = async (QueueName: string): Promise<string> =>
    (await sqs.getQueueUrl({ QueueName })).QueueUrl ?? "";
  const dead = await urlOf(`${sagaQueue}-dlq`);
  await sqs.sendMessage({ QueueUrl: await urlOf(sagaQueue), MessageBody: poison });
  return eventually(signal, async () => {
    const { Messages: messages = [] } = await sqs.receiveMessage({
      ...{ QueueUrl: dead, WaitTimeSeconds: 1, VisibilityTimeout: 1, MaxNumberOfMessages: 10 },
    });
    const found = messages.find(({ Body: body }) => body === poison);
    if (found === undefined) return [false, `${sagaQueue}-dlq holds ${messages.length} other messages`];
    await sqs.deleteMessage({ QueueUrl: dead, ReceiptHandle: found.ReceiptHandle ?? "" });
    return [true, `in ${sagaQueue}-dlq`];
  });
}

async function seeProcessedFile(
  { s3, dynamodb }: Clients,
  signal: AbortSignal,
): Promise<readonly [string, undefined]> {
  const { Buckets: buckets = [] } = await s3.listBuckets({});
  const Bucket = buckets.find(({ Name }) => Name?.startsWith(`${fileService}-dev-`))?.Name;
  if (Bucket === undefined) throw new ScenarioError(`no bucket of ${fileService}`);
  const Key = `incoming/año nuevo ${randomUUID()}.csv`;
  const text = "sku,quantity\nA,1\nB,2\n";
  await s3.putObject({ Bucket, Key, Body: text });
  return eventually(signal, async () => {
    const { Items: items = [] } = await dynamodb.query({
      TableName: `${fileService}-dev`,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: `file#${Bucket}/${Key}` } },
    });
    const { bytes, lines } = items[0]?.state?.M ?? {};
    const saw = `${Key}: ${bytes?.N ?? "no"} bytes, ${lines?.N ?? "no"} lines`;
    return [items.length === 1 && bytes?.N === String(Buffer.byteLength(text)), saw];
  });
}

/** Looks again until it holds. @throws ScenarioError with what was seen last, at the deadline */
async function eventually(
  signal: AbortSignal,
  look: () => Promise<readonly [holds: boolean, saw: string]>,
  deadlineMs = 30_000,
): Promise<readonly [string, undefined]> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const [holds, saw] = await look();
    if (holds) return [saw, undefined];
    if (performance.now() > end) throw new ScenarioError(`${saw} still, after ${deadlineMs} ms`);
    await sleep(200, undefined, { signal });
  }
}
