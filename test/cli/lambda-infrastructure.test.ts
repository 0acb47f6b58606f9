import { describe, expect, test } from "vitest";
import { planStack } from "../../src/cloudformation/engine/plan-stack.js";
import { emptyStack } from "../../src/cloudformation/engine/stack-record.js";
import { evaluateStack } from "../../src/cloudformation/evaluation/evaluate-stack.js";
import { parameterTexts } from "../../src/cloudformation/evaluation/parameters.js";
import { transformSam } from "../../src/cloudformation/sam/transform-sam.js";
import { readServerless } from "../../src/cloudformation/serverless/read-serverless.js";
import { readDocument } from "../../src/cloudformation/template/read-template.js";
import { asTemplate, type Template } from "../../src/cloudformation/template/template.js";
import { entityNames, pascalOf } from "../../src/generator/entity-names.js";
import {
  type Infrastructure,
  type LambdaAnswers,
  planLambda,
  triggers,
} from "../../src/generator/plan-lambda.js";
import { referenceServices } from "../../src/generator/plan-service.js";
import { templateRoot } from "../../src/generator/template-root.js";

// Both files of one project are evaluated as AWS would, and what they ask for is compared.
const place = { region: "us-east-1", accountId: "000000000000", stackName: "test", stackId: "test" };
const names = { workspace: "shop", service: "item-service", owner: "team-item" };
const kinds: readonly (readonly [string, LambdaAnswers])[] = [
  ...triggers.map((trigger) => [trigger, { ...names, entity: entityNames("Item"), trigger }] as const),
  ...referenceServices.map(
    (reference) => [reference, { ...names, entity: entityNames(pascalOf(reference)), reference }] as const,
  ),
];

function infrastructureOf(answers: LambdaAnswers, iac: Infrastructure): string {
  const { files } = planLambda({ ...answers, iac }, templateRoot());
  const path = iac === "sam" ? "template.yaml" : "serverless.yml";
  return Buffer.from(files.find((file) => file.path === path)?.bytes ?? []).toString("utf8");
}

type Stage = "dev" | "prod";

function template(
  answers: LambdaAnswers,
  iac: Infrastructure,
  stage: Stage,
): [Template, Record<string, string>] {
  const document = readDocument(infrastructureOf(answers, iac));
  if (iac === "serverless") return [readServerless(document, { stage }).template, {}];
  return [asTemplate(document.data), { Stage: stage }];
}

/** What the stack would consist of, under logical ids without what either tool adds to them. */
function resourcesOf(answers: LambdaAnswers, iac: Infrastructure, stage: Stage) {
  const [source, values] = template(answers, iac, stage);
  const parameters = parameterTexts(source, { values });
  const plain = transformSam(source, { parameters, codeOf: () => ({ S3Bucket: "code", S3Key: "code" }) });
  const plan = planStack(evaluateStack(plain, { parameters, place }), emptyStack("test"));
  return plan.desired.resources.map(({ type, logicalId, properties }) => ({ type, logicalId, properties }));
}

/** Equal but for what is the Framework's own way: handlers below dist/, no alias `live`, and so mappings of the function. */
function comparable(resources: ReturnType<typeof resourcesOf>): string[] {
  return resources
    .filter(({ type }) => compared.has(type))
    .map(({ type, properties }) =>
      `${type} ${JSON.stringify(sorted(properties))}`
        .replaceAll("LambdaFunction", "Function")
        .replace(/"Handler":"dist\/[a-z-]+\//, '"Handler":"')
        .replace(/"Ref":"(\w+Function)Aliaslive"/g, '"Ref":"$1"'),
    )
    .sort();
}

const compared = new Set([
  "AWS::Lambda::Function",
  "AWS::Lambda::EventSourceMapping",
  "AWS::DynamoDB::Table",
  "AWS::SQS::Queue",
  "AWS::SQS::QueuePolicy",
  "AWS::Events::Rule",
  "AWS::IAM::Role",
  "AWS::Logs::LogGroup",
  "AWS::CloudWatch::Alarm",
  "AWS::SNS::Topic",
]);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]) => [key, sorted(one)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe.each(kinds)("%s", (_kind, answers) => {
  test.each(["dev", "prod"] as const)("template.yaml and serverless.yml ask for the same in %s", (stage) => {
    const sam = comparable(resourcesOf(answers, "sam", stage));
    expect(sam.length).toBeGreaterThan(5);
    expect(comparable(resourcesOf(answers, "serverless", stage))).toEqual(sam);
  });

  test("in production every function has a limit, and only there", () => {
    const reserved = (stage: Stage) =>
      resourcesOf(answers, "sam", stage)
        .filter(({ type }) => type === "AWS::Lambda::Function")
        .map(({ properties }) => properties.ReservedConcurrentExecutions);
    expect(reserved("prod").every((limit) => typeof limit === "number")).toBe(true);
    expect(reserved("dev").filter((limit) => limit !== undefined)).toEqual([]);
  });

  test("no role may do everything, or anything to everything but what has no resource", () => {
    const roles = resourcesOf(answers, "sam", "prod").filter(({ type }) => type === "AWS::IAM::Role");
    const text = JSON.stringify(roles.map(({ properties }) => properties.Policies));
    expect(text).not.toMatch(/"Action":"\*"|"[a-z]+:\*"/);
    const broad = [...text.matchAll(/"Action":("[^"]+"|\[[^\]]+\]),"Resource":"\*"/g)].map(
      ([, action]) => action,
    );
    const allowed = [
      '"cloudwatch:PutMetricData"',
      '"dynamodb:ListStreams"',
      '["xray:PutTraceSegments","xray:PutTelemetryRecords"]',
    ];
    expect(broad.filter((action) => !allowed.includes(action ?? ""))).toEqual([]);
  });
});
