import { expect, test } from "vitest";
import type { DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import type { JsonObject } from "../../../cloudformation/json.js";
import { motoLimits } from "./moto-limits.js";

function stackOf(
  resources: Readonly<Record<string, readonly [type: string, properties: JsonObject]>>,
): DesiredStack {
  return {
    stackName: "shop",
    outputs: [],
    resources: Object.entries(resources).map(([logicalId, [type, properties]]) => ({
      ...{ logicalId, type, properties, dependsOn: [] },
      ...{ deletionPolicy: "Delete", updateReplacePolicy: "Delete" },
    })),
  };
}

test("mappings are told apart by what they read, named by attribute or by ARN", () => {
  const mapping = (arn: JsonObject | string) =>
    ["AWS::Lambda::EventSourceMapping", { FunctionName: "f", EventSourceArn: arn }] as const;
  const stack = stackOf({
    Queue: ["AWS::SQS::Queue", {}],
    Table: ["AWS::DynamoDB::Table", {}],
    FromQueue: mapping({ "Fn::GetAtt": ["Queue", "Arn"] }),
    FromOther: mapping("arn:aws:sqs:us-east-1:000000000000:other"),
    FromTable: mapping({ "Fn::GetAtt": ["Table", "StreamArn"] }),
  });
  expect(motoLimits(stack)).toEqual([
    { code: "deploy.moto.unread", names: ["FromTable"] },
    { code: "deploy.moto.queues", names: ["FromQueue", "FromOther"] },
  ]);
  const alone = { ...stack, resources: stack.resources.filter(({ logicalId }) => /Table$/.test(logicalId)) };
  expect(motoLimits(alone)).toEqual([{ code: "deploy.moto.streams", names: ["FromTable"] }]);
});

test("only rules that invoke a function or have a schedule are named", () => {
  const permission = (Principal: string) =>
    ["AWS::Lambda::Permission", { FunctionName: "f", Action: "lambda:InvokeFunction", Principal }] as const;
  const stack = stackOf({
    ByApi: permission("apigateway.amazonaws.com"),
    ByRule: permission("events.amazonaws.com"),
    ToQueue: ["AWS::Events::Rule", { EventPattern: { source: ["shop"] } }],
    Nightly: ["AWS::Events::Rule", { ScheduleExpression: "rate(1 day)" }],
  });
  expect(motoLimits(stack)).toEqual([
    { code: "deploy.moto.rules", names: ["ByRule"] },
    { code: "deploy.moto.schedules", names: ["Nightly"] },
  ]);
});

test("a function with its table and queue alone is as on AWS", () => {
  const stack = stackOf({
    Function: ["AWS::Lambda::Function", {}],
    Table: ["AWS::DynamoDB::Table", {}],
    Queue: ["AWS::SQS::Queue", {}],
  });
  expect(motoLimits(stack)).toEqual([]);
});
