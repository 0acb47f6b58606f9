import type { Repository } from "./check-rule.js";

const ci = (build: string, test: string, deploy: string): string => `name: ci
on: [push]
jobs:
  all:
    runs-on: ubuntu-24.04
    steps:
      - run: ${build}
      - run: ${test}
      - run: ${deploy}
`;

const costs = "# Costs\n\n| | a month |\n|---|---|\n| invocations | 2,000,000 |\n| **total** | 14.20 USD |\n";

/** What `msx lambda report` writes, cut down to what is read. */
export function measured(
  name: string,
  {
    runtime,
    memory,
    date = "2026-10-01",
    longest = 840,
  }: { runtime: string; memory: number; date?: string; longest?: number },
): string {
  return `<!-- msx lambda report ${name}: begin -->

## ${name}

Measured on ${date} and written by \`msx lambda report\`: changes between the markers are lost.

Measured on AWS.

| | |
|---|---|
| runtime | ${runtime}, arm64 |
| memory configured | ${memory} MB |
| cold invocations | 10 |
| warm invocations | 50 |

| figure | p50 | p95 | max |
|---|---|---|---|
| init (ms), cold | 310 | 380 | 401 |
| duration (ms), cold | 120 | 300 | ${longest} |
| duration (ms), warm | 12 | 40 | 71 |

<!-- msx lambda report ${name}: end -->
`;
}

/** A SAM project in C# as a team writes it: Globals, parameters, mappings, policies of SAM; no file of msx. */
export const samCsharp: Repository = {
  "template.yaml": `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31

Parameters:
  Stage:
    Type: String
    Default: dev
  ApiTimeout:
    Type: Number
    Default: 20
  AlertEmail:
    Type: String

Conditions:
  IsProd: !Equals [!Ref Stage, prod]

Mappings:
  Memory:
    dev: { Api: 256 }
    prod: { Api: 512 }

Globals:
  Function:
    Runtime: dotnet10
    Timeout: 30
    MemorySize: !FindInMap [Memory, !Ref Stage, Api]
    Tracing: Active
    AutoPublishAlias: live
    Environment:
      Variables:
        TABLE_NAME: !Ref Table

Resources:
  ApiFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./src/Shop/
      Handler: Shop::Shop.ApiFunction::FunctionHandler
      Timeout: !Ref ApiTimeout
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: !If [IsProd, 2, 1]
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
      Events:
        Get:
          Type: Api
          Properties: { Path: "/api/v1/orders/{id}", Method: GET }
        Post:
          Type: Api
          Properties: { Path: /api/v1/orders, Method: POST }

  ConsumeFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: ./src/Shop/
      Handler: Shop::Shop.ConsumeFunction::FunctionHandler
      Policies:
        - Statement:
            - Effect: Allow
              Action: [dynamodb:PutItem, dynamodb:GetItem]
              Resource: !GetAtt Table.Arn
      Events:
        Queue:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 10
            FunctionResponseTypes:
              - ReportBatchItemFailures

  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 180
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt DeadLetters.Arn
        maxReceiveCount: 5
  DeadLetters:
    Type: AWS::SQS::Queue

  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub "orders-\${Stage}"
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: Id, AttributeType: S }]
      KeySchema: [{ AttributeName: Id, KeyType: HASH }]

  Alerts:
    Type: AWS::SNS::Topic
  ApiErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{ Name: FunctionName, Value: !Ref ApiFunction }]
      AlarmActions: [!Ref Alerts]
  ConsumeErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{ Name: FunctionName, Value: !Ref ConsumeFunction }]
      AlarmActions: [!Ref Alerts]
  Budget:
    Type: AWS::Budgets::Budget
    Properties:
      Budget: { BudgetType: COST, TimeUnit: MONTHLY, BudgetLimit: { Amount: 50, Unit: USD } }
      NotificationsWithSubscribers:
        - Notification: { NotificationType: ACTUAL, ComparisonOperator: GREATER_THAN, Threshold: 80 }
          Subscribers: [{ SubscriptionType: EMAIL, Address: !Ref AlertEmail }]
`,
  "src/Shop/Shop.csproj": `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="AWSSDK.DynamoDBv2" Version="4.0.0" />
    <PackageReference Include="AWSSDK.CloudWatch" Version="4.0.0" />
    <PackageReference Include="Amazon.Lambda.SQSEvents" Version="2.2.0" />
  </ItemGroup>
</Project>
`,
  "src/Shop/ApiFunction.cs": `using Microsoft.Extensions.Logging;
namespace Shop;

public class ApiFunction
{
    private readonly ILogger<ApiFunction> _logger;
    private readonly AmazonCloudWatchClient _cloudWatch = new();

    public async Task<APIGatewayProxyResponse> FunctionHandler(APIGatewayProxyRequest request, ILambdaContext context)
    {
        _logger.LogInformation("Processing {Method}", request.HttpMethod);
        await _cloudWatch.PutMetricDataAsync(new PutMetricDataRequest { Namespace = "Shop" });
        return new APIGatewayProxyResponse { StatusCode = 200 };
    }
}

public static class Startup
{
    public static ApiFunction Make() => new ApiFunction();
}
`,
  "src/Shop/ConsumeFunction.cs": `namespace Shop;

public class ConsumeFunction
{
    public async Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context)
    {
        var failures = new List<SQSBatchResponse.BatchItemFailure>();
        foreach (var record in sqsEvent.Records)
        {
            try
            {
                await Keep(record);
            }
            catch (AmazonDynamoDBException)
            {
                failures.Add(new SQSBatchResponse.BatchItemFailure { ItemIdentifier = record.MessageId });
            }
        }
        return new SQSBatchResponse(failures);
    }

    private Task Keep(SQSEvent.SQSMessage record) =>
        _dynamo.PutItemAsync(new PutItemRequest
        {
            TableName = _table,
            ConditionExpression = "attribute_not_exists(Id)",
        });
}
`,
  "test/Shop.Tests/Shop.Tests.csproj": `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="xunit" Version="2.9.0" />
    <ProjectReference Include="../../src/Shop/Shop.csproj" />
  </ItemGroup>
</Project>
`,
  "test/Shop.Tests/ApiTests.cs": `public class ApiTests
{
    [Fact]
    public async Task PostAnswers()
    {
        var client = new AmazonDynamoDBClient(new AmazonDynamoDBConfig { ServiceURL = "http://localhost:8000" });
        Assert.Equal(200, (await Call(client)).StatusCode);
    }
}
`,
  "events/post.json": '{ "httpMethod": "POST", "path": "/api/v1/orders" }\n',
  "docs/costs.md": costs,
  "docs/cold-start.md": `# Cold starts\n\n${measured("shop-ApiFunction-1A2B3C", { runtime: "dotnet10", memory: 512 })}`,
  "contracts/openapi.yaml": `openapi: 3.1.0
info: { title: Orders, version: 1.0.0 }
paths:
  /api/v1/orders:
    post: { responses: { "201": { description: made } } }
  /api/v1/orders/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses: { "200": { description: found } }
`,
  ".github/workflows/ci.yml": ci("dotnet build", "dotnet test", "sam deploy --no-confirm-changeset"),
};

/** A Serverless Framework project in TypeScript with its settings spread over files; no file of msx. */
export const serverlessTypescript: Repository = {
  "serverless.yml": `service: notes
frameworkVersion: "4"

custom:
  stage: \${opt:stage, self:provider.stage}
  limits: \${file(config/limits.yml)}
  provisioned:
    dev: 0
    prod: 3

provider:
  name: aws
  runtime: nodejs24.x
  stage: dev
  timeout: 10
  memorySize: 512
  tracing:
    lambda: true
  environment:
    NOTES_TABLE: \${self:service}-notes-\${self:custom.stage}
  iam:
    role:
      statements:
        - Effect: Allow
          Action:
            - dynamodb:PutItem
            - dynamodb:Query
          Resource:
            - !GetAtt NotesTable.Arn
            - !Sub "\${NotesTable.Arn}/index/*"
        - Effect: Allow
          Action: cloudwatch:PutMetricData
          Resource: "*"

functions:
  create:
    handler: src/notes/create.handler
    provisionedConcurrency: \${self:custom.provisioned.\${self:custom.stage}}
    events:
      - http: { path: v1/notes, method: post }
  remind:
    handler: src/notes/remind.handler
    timeout: \${self:custom.limits.remind}
    events:
      - sqs:
          arn: !GetAtt RemindersQueue.Arn
          batchSize: 10
          functionResponseType: ReportBatchItemFailures
  publish:
    handler: src/notes/publish.handler
    events:
      - stream:
          type: dynamodb
          arn: !GetAtt NotesTable.StreamArn
          maximumRetryAttempts: 5
          functionResponseType: ReportBatchItemFailures
          destinations:
            onFailure: !GetAtt Dead.Arn

plugins: [serverless-offline]

resources:
  - \${file(config/data.yml)}
  - Resources:
      ErrorsAlarm:
        Type: AWS::CloudWatch::Alarm
        Properties:
          Namespace: AWS/Lambda
          MetricName: Errors
          AlarmActions: [!Ref Topic]
      Topic: { Type: AWS::SNS::Topic }
      Spending:
        Type: AWS::Budgets::Budget
        Properties:
          NotificationsWithSubscribers:
            - Notification: { NotificationType: ACTUAL, Threshold: 80 }
              Subscribers: [{ SubscriptionType: EMAIL, Address: team@shop.invalid }]
`,
  "config/limits.yml": "remind: 20\n",
  "config/data.yml": `Resources:
  NotesTable:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: \${self:service}-notes-\${self:custom.stage}
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  RemindersQueue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 120
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 }
  Dead: { Type: AWS::SQS::Queue }
`,
  "package.json": `{
  "name": "notes",
  "scripts": { "test": "vitest run", "build": "tsc" },
  "dependencies": {
    "@aws-lambda-powertools/logger": "2.0.0",
    "@aws-lambda-powertools/metrics": "2.0.0",
    "@aws-sdk/client-eventbridge": "3.0.0",
    "@aws-sdk/lib-dynamodb": "3.0.0"
  }
}
`,
  "src/notes/create.ts": `import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import { PutCommand } from "@aws-sdk/lib-dynamodb";

const logger = new Logger({ serviceName: "notes" });
const metrics = new Metrics({ namespace: "Notes" });

export const handler = async (event: { body: string }) => {
  logger.info("creating");
  metrics.addMetric("Notes", "Count", 1);
  await table.send(new PutCommand({ TableName: process.env.NOTES_TABLE, Item: JSON.parse(event.body) }));
  return { statusCode: 201 };
};
`,
  "src/notes/remind.ts": `import { PutCommand } from "@aws-sdk/lib-dynamodb";

export const handler = async (event: { Records: { messageId: string }[] }) => {
  const batchItemFailures = [];
  for (const { messageId } of event.Records) {
    try {
      await table.send(
        new PutCommand({ TableName: process.env.NOTES_TABLE, Item: { messageId }, ConditionExpression: "attribute_not_exists(messageId)" }),
      );
    } catch {
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};
`,
  "src/notes/publish.ts": `import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

const client = new EventBridgeClient({});

export const handler = async (event: { Records: { eventID: string }[] }) => {
  const batchItemFailures = [];
  for (const record of event.Records) {
    try {
      await client.send(new PutEventsCommand({ Entries: [{ Detail: String(record) }] }));
    } catch {
      batchItemFailures.push({ itemIdentifier: record.eventID });
      break;
    }
  }
  return { batchItemFailures };
};
`,
  "test/create.integration.test.ts": `import { expect, test } from "vitest";
import { handler } from "../src/notes/create.js";

process.env.AWS_ENDPOINT_URL = "http://localhost:4566";
test("a note is kept", async () => {
  expect(await handler({ body: "{}" })).toEqual({ statusCode: 201 });
});
`,
  "events/create.json": '{ "body": "{}" }\n',
  "docs/costs.md": costs,
  "docs/cold-start.md": `# Cold starts\n\n${measured("notes-dev-create", { runtime: "nodejs24.x", memory: 512 })}`,
  "contracts/asyncapi.yaml": `asyncapi: 3.0.0
info: { title: Notes, version: 1.0.0 }
channels:
  notes:
    address: notes
    messages:
      NoteCreated: { payload: { type: object } }
operations:
  publish: { action: send, channel: { $ref: "#/channels/notes" } }
`,
  "contracts/openapi.json": JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Notes", version: "1.0.0" },
    paths: { "/v1/notes": { post: { responses: { "201": { description: "made" } } } } },
  }),
  ".github/workflows/ci.yml": ci("npm run build", "npm test", "npx serverless deploy --stage prod"),
};
