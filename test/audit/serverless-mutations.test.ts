import { expect, test } from "vitest";
import { rules } from "../../src/audit/rules/index.js";
import type { Infrastructure } from "../../src/generator/plan-lambda.js";
import { reference } from "./check-serverless-rule.js";
import { measured } from "./hand-written-functions.js";
import { failing, ServiceFiles } from "./service-files.js";

/** Breaks one thing in a generated service. */
interface Mutation {
  readonly rule: string;
  readonly service: "user" | "order";
  /** Only where the two infrastructures differ, both are tried. */
  readonly iac: readonly Infrastructure[];
  readonly change: (files: ServiceFiles, iac: Infrastructure) => void;
}

const stacks: Readonly<Record<Infrastructure, string>> = {
  sam: "template.yaml",
  serverless: "serverless.yml",
};
const both: readonly Infrastructure[] = ["sam", "serverless"];

const mutation = (
  rule: string,
  service: Mutation["service"],
  change: Mutation["change"],
  iac: Mutation["iac"] = ["sam"],
): Mutation => ({ rule, service, change, iac });

const mutations: readonly Mutation[] = [
  mutation("api-versioned", "user", (files) => files.editAll(/./, "/api/v1/", "/api/")),
  mutation("asyncapi-contract", "user", (files) =>
    files.edit("contracts/asyncapi.json", /"asyncapi": "3[^"]*"/, '"asyncapi": "9"'),
  ),
  mutation("business-value", "user", (files) => files.remove(/^docs\/business-value\.md$/)),
  mutation("communication-declared", "user", (files) =>
    files.edit("service.yaml", "calls: []", "calls: [{ service: order-service }]"),
  ),
  mutation("no-sibling-source", "user", (files) =>
    files.edit("src/adapters/service.ts", /^/, 'import "../../../order-service/src/domain/orders.js";\n'),
  ),
  mutation("openapi-contract", "user", (files) => files.edit("contracts/openapi.json", '"title"', '"titel"')),
  mutation("resilient-calls", "user", (files) =>
    files.edit("src/adapters/service.ts", /$/, 'await fetch("https://rates.example/v1");\n'),
  ),
  mutation("service-owner", "user", (files) => files.edit("service.yaml", "owner: team-user", "owner: todo")),
  mutation("structured-logs", "user", (files) =>
    files.edit("src/chassis/logger.ts", "JSON.stringify(line, readable)", "line.message"),
  ),
  mutation("tests-run", "user", (files) =>
    files.edit(".github/workflows/ci.yml", "-- npm test", "-- npm ci"),
  ),
  mutation("own-stack", "user", (files) => files.remove(/^(?:template\.yaml|serverless\.yml)$/), both),
  mutation(
    "api-events-match-contract",
    "user",
    (files) => files.edit(files.stack, '"/api/v1/users"', '"/api/v1/people"'),
    both,
  ),
  mutation(
    "function-dead-letters",
    "order",
    (files) => files.edit(files.stack, /\n *RedrivePolicy:\n.*\n.*/, ""),
    both,
  ),
  mutation(
    "partial-batch-failures",
    "order",
    (files) => files.edit(files.stack, /\n *[fF]unctionResponseTypes?:.*/, ""),
    both,
  ),
  mutation("stream-outbox", "user", (files) =>
    files.edit("src/adapters/service.ts", /^/, 'import { eventBridge } from "../chassis/bus.js";\n'),
  ),
  mutation("idempotent-consumers", "order", (files) =>
    files.editAll(/^src\/.*\.ts$/, "attribute_not_exists(", "size("),
  ),
  mutation(
    "own-table",
    "order",
    (files, iac) => {
      const [name, indent] =
        iac === "sam" ? ['!Sub "user-service-${Stage}"', 10] : ['"user-service-${sls:stage}"', 6];
      files.edit(files.stack, "TABLE_NAME:", `USERS_TABLE: ${name}\n${" ".repeat(indent)}TABLE_NAME:`);
    },
    both,
  ),
  mutation(
    "least-privilege",
    "user",
    (files) => files.edit(files.stack, "- dynamodb:GetItem", "- dynamodb:*"),
    both,
  ),
  mutation(
    "function-tracing",
    "user",
    (files) => files.edit(files.stack, /Tracing: Active|tracing: \{ lambda: true \}/, "Description: none"),
    both,
  ),
  mutation(
    "functions-pipeline",
    "user",
    (files) => files.editAll(/^\.github\//, " deploy --st", " list --st"),
    both,
  ),
  mutation("runtime-supported", "user", (files) => files.edit(files.stack, "nodejs24.x", "nodejs18.x"), both),
  mutation("secrets-not-in-files", "user", (files) =>
    files.set("src/key.pem", "-----BEGIN PRIVATE KEY-----\n"),
  ),
  mutation(
    "cold-starts-analysed",
    "user",
    (files) => {
      const api = { runtime: "nodejs24.x", memory: 512, date: "2024-05-01" };
      files.set("docs/cold-start.md", measured("user-service-dev-api", api));
    },
    both,
  ),
  mutation(
    "provisioned-concurrency",
    "user",
    (files) => files.edit(files.stack, /\n *[pP]rovisionedConcurrency(?:Config)?:.*/, ""),
    both,
  ),
  mutation("function-timeouts", "order", (files) => files.edit(files.stack, /\n *[tT]imeout: 30/, ""), both),
  mutation(
    "queue-visibility",
    "order",
    (files) => files.edit(files.stack, "VisibilityTimeout: 180", "VisibilityTimeout: 100"),
    both,
  ),
  mutation(
    "function-alarms",
    "user",
    (files) => files.edit(files.stack, "MetricName: Errors", "MetricName: Invocations"),
    both,
  ),
  mutation("function-metrics", "user", (files) =>
    files.edit("src/chassis/cloudwatch.ts", "new PutMetricDataCommand(", "Object.assign("),
  ),
  mutation("consumers-unbroken", "user", (files) => {
    files.edit("contracts/asyncapi.json", '"version": "1.0.0"', '"version": "2.0.0"');
    files.edit("contracts/asyncapi.json", '"Email": {', '"Mail": {');
  }),
  mutation("contract-compatible", "user", (files) =>
    files.edit("contracts/openapi.json", '"maxLength": 200', '"maxLength": 20'),
  ),
  mutation("local-testing", "user", (files) => files.remove(/^events\//)),
  mutation(
    "budget-alarm",
    "user",
    (files) => files.edit(files.stack, "AWS::Budgets::Budget", "AWS::SNS::Topic"),
    both,
  ),
  mutation("cost-estimate", "user", (files) => files.remove(/^docs\/costs\.md$/)),
];

test("every rule that decides functions is broken by a mutation", () => {
  // Those of migrations judge documents, whatever the form.
  const deciding = rules.filter(
    ({ item, forms }) => !item.startsWith("MG-") && (forms?.includes("lambda") ?? item.startsWith("SL-")),
  );
  expect(mutations.map(({ rule }) => rule).sort()).toEqual(deciding.map(({ id }) => id).sort());
});

test.each(both.flatMap((iac) => (["user", "order"] as const).map((service) => [service, iac] as const)))(
  "nothing fails in the %s service, deployed by %s",
  (service, iac) => {
    expect(failing(reference, `${iac}/${service}-service`)).toEqual([]);
  },
);

const cases = mutations.flatMap(({ iac, ...one }) => iac.map((each) => ({ ...one, iac: each })));

test.each(cases)(
  "$rule fails alone when what it asks for is broken ($iac)",
  ({ rule, service, iac, change }) => {
    const repository = { ...reference };
    const folder = `${iac}/${service}-service`;
    change(new ServiceFiles(repository, folder, stacks[iac]), iac);
    const compares = rules.some(({ id, compares }) => id === rule && compares);
    expect(failing(repository, folder, compares ? reference : undefined)).toEqual([rule]);
  },
);
