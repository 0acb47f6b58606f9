import { expect, test } from "vitest";
import type { DesiredResource } from "../../../cloudformation/evaluation/desired-stack.js";
import type { JsonObject } from "../../../cloudformation/json.js";
import { forMoto } from "./moto.js";

function resource(logicalId: string, type: string, properties: JsonObject): DesiredResource {
  return {
    ...{ logicalId, type, properties, dependsOn: [] },
    ...{ deletionPolicy: "Delete", updateReplacePolicy: "Delete" },
  };
}

test("what triggers a function leads to the function itself, and calls by its alias stay", () => {
  const alias = resource("FnLive", "AWS::Lambda::Alias", {
    FunctionName: { Ref: "Fn" },
    FunctionVersion: { "Fn::GetAtt": ["FnVersion", "Version"] },
    Name: "live",
  });
  const provisioned = {
    ...alias.properties,
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
  };
  const permission = resource("FnPermission", "AWS::Lambda::Permission", { FunctionName: { Ref: "FnLive" } });
  const { resources } = forMoto({
    stackName: "shop",
    outputs: [],
    resources: [
      { ...alias, properties: provisioned },
      permission,
      resource("Mapping", "AWS::Lambda::EventSourceMapping", {
        FunctionName: { Ref: "FnLive" },
        BatchSize: 10,
      }),
      resource("Rule", "AWS::Events::Rule", { Targets: [{ Id: "fn", Arn: { Ref: "FnLive" } }] }),
    ],
  });
  const arn = { "Fn::GetAtt": ["Fn", "Arn"] };
  expect(resources[0]?.properties).not.toHaveProperty("ProvisionedConcurrencyConfig");
  expect(resources).toMatchObject([
    alias,
    permission,
    { logicalId: "Mapping", properties: { FunctionName: arn, BatchSize: 10 } },
    { logicalId: "Rule", properties: { Targets: [{ Id: "fn", Arn: arn }] } },
  ]);
});

test("a stream is left unread where events come back to its stack, and read where they do not", () => {
  const mapping = (source: string, attribute: string): JsonObject => ({
    ...{ FunctionName: { Ref: "Fn" }, EventSourceArn: { "Fn::GetAtt": [source, attribute] } },
  });
  const table = [
    resource("Table", "AWS::DynamoDB::Table", {}),
    resource("FromTable", "AWS::Lambda::EventSourceMapping", mapping("Table", "StreamArn")),
  ];
  const queue = [
    resource("Queue", "AWS::SQS::Queue", {}),
    resource("FromQueue", "AWS::Lambda::EventSourceMapping", mapping("Queue", "Arn")),
  ];
  const idsOf = (resources: readonly DesiredResource[]): readonly string[] =>
    forMoto({ stackName: "shop", outputs: [], resources }).resources.map(({ logicalId }) => logicalId);
  expect(idsOf(table)).toEqual(["Table", "FromTable"]);
  expect(idsOf([...table, ...queue])).toEqual(["Table", "Queue", "FromQueue"]);
});
