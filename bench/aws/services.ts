import { APIGatewayClient, CreateRestApiCommand, GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { ApiGatewayV2Client, CreateApiCommand, GetApisCommand } from "@aws-sdk/client-apigatewayv2";
import { BudgetsClient, CreateBudgetCommand, DescribeBudgetsCommand } from "@aws-sdk/client-budgets";
import {
  CloudFormationClient,
  CreateStackCommand,
  ListStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { CloudWatchClient, ListMetricsCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import {
  EventBridgeClient,
  ListEventBusesCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateTopicCommand, ListTopicsCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { zipSync } from "fflate";
import { clientOptions } from "./client.js";

/** One service of the emulator, by the unmodified SDK. */
export interface UsedService {
  /** A question that changes nothing: who is answered has found the service ready. */
  ask(): Promise<unknown>;
  /** Makes what the service is for, and works with it, `times` times. */
  use(times: number): Promise<unknown>;
}

const account = "000000000000";
const role = `arn:aws:iam::${account}:role/bench`;
const functionArn = `arn:aws:lambda:us-east-1:${account}:function:bench`;
const queueArn = `arn:aws:sqs:us-east-1:${account}:bench`;

/** Every service there is, by the name that the emulator gives it; in an order in which each finds what it needs. */
export function usedServices(url: string): ReadonlyMap<string, UsedService> {
  const options = clientOptions(url);
  return new Map([
    ["sts", sts(new STSClient(options))],
    ["iam", iam(new IAMClient(options))],
    ["dynamodb", dynamoDb(new DynamoDBClient(options))],
    ["dynamodbstreams", streams(new DynamoDBStreamsClient(options))],
    ["sqs", sqs(new SQSClient(options))],
    ["sns", sns(new SNSClient(options))],
    ["s3", s3(new S3Client({ ...options, forcePathStyle: true }))],
    ["events", events(new EventBridgeClient(options))],
    ["monitoring", cloudWatch(new CloudWatchClient(options))],
    ["logs", logs(new CloudWatchLogsClient(options))],
    ["budgets", budgets(new BudgetsClient(options))],
    ["lambda", lambda(new LambdaClient(options))],
    ["apigateway", restApis(new APIGatewayClient(options))],
    ["apigatewayv2", httpApis(new ApiGatewayV2Client(options))],
    ["cloudformation", cloudFormation(new CloudFormationClient(options))],
  ]);
}

async function repeat(times: number, work: (number: number) => Promise<unknown>): Promise<void> {
  for (let number = 0; number < times; number += 1) await work(number);
}

function sts(client: STSClient): UsedService {
  const ask = () => client.send(new GetCallerIdentityCommand({}));
  return { ask, use: (times) => repeat(times, ask) };
}

function iam(client: IAMClient): UsedService {
  return {
    ask: () => client.send(new ListRolesCommand({})),
    use: () =>
      client.send(
        new CreateRoleCommand({
          RoleName: "bench",
          AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
        }),
      ),
  };
}

const TableName = "bench";

function dynamoDb(client: DynamoDBClient): UsedService {
  return {
    ask: () => client.send(new ListTablesCommand({})),
    async use(times) {
      await client.send(
        new CreateTableCommand({
          ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
        }),
      );
      await repeat(times, (number) =>
        client.send(new PutItemCommand({ TableName, Item: { id: { S: `order-${number}` } } })),
      );
      await client.send(new ScanCommand({ TableName }));
    },
  };
}

function streams(client: DynamoDBStreamsClient): UsedService {
  return {
    ask: () => client.send(new ListStreamsCommand({})),
    async use() {
      const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }));
      const StreamArn = Streams[0]?.StreamArn;
      const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
      const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      );
      await client.send(new GetRecordsCommand({ ShardIterator }));
    },
  };
}

function sqs(client: SQSClient): UsedService {
  return {
    ask: () => client.send(new ListQueuesCommand({})),
    async use(times) {
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: "bench" }));
      await repeat(times, async () => {
        await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "message" }));
        await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      });
    },
  };
}

function sns(client: SNSClient): UsedService {
  return {
    ask: () => client.send(new ListTopicsCommand({})),
    async use(times) {
      const { TopicArn } = await client.send(new CreateTopicCommand({ Name: "bench" }));
      await repeat(times, () => client.send(new PublishCommand({ TopicArn, Message: "message" })));
    },
  };
}

function s3(client: S3Client): UsedService {
  const Bucket = "bench";
  return {
    ask: () => client.send(new ListBucketsCommand({})),
    async use(times) {
      await client.send(new CreateBucketCommand({ Bucket }));
      await repeat(times, async (number) => {
        const Key = `object-${number}`;
        await client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(100_000, "x") }));
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        await Body?.transformToByteArray();
      });
    },
  };
}

function events(client: EventBridgeClient): UsedService {
  return {
    ask: () => client.send(new ListEventBusesCommand({})),
    async use(times) {
      const EventPattern = JSON.stringify({ source: ["bench"] });
      await client.send(new PutRuleCommand({ Name: "bench", EventPattern }));
      await client.send(new PutTargetsCommand({ Rule: "bench", Targets: [{ Id: "queue", Arn: queueArn }] }));
      const Entries = [{ Source: "bench", DetailType: "Happened", Detail: '{"id":7}' }];
      await repeat(times, () => client.send(new PutEventsCommand({ Entries })));
    },
  };
}

function cloudWatch(client: CloudWatchClient): UsedService {
  return {
    ask: () => client.send(new ListMetricsCommand({})),
    use: (times) =>
      repeat(times, (Value) => {
        const MetricData = [{ MetricName: "Happened", Value, Unit: "Count" as const }];
        return client.send(new PutMetricDataCommand({ Namespace: "Bench", MetricData }));
      }),
  };
}

function logs(client: CloudWatchLogsClient): UsedService {
  const [logGroupName, logStreamName] = ["/bench", "stream"];
  return {
    ask: () => client.send(new DescribeLogGroupsCommand({})),
    async use(times) {
      await client.send(new CreateLogGroupCommand({ logGroupName }));
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      await repeat(times, () => {
        const logEvents = [{ timestamp: Date.now(), message: "happened" }];
        return client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
      });
    },
  };
}

function budgets(client: BudgetsClient): UsedService {
  const AccountId = account;
  return {
    ask: () => client.send(new DescribeBudgetsCommand({ AccountId })),
    use: () =>
      client.send(
        new CreateBudgetCommand({
          AccountId,
          Budget: {
            ...{ BudgetName: "bench", BudgetType: "COST", TimeUnit: "MONTHLY" },
            BudgetLimit: { Amount: "5", Unit: "USD" },
          },
        }),
      ),
  };
}

function lambda(client: LambdaClient): UsedService {
  const code = "exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) })";
  return {
    ask: () => client.send(new ListFunctionsCommand({})),
    async use(times) {
      await client.send(
        new CreateFunctionCommand({
          ...{ FunctionName: "bench", Runtime: "nodejs24.x", Handler: "index.handler", Role: role },
          Code: { ZipFile: zipSync({ "index.js": Buffer.from(code) }) },
        }),
      );
      await repeat(times, () =>
        client.send(new InvokeCommand({ FunctionName: "bench", Payload: '{"order":7}' })),
      );
    },
  };
}

function restApis(client: APIGatewayClient): UsedService {
  return {
    ask: () => client.send(new GetRestApisCommand({})),
    use: () => client.send(new CreateRestApiCommand({ name: "bench" })),
  };
}

function httpApis(client: ApiGatewayV2Client): UsedService {
  return {
    ask: () => client.send(new GetApisCommand({})),
    async use(times) {
      const { ApiEndpoint } = await client.send(
        new CreateApiCommand({ Name: "bench", ProtocolType: "HTTP", Target: functionArn }),
      );
      await repeat(times, async () => {
        const answer = await fetch(`${ApiEndpoint}/orders`);
        if (!answer.ok) throw new Error(`the HTTP API answered ${answer.status}: ${await answer.text()}`);
        await answer.arrayBuffer();
      });
    },
  };
}

function cloudFormation(client: CloudFormationClient): UsedService {
  return {
    ask: () => client.send(new ListStacksCommand({})),
    async use() {
      const StackName = "bench";
      const Resources = { Queue: { Type: "AWS::SQS::Queue" }, Topic: { Type: "AWS::SNS::Topic" } };
      await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }));
      await waitUntilStackCreateComplete({ client, maxWaitTime: 60, minDelay: 1 }, { StackName });
    },
  };
}
