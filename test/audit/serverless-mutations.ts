import { expect, test } from "vitest";
import { rules } from "../../src/audit/rules/index.js";
import type { Infrastructure } from "../../src/generator/plan-lambda.js";
import type { Repository } from "./check-rule.js";
import { measured } from "./hand-written-functions.js";
import { failing, ServiceFiles } from "./service-files.js";

/** Who has the thing: the service that users call, or one that reads a queue. */
type Role = "user" | "consumer";

/** Breaks one thing in a generated service. */
export interface ServerlessMutation {
  readonly rule: string;
  readonly service: Role;
  /** Only where the two infrastructures differ, both are tried. */
  readonly iac: readonly Infrastructure[];
  readonly change: (files: ServiceFiles, iac: Infrastructure) => void;
}

const stacks: Readonly<Record<Infrastructure, string>> = {
  sam: "template.yaml",
  serverless: "serverless.yml",
};
const both: readonly Infrastructure[] = ["sam", "serverless"];

export const serverlessMutation = (
  rule: string,
  service: Role,
  change: ServerlessMutation["change"],
  iac: ServerlessMutation["iac"] = ["sam"],
): ServerlessMutation => ({ rule, service, change, iac });

/** What is the same in every stack: infrastructure, contracts, pipeline, documents. */
export const commonServerlessMutations: readonly ServerlessMutation[] = [
  serverlessMutation("api-versioned", "user", (files) => files.editAll(/./, "/api/v1/", "/api/")),
  serverlessMutation("asyncapi-contract", "user", (files) =>
    files.edit("contracts/asyncapi.json", /"asyncapi": "3[^"]*"/, '"asyncapi": "9"'),
  ),
  serverlessMutation("business-value", "user", (files) => files.remove(/^docs\/business-value\.md$/)),
  serverlessMutation("communication-declared", "user", (files) =>
    files.edit("service.yaml", "calls: []", "calls: [{ service: order-service }]"),
  ),
  serverlessMutation("openapi-contract", "user", (files) =>
    files.edit("contracts/openapi.json", '"title"', '"titel"'),
  ),
  serverlessMutation("service-owner", "user", (files) =>
    files.edit("service.yaml", "owner: team-user", "owner: todo"),
  ),
  serverlessMutation(
    "own-stack",
    "user",
    (files) => files.remove(/^(?:template\.yaml|serverless\.yml)$/),
    both,
  ),
  serverlessMutation(
    "api-events-match-contract",
    "user",
    (files) => files.edit(files.stack, '"/api/v1/users"', '"/api/v1/people"'),
    both,
  ),
  serverlessMutation(
    "function-dead-letters",
    "consumer",
    (files) => files.edit(files.stack, /\n *RedrivePolicy:\n.*\n.*/, ""),
    both,
  ),
  serverlessMutation(
    "partial-batch-failures",
    "consumer",
    (files) => files.edit(files.stack, /\n *[fF]unctionResponseTypes?:.*/, ""),
    both,
  ),
  serverlessMutation(
    "own-table",
    "consumer",
    (files, iac) => {
      const [name, indent] =
        iac === "sam" ? ['!Sub "user-service-${Stage}"', 10] : ['"user-service-${sls:stage}"', 6];
      files.edit(files.stack, "TABLE_NAME:", `USERS_TABLE: ${name}\n${" ".repeat(indent)}TABLE_NAME:`);
    },
    both,
  ),
  serverlessMutation(
    "least-privilege",
    "user",
    (files) => files.edit(files.stack, "- dynamodb:GetItem", "- dynamodb:*"),
    both,
  ),
  serverlessMutation(
    "function-tracing",
    "user",
    (files) => files.edit(files.stack, /Tracing: Active|tracing: \{ lambda: true \}/, "Description: none"),
    both,
  ),
  serverlessMutation(
    "functions-pipeline",
    "user",
    (files) => files.editAll(/^\.github\//, " deploy --st", " list --st"),
    both,
  ),
  serverlessMutation("secrets-not-in-files", "user", (files) =>
    files.set("src/key.pem", "-----BEGIN PRIVATE KEY-----\n"),
  ),
  serverlessMutation(
    "provisioned-concurrency",
    "user",
    (files) => files.edit(files.stack, /\n *[pP]rovisionedConcurrency(?:Config)?:.*/, ""),
    both,
  ),
  serverlessMutation(
    "function-timeouts",
    "consumer",
    (files) => files.edit(files.stack, /\n *[tT]imeout: 30/, ""),
    both,
  ),
  serverlessMutation(
    "queue-visibility",
    "consumer",
    (files) => files.edit(files.stack, "VisibilityTimeout: 180", "VisibilityTimeout: 100"),
    both,
  ),
  serverlessMutation(
    "function-alarms",
    "user",
    (files) => files.edit(files.stack, "MetricName: Errors", "MetricName: Invocations"),
    both,
  ),
  serverlessMutation("consumers-unbroken", "user", (files) => {
    files.edit("contracts/asyncapi.json", '"version": "1.0.0"', '"version": "2.0.0"');
    files.edit("contracts/asyncapi.json", '"Email": {', '"Mail": {');
  }),
  serverlessMutation("contract-compatible", "user", (files) =>
    files.edit("contracts/openapi.json", '"maxLength": 200', '"maxLength": 20'),
  ),
  serverlessMutation("local-testing", "user", (files) => files.remove(/^events\//)),
  serverlessMutation(
    "budget-alarm",
    "user",
    (files) => files.edit(files.stack, "AWS::Budgets::Budget", "AWS::SNS::Topic"),
    both,
  ),
  serverlessMutation("cost-estimate", "user", (files) => files.remove(/^docs\/costs\.md$/)),
];

/** What is said of the runtime, and where: nowhere else do the stacks differ there. */
export const runtimeMutations = (current: string, past: string): readonly ServerlessMutation[] => [
  serverlessMutation("runtime-supported", "user", (files) => files.edit(files.stack, current, past), both),
  serverlessMutation(
    "cold-starts-analysed",
    "user",
    (files) => {
      const api = { runtime: current, memory: 512, date: "2024-05-01" };
      files.set("docs/cold-start.md", measured("user-service-dev-api", api));
    },
    both,
  ),
];

/** Each rule that decides functions has a mutation, nothing fails before it, and only that rule after it. */
export function checkServerlessMutations(
  reference: Repository,
  consumer: "order" | "payment",
  mutations: readonly ServerlessMutation[],
): void {
  const folderOf = (role: Role, iac: Infrastructure): string =>
    `${iac}/${role === "user" ? role : consumer}-service`;

  test("every rule that decides functions is broken by a mutation", () => {
    // Those of migrations judge documents, whatever the form.
    const deciding = rules.filter(
      ({ item, forms }) => !item.startsWith("MG-") && (forms?.includes("lambda") ?? item.startsWith("SL-")),
    );
    expect(mutations.map(({ rule }) => rule).sort()).toEqual(deciding.map(({ id }) => id).sort());
  });

  test.each(both.flatMap((iac) => (["user", "consumer"] as const).map((role) => folderOf(role, iac))))(
    "nothing fails in %s",
    (folder) => {
      expect(failing(reference, folder)).toEqual([]);
    },
  );

  const cases = mutations.flatMap(({ iac, ...one }) => iac.map((each) => ({ ...one, iac: each })));

  test.each(cases)(
    "$rule fails alone when what it asks for is broken ($iac)",
    ({ rule, service, iac, change }) => {
      const repository = { ...reference };
      const folder = folderOf(service, iac);
      change(new ServiceFiles(repository, folder, stacks[iac]), iac);
      const compares = rules.some(({ id, compares }) => id === rule && compares);
      expect(failing(repository, folder, compares ? reference : undefined)).toEqual([rule]);
    },
  );
}
