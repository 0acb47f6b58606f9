import { expect, test } from "vitest";
import { evaluateStack } from "../evaluation/evaluate-stack.js";
import { transformSam } from "../sam/transform-sam.js";
import { readDocument } from "../template/read-template.js";
import { withPlace } from "../template-error.js";
import { readServerless, type ServerlessOptions } from "./read-serverless.js";

const service = `service: shop
params:
  default: {level: info}
  prod: {level: warn, reserved: 20}
custom:
  prefix: \${self:service}-\${sls:stage}
provider:
  name: aws
  runtime: nodejs24.x
  stage: \${opt:stage, 'dev'}
  region: \${opt:region, env:AWS_REGION, 'eu-west-1'}
  memorySize: 512
  logRetentionInDays: 14
  environment: {LEVEL: "\${param:level}"}
  iam:
    role:
      statements:
        - {Effect: Allow, Action: "dynamodb:*", Resource: !GetAtt Table.Arn}
  httpApi: {cors: true}
functions:
  create-order:
    handler: src/orders.create
    timeout: 29
    reservedConcurrency: \${param:reserved, null}
    environment: {TABLE: !Ref Table, QUEUE: "https://sqs.\${aws:region}.amazonaws.com/\${AWS::AccountId}/q"}
    onError: !GetAtt Dead.Arn
    events:
      - httpApi: POST /orders
      - http: {path: old/orders, method: post, cors: true}
      - sqs: {arn: !GetAtt Work.Arn, batchSize: 5, functionResponseType: ReportBatchItemFailures}
      - stream: {arn: !GetAtt Table.StreamArn, type: dynamodb, batchWindow: 2}
      - s3: {bucket: "\${self:custom.prefix}-in", event: "s3:ObjectCreated:*", rules: [{prefix: a/}]}
      - eventBridge: {pattern: {source: [shop]}}
      - schedule: rate(5 minutes)
resources:
  Resources:
    Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: "\${self:custom.prefix}"}}
    Work: {Type: AWS::SQS::Queue}
    Dead: {Type: AWS::SQS::Queue}
  Outputs:
    Table: {Value: !Ref Table}
`;

function resourcesOf(text: string, options: ServerlessOptions = {}) {
  const read = readServerless(readDocument(text, "serverless.yml"), options);
  const template = transformSam(read.template, { codeOf: () => ({ Sha256: "a" }) });
  const place = { stackName: read.stackName, stackId: "s", accountId: "123456789012", region: "eu-west-1" };
  const { resources } = evaluateStack(template, { place, parameters: {} });
  return { read, resources: Object.fromEntries(resources.map((one) => [one.logicalId, one])) };
}

test("comes to the same resources as SAM, under the Serverless Framework's logical ids", () => {
  const { read, resources } = resourcesOf(service);
  expect(read).toMatchObject({ name: "shop", stage: "dev", region: "eu-west-1", stackName: "shop-dev" });
  const { CreateDashorderLambdaFunction: fn, CreateDashorderLogGroup: group, Table: table } = resources;
  expect(table?.properties).toMatchObject({ TableName: "shop-dev" });
  expect(group?.properties).toEqual({
    LogGroupName: "/aws/lambda/shop-dev-create-order",
    RetentionInDays: 14,
  });
  expect(fn?.properties).toMatchObject({
    ...{ FunctionName: "shop-dev-create-order", Handler: "src/orders.create", MemorySize: 512, Timeout: 29 },
    Environment: {
      Variables: {
        ...{ LEVEL: "info", TABLE: { Ref: "Table" } },
        QUEUE: `https://sqs.eu-west-1.amazonaws.com/\${AWS::AccountId}/q`,
      },
    },
    Role: { "Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"] },
  });
  expect(fn?.properties.ReservedConcurrentExecutions).toBeUndefined();
  expect(fn?.dependsOn).toContain("CreateDashorderLogGroup");
  const types = Object.values(resources).map(({ type }) => type.slice("AWS::".length));
  expect(types.sort()).toEqual([
    ...["ApiGateway::Deployment", "ApiGateway::RestApi", "ApiGateway::Stage", "ApiGatewayV2::Api"],
    ...["ApiGatewayV2::Stage", "DynamoDB::Table", "Events::Rule", "Events::Rule", "IAM::Role"],
    ...["Lambda::EventSourceMapping", "Lambda::EventSourceMapping", "Lambda::Function", "Lambda::Permission"],
    ...["Lambda::Permission", "Lambda::Permission", "Lambda::Permission", "Lambda::Permission"],
    ...["Logs::LogGroup", "S3::Bucket", "SQS::Queue", "SQS::Queue"],
  ]);
  expect(resources.HttpApi?.properties.CorsConfiguration).toMatchObject({ AllowOrigins: ["*"] });
  expect(resources.S3BucketShopDashdevDashin?.properties).toMatchObject({ BucketName: "shop-dev-in" });
});

test("takes the stage's parameters and what is given", () => {
  const { read, resources } = resourcesOf(service, { stage: "prod", env: { AWS_REGION: "us-west-2" } });
  expect(read).toMatchObject({ stage: "prod", region: "us-west-2", stackName: "shop-prod" });
  expect(resources.CreateDashorderLambdaFunction?.properties).toMatchObject({
    ...{ ReservedConcurrentExecutions: 20, Environment: { Variables: { LEVEL: "warn" } } },
  });
});

test.each([
  ["functions:", "plugins: [a]\nfunctions:", /plugins of serverless.yml/, undefined],
  [
    "    timeout: 29",
    "    url: true",
    /url of the function create-order.*functions\/create-order\/url/,
    "url",
  ],
  ["      - schedule: rate(5 minutes)", "      - iot: {sql: x}", /The event iot/, "iot"],
  ["    timeout: 29", "    timeout: $" + "{file(x.json):a}", /\$\{file\(x.json\):a\}/, undefined],
  ["    timeout: 29", "    timeout: $" + "{env:MISSING}", /\$\{env:MISSING\} has no value/, "MISSING"],
  ["  memorySize: 512", "  vpc: {}", /vpc of provider/, "vpc"],
])("refuses what it does not know: %s → %s", (before, after, message, at) => {
  const text = service.replace(before, after);
  expect(() => resourcesOf(text)).toThrow(message);
  if (at === undefined) return;
  const source = readDocument(text, "serverless.yml");
  const line = text.split("\n").findIndex((one) => one.includes(at)) + 1;
  try {
    readServerless(source);
  } catch (error) {
    expect(withPlace(error, source)).toMatchObject({
      code: "FILE_INVALID",
      params: { file: "serverless.yml", line },
    });
  }
});
