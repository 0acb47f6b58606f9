import { expect, test } from "vitest";
import { emptyStack, type StackRecord } from "../../../cloudformation/engine/stack-record.js";
import { evaluateStack } from "../../../cloudformation/evaluation/evaluate-stack.js";
import { asTemplate } from "../../../cloudformation/template/template.js";
import { withAliases } from "./aliases.js";
import { aliasesOf, beforeSwitch } from "./phases.js";

const place = { stackName: "s", stackId: "s", accountId: "000000000000", region: "us-east-1" };
const template = (text: string) =>
  asTemplate({
    Resources: {
      Api: {
        Type: "AWS::Lambda::Function",
        Properties: { Role: "r", Description: text, Code: { ZipFile: "x" } },
      },
      Jobs: { Type: "AWS::SQS::Queue" },
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { FunctionName: { Ref: "Api" }, EventSourceArn: { "Fn::GetAtt": ["Jobs", "Arn"] } },
      },
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: { Targets: [{ Id: "1", Arn: { "Fn::Sub": "${Api.Arn}" } }] },
      },
      Note: { Type: "AWS::SNS::Topic", Properties: { DisplayName: { Ref: "Api" } } },
    },
  });
const desired = (text = "") => evaluateStack(withAliases(template(text)), { place, parameters: {} });
const idsOf = ({ resources }: { resources: readonly { logicalId: string }[] }): string[] =>
  resources.map(({ logicalId }) => logicalId).sort();

test("a function without an alias gets one, which what triggers it leads to; what is about the function does not", () => {
  const { Resources } = withAliases(template(""));
  expect(Resources.Mapping?.Properties?.FunctionName).toEqual({ Ref: "ApiLiveAlias" });
  expect(Resources.Rule?.Properties?.Targets).toEqual([{ Id: "1", Arn: { "Fn::Sub": "${ApiLiveAlias}" } }]);
  expect(Resources.Note?.Properties?.DisplayName).toEqual({ Ref: "Api" });
  expect(Resources.ApiLiveAlias?.Properties).toMatchObject({ Name: "live", FunctionName: { Ref: "Api" } });
});

test("one that has its own keeps it", () => {
  const once = withAliases(template(""));
  expect(withAliases(once)).toEqual(once);
});

test("other settings are another version", () => {
  const versionOf = (text: string) => aliasesOf(desired(text))[0]?.versionId;
  expect(versionOf("a")).toBe(versionOf("a"));
  expect(versionOf("a")).not.toBe(versionOf("b"));
});

test("before the first version serves, nothing that leads to it is there", () => {
  const [alias] = aliasesOf(desired());
  expect(alias).toMatchObject({ aliasId: "ApiLiveAlias", functionId: "Api", name: "live" });
  expect(idsOf(beforeSwitch(desired(), emptyStack("s")))).toEqual(
    ["Api", alias?.versionId, "Jobs", "Note"].sort(),
  );
});

test("before the next one serves, aliases and what hangs on them stay as they are, and nothing goes", () => {
  const record = (logicalId: string, type: string) => ({
    ...{ logicalId, type, physicalId: logicalId, attributes: {}, properties: { As: "it is" }, dependsOn: [] },
    ...{ deletionPolicy: "Delete" as const, updateReplacePolicy: "Delete" as const },
  });
  const before: StackRecord = {
    ...emptyStack("s"),
    resources: {
      ApiLiveAlias: record("ApiLiveAlias", "AWS::Lambda::Alias"),
      Old: record("Old", "AWS::SQS::Queue"),
    },
  };
  const { resources } = beforeSwitch(desired("new"), before);
  const held = resources.filter(({ properties }) => properties.As === "it is");
  expect(idsOf({ resources: held })).toEqual(["ApiLiveAlias", "Old"]);
  expect(idsOf({ resources })).not.toContain("Mapping");
  expect(idsOf({ resources })).toContain("Api");
});
