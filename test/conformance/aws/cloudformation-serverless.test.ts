import { randomUUID } from "node:crypto";
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { Lambda } from "@aws-sdk/client-lambda";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";

/** Answers HTTP, and sends whatever else wakes it to a queue. */
const code = `
exports.handler = async (event) => {
  if (event.requestContext) {
    const path = event.rawPath || event.path;
    return { statusCode: 200, body: JSON.stringify({ path, version: event.version, greeting: process.env.GREETING }) };
  }
  return event;
};`;

const template = (greeting: string) =>
  JSON.stringify({
    Transform: "AWS::Serverless-2016-10-31",
    Globals: { Function: { Runtime: "nodejs20.x", Handler: "index.handler", Timeout: 10 } },
    Resources: {
      Queue: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: 60 } },
      Done: { Type: "AWS::SQS::Queue" },
      Topic: { Type: "AWS::SNS::Topic" },
      Uploads: { Type: "AWS::S3::Bucket" },
      Bus: { Type: "AWS::Events::EventBus", Properties: { Name: { "Fn::Sub": `\${AWS::StackName}-bus` } } },
      Spending: {
        Type: "AWS::Budgets::Budget",
        Properties: {
          Budget: { BudgetType: "COST", TimeUnit: "MONTHLY", BudgetLimit: { Amount: 20, Unit: "USD" } },
          NotificationsWithSubscribers: [
            {
              Notification: { NotificationType: "ACTUAL", ComparisonOperator: "GREATER_THAN", Threshold: 80 },
              Subscribers: [{ SubscriptionType: "EMAIL", Address: "shop@example.com" }],
            },
          ],
        },
      },
      Logs: {
        Type: "AWS::Logs::LogGroup",
        Properties: { LogGroupName: { "Fn::Sub": `/aws/lambda/\${Fn}` }, RetentionInDays: 7 },
      },
      Alarm: {
        Type: "AWS::CloudWatch::Alarm",
        Properties: {
          ...{
            Namespace: "AWS/Lambda",
            MetricName: "Errors",
            Statistic: "Sum",
            Period: 60,
            EvaluationPeriods: 1,
          },
          ...{ Threshold: 1, ComparisonOperator: "GreaterThanOrEqualToThreshold" },
          Dimensions: [{ Name: "FunctionName", Value: { Ref: "Fn" } }],
        },
      },
      Fn: {
        Type: "AWS::Serverless::Function",
        Properties: {
          ...{ InlineCode: code, AutoPublishAlias: "live", AutoPublishAliasAllProperties: true },
          Policies: [{ SQSSendMessagePolicy: { QueueName: { "Fn::GetAtt": ["Done", "QueueName"] } } }],
          Environment: { Variables: { GREETING: greeting } },
          EventInvokeConfig: {
            MaximumRetryAttempts: 0,
            DestinationConfig: { OnSuccess: { Type: "SQS", Destination: { "Fn::GetAtt": ["Done", "Arn"] } } },
          },
          Events: {
            Http: { Type: "HttpApi", Properties: { Path: "/orders/{id}", Method: "GET" } },
            Rest: { Type: "Api", Properties: { Path: "/orders/{id}", Method: "GET" } },
            Work: { Type: "SQS", Properties: { Queue: { "Fn::GetAtt": ["Queue", "Arn"] }, BatchSize: 5 } },
            Told: { Type: "SNS", Properties: { Topic: { Ref: "Topic" } } },
            Uploaded: {
              Type: "S3",
              Properties: { Bucket: { Ref: "Uploads" }, Events: "s3:ObjectCreated:*" },
            },
            Paid: { Type: "EventBridgeRule", Properties: { Pattern: { source: ["shop"] } } },
            OnBus: {
              Type: "EventBridgeRule",
              Properties: { EventBusName: { Ref: "Bus" }, Pattern: { source: ["shop"] } },
            },
            Nightly: { Type: "Schedule", Properties: { Schedule: "rate(1 day)", Enabled: false } },
          },
        },
      },
    },
    Outputs: {
      Http: { Value: { "Fn::GetAtt": ["ServerlessHttpApi", "ApiEndpoint"] } },
      RestId: { Value: { Ref: "ServerlessRestApi" } },
      Stage: { Value: { Ref: "ServerlessRestApiProdStage" } },
      Alias: { Value: { Ref: "Fn.Alias" } },
      Function: { Value: { Ref: "Fn" } },
      Queue: { Value: { Ref: "Queue" } },
      Done: { Value: { Ref: "Done" } },
      Topic: { Value: { Ref: "Topic" } },
    },
  });

describeAws(
  "a serverless stack",
  (aws) => {
    let cfn: CloudFormation;
    let lambda: Lambda;
    let sqs: SQS;
    beforeAll(() => {
      const options = clientOptions(aws());
      [cfn, lambda, sqs] = [new CloudFormation(options), new Lambda(options), new SQS(options)];
    });
    afterAll(() => {
      for (const client of [cfn, lambda, sqs]) client?.destroy();
    });

    it("is made of SAM, answers, is changed by a new version, and goes", async () => {
      const StackName = `shop-${randomUUID().slice(0, 8)}`;
      const waiting = { client: cfn, maxWaitTime: 90, minDelay: 0.1, maxDelay: 0.5 };
      const Capabilities = ["CAPABILITY_IAM" as const, "CAPABILITY_AUTO_EXPAND" as const];
      const { StackId } = await cfn.createStack({ StackName, Capabilities, TemplateBody: template("hello") });
      await waitUntilStackCreateComplete(waiting, { StackName }).catch(async (cause: unknown) => {
        const { StackEvents = [] } = await cfn.describeStackEvents({ StackName });
        const failed = StackEvents.filter((one) => one.ResourceStatus?.endsWith("FAILED"));
        throw new Error(
          failed.map((one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason}`).join("\n"),
          { cause },
        );
      });
      const outputs = async (): Promise<Record<string, string>> => {
        const { Stacks = [] } = await cfn.describeStacks({ StackName });
        return Object.fromEntries(Stacks[0]?.Outputs?.map((one) => [one.OutputKey, one.OutputValue]) ?? []);
      };
      const made = await outputs();
      const { AliasArn, FunctionVersion } = await lambda.getAlias({
        FunctionName: made.Function,
        Name: "live",
      });
      expect(made.Alias).toBe(AliasArn);
      expect(FunctionVersion).toBe("1");
      const get = async (address: string) => (await (await fetch(`${address}/orders/7`)).json()) as object;
      const rest = `${aws().url}/_aws/execute-api/${made.RestId}/${made.Stage}`;
      expect(await get(made.Http ?? "")).toMatchObject({
        path: "/orders/7",
        version: "2.0",
        greeting: "hello",
      });
      expect(await get(rest)).toMatchObject({
        path: "/orders/7",
        greeting: "hello",
      });

      await lambda.invoke({ FunctionName: made.Alias, InvocationType: "Event", Payload: '{"n":1}' });
      const received = await sqs.receiveMessage({ QueueUrl: made.Done, WaitTimeSeconds: 20 });
      expect(JSON.parse(received.Messages?.[0]?.Body ?? "{}")).toMatchObject({ responsePayload: { n: 1 } });

      await cfn.updateStack({ StackName, Capabilities, TemplateBody: template("good day") });
      await expect
        .poll(async () => (await cfn.describeStacks({ StackName })).Stacks?.[0]?.StackStatus, {
          timeout: 60_000,
        })
        .toBe("UPDATE_COMPLETE");
      expect((await lambda.getAlias({ FunctionName: made.Function, Name: "live" })).FunctionVersion).toBe(
        "2",
      );
      expect(await get(made.Http ?? "")).toMatchObject({ greeting: "good day" });

      await cfn.deleteStack({ StackName });
      await waitUntilStackDeleteComplete(waiting, { StackName: StackId }).catch(async (cause: unknown) => {
        const { StackEvents = [] } = await cfn.describeStackEvents({ StackName: StackId });
        const failed = StackEvents.filter((one) => one.ResourceStatus?.endsWith("FAILED"));
        throw new Error(
          failed.map((one) => `${one.LogicalResourceId}: ${one.ResourceStatusReason}`).join("\n"),
          { cause },
        );
      });
      await expect(lambda.getFunction({ FunctionName: made.Function })).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
    });
  },
  "moto runs functions in containers only",
);
