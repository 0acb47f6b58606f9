import { expect, test } from "vitest";
import { readDocument } from "../template/read-template.js";
import { asTemplate } from "../template/template.js";
import { type SamOptions, transformSam } from "./transform-sam.js";

function transformed(text: string, options: SamOptions = {}) {
  const head = "Transform: AWS::Serverless-2016-10-31\n";
  return transformSam(asTemplate(readDocument(head + text).data), options).Resources;
}

const code = "CodeUri: s3://bucket/key, Runtime: nodejs24.x, Handler: index.handler";

test("gives a function its role, with what its events and policies need", () => {
  const resources = transformed(`
Globals: {Function: {Timeout: 20, MemorySize: 256, Tags: {a: b}, Environment: {Variables: {ONE: "1", TWO: "2"}}}}
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      ${code.replaceAll(", ", "\n      ")}
      MemorySize: 512
      Tracing: Active
      Environment: {Variables: {TWO: two}}
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Queue.Arn}
      Policies:
        - AmazonDynamoDBReadOnlyAccess
        - DynamoDBCrudPolicy: {TableName: orders}
        - Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]
      Events:
        Work: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}}`);
  expect(Object.keys(resources).sort()).toEqual(["Fn", "FnRole", "FnWork", "Queue"]);
  expect(resources.Fn).toMatchObject({
    Type: "AWS::Lambda::Function",
    Properties: {
      ...{ Code: { S3Bucket: "bucket", S3Key: "key" }, MemorySize: 512, Timeout: 20 },
      Environment: { Variables: { ONE: "1", TWO: "two" } },
      ...{
        TracingConfig: { Mode: "Active" },
        DeadLetterConfig: { TargetArn: { "Fn::GetAtt": ["Queue", "Arn"] } },
      },
      Role: { "Fn::GetAtt": ["FnRole", "Arn"] },
      Tags: [
        { Key: "lambda:createdBy", Value: "SAM" },
        { Key: "a", Value: "b" },
      ],
    },
  });
  const { ManagedPolicyArns, Policies } = resources.FnRole?.Properties ?? {};
  const managed = (name: string) => ({ "Fn::Sub": `arn:\${AWS::Partition}:iam::aws:policy/${name}` });
  expect(ManagedPolicyArns).toEqual([
    managed("service-role/AWSLambdaBasicExecutionRole"),
    managed("service-role/AWSLambdaSQSQueueExecutionRole"),
    managed("AWSXrayWriteOnlyAccess"),
    managed("AmazonDynamoDBReadOnlyAccess"),
  ]);
  expect(Policies).toMatchObject([
    {
      PolicyName: "FnRolePolicy1",
      PolicyDocument: { Statement: [{ Action: expect.arrayContaining(["dynamodb:PutItem"]) }] },
    },
    { PolicyName: "FnRolePolicy2", PolicyDocument: { Statement: [{ Action: "s3:*" }] } },
    { PolicyDocument: { Statement: [{ Action: "sqs:SendMessage" }] } },
  ]);
  expect(resources.FnWork).toEqual({
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: {
      EventSourceArn: { "Fn::GetAtt": ["Queue", "Arn"] },
      FunctionName: { Ref: "Fn" },
      BatchSize: 5,
    },
  });
});

test("publishes a version for other code, and sends events to the alias", () => {
  const template = (key: string) => `
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: s3://bucket/${key}
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::1:role/x
      AutoPublishAlias: !Ref Stage
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
      Events:
        Told: {Type: SNS, Properties: {Topic: !Ref Topic}}
        Paid: {Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}}}
Outputs: {Alias: {Value: !Ref Fn.Alias}, Version: {Value: !Sub "\${Fn.Version}"}}
Parameters: {Stage: {Type: String}}`;
  const resources = transformed(template("one"), { parameters: { Stage: "live" } });
  const version = Object.keys(resources).find((id) => /^FnVersion[0-9a-f]{10}$/.test(id)) ?? "";
  expect(resources[version]).toEqual({
    ...{
      Type: "AWS::Lambda::Version",
      DeletionPolicy: "Retain",
      Properties: { FunctionName: { Ref: "Fn" } },
    },
  });
  expect(resources.FnAliaslive?.Properties).toEqual({
    ...{ Name: "live", FunctionName: { Ref: "Fn" }, FunctionVersion: { "Fn::GetAtt": [version, "Version"] } },
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
  });
  const again = Object.keys(transformed(template("two"), { parameters: { Stage: "live" } }));
  expect(again).not.toContain(version);
  expect(resources.FnTold?.Properties).toMatchObject({
    Protocol: "lambda",
    Endpoint: { Ref: "FnAliaslive" },
  });
  expect(resources.FnToldPermission?.Properties).toMatchObject({
    ...{ FunctionName: { Ref: "FnAliaslive" }, Principal: "sns.amazonaws.com", SourceArn: { Ref: "Topic" } },
  });
  expect(resources.FnPaid?.Properties).toMatchObject({
    Targets: [{ Id: "FnPaidLambdaTarget", Arn: { Ref: "FnAliaslive" } }],
  });
  expect(resources.FnPaidPermission?.Properties?.SourceArn).toEqual({ "Fn::GetAtt": ["FnPaid", "Arn"] });
});

test("makes the APIs that events name none of", () => {
  const resources = transformed(`
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      ${code.replaceAll(", ", "\n      ")}
      Events:
        Get: {Type: Api, Properties: {Path: "/orders/{id}", Method: get}}
        Any: {Type: HttpApi}`);
  const ids = Object.keys(resources).map((id) => id.replace(/[0-9a-f]{10}$/, "#"));
  expect(ids.sort()).toEqual([
    ...["Fn", "FnAnyPermission", "FnGetPermissionProd", "FnRole", "ServerlessHttpApi"],
    ...["ServerlessHttpApiApiGatewayDefaultStage", "ServerlessRestApi", "ServerlessRestApiDeployment#"],
    "ServerlessRestApiProdStage",
  ]);
  const body = resources.ServerlessRestApi?.Properties?.Body;
  expect(body).toMatchObject({
    swagger: "2.0",
    paths: {
      "/orders/{id}": {
        get: {
          "x-amazon-apigateway-integration": {
            ...{ type: "aws_proxy", httpMethod: "POST" },
            uri: {
              "Fn::Sub": `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations`,
            },
          },
        },
      },
    },
  });
  expect(resources.FnGetPermissionProd?.Properties?.SourceArn).toEqual({
    "Fn::Sub": [
      expect.stringMatching(/__ApiId__}\/\*\/GET\/orders\/\*$/),
      { __ApiId__: { Ref: "ServerlessRestApi" } },
    ],
  });
  expect(resources.ServerlessHttpApi?.Properties?.Body).toMatchObject({
    paths: { $default: { "x-amazon-apigateway-any-method": { isDefaultRoute: true } } },
  });
});

test("lets a bucket of the template notify a function that may be run", () => {
  const resources = transformed(`
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      ${code.replaceAll(", ", "\n      ")}
      Events:
        Up: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}}`);
  expect(resources.Bucket).toMatchObject({
    DependsOn: ["FnUpPermission"],
    Properties: {
      NotificationConfiguration: {
        LambdaConfigurations: [
          { Event: "s3:ObjectCreated:*", Function: { "Fn::GetAtt": ["Fn", "Arn"] } },
          { Event: "s3:ObjectRemoved:*" },
        ],
      },
    },
  });
});

test("makes generated resources exist on the function's condition", () => {
  const resources = transformed(`
Conditions: {C: !Equals [a, a]}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Condition: C
    Properties:
      ${code.replaceAll(", ", "\n      ")}
      Events: {Get: {Type: HttpApi, Properties: {Path: /x, Method: get}}}`);
  expect(resources.FnRole?.Condition).toBe("C");
  expect(resources.FnGetPermission?.Condition).toBe("C");
  const body = resources.ServerlessHttpApi?.Properties?.Body as { paths: Record<string, unknown> };
  expect(body.paths["/x"]).toMatchObject({ get: { "Fn::If": ["C", {}, { Ref: "AWS::NoValue" }] } });
});

test.each([
  [
    `{Type: AWS::Serverless::Function, Properties: {${code}, DeploymentPreference: {}}}`,
    /DeploymentPreference.*not supported/,
  ],
  [
    `{Type: AWS::Serverless::Function, Properties: {${code}, FunctionUrlConfig: {}}}`,
    /FunctionUrlConfig.*not supported/,
  ],
  [`{Type: AWS::Serverless::Function, Properties: {CodeUri: ./dist}}`, /'CodeUri' is not a valid S3 Uri/],
  [`{Type: AWS::Serverless::Function, Properties: {${code}, Events: {A: {Type: MSK}}}}`, /event type MSK/],
  [
    `{Type: AWS::Serverless::Function, Properties: {${code}, Policies: [{NoSuchPolicy: {}}]}}`,
    /NoSuchPolicy/,
  ],
  [`{Type: AWS::Serverless::StateMachine}`, /AWS::Serverless::StateMachine is not supported/],
  [`{Type: AWS::Serverless::Api}`, /Missing required property 'StageName'/],
])("refuses %s", (resource, message) => {
  expect(() => transformed(`Resources: {Fn: ${resource}}`)).toThrow(message);
});
