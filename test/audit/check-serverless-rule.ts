import { expect, test } from "vitest";
import type { Rule } from "../../src/audit/engine/rule.js";
import { entityNames, pascalOf } from "../../src/generator/entity-names.js";
import { infrastructures, planLambda, triggers } from "../../src/generator/plan-lambda.js";
import { referenceServices } from "../../src/generator/plan-service.js";
import { templateRoot } from "../../src/generator/template-root.js";
import { type CaseKind, checkKinds, evidenceFor, type Repository } from "./check-rule.js";
import { samCsharp, serverlessTypescript } from "./hand-written-functions.js";

export interface ServerlessCase {
  readonly title: string;
  readonly kind: CaseKind;
  /** Files written by hand, the whole repository; without them the generated one. */
  readonly files?: Repository;
  /** Folder of the service that is judged; "." where the files are. */
  readonly service?: string;
  readonly change?: (repository: Repository) => void;
  readonly verdict: "pass" | "fail" | "manual" | "not-applicable";
  /** What some place of the evidence must look like, as `file:line` (or `file` without a line). */
  readonly at?: RegExp;
}

type Answers = Parameters<typeof planLambda>[0];

function generate(
  folder: string,
  answers: Pick<Answers, "reference" | "trigger" | "iac" | "stack">,
): [string, string][] {
  const name = answers.reference ?? "note";
  const plan = planLambda(
    {
      workspace: "shop",
      service: `${name}-service`,
      owner: `team-${name}`,
      entity: entityNames(pascalOf(name)),
      ...answers,
    },
    templateRoot(),
  );
  return plan.files.map(({ path, bytes }) => [`${folder}/${path}`, new TextDecoder().decode(bytes)]);
}

/** `sam/order-service`, `serverless/order-service`, …, and `trigger/s3` and its like. */
export const reference: Repository = Object.fromEntries([
  ...infrastructures.flatMap((iac) =>
    referenceServices.flatMap((name) => generate(`${iac}/${name}-service`, { reference: name, iac })),
  ),
  ...triggers.flatMap((trigger) => generate(`trigger/${trigger}`, { trigger })),
]);
export const folders = foldersOf(reference);

function foldersOf(repository: Repository): readonly string[] {
  return [...new Set(Object.keys(repository).map((path) => path.split("/").slice(0, 2).join("/")))];
}

/** `sam/payment-service`, `serverless/user-service`, …, and `trigger/events`: functions in C#. */
export const referenceCsharp: Repository = Object.fromEntries([
  ...infrastructures.flatMap((iac) =>
    (["user", "payment"] as const).flatMap((name) =>
      generate(`${iac}/${name}-service`, { reference: name, iac, stack: "dotnet" }),
    ),
  ),
  ...triggers.flatMap((trigger) => generate(`trigger/${trigger}`, { trigger, stack: "dotnet" })),
]);
const csharpFolders = foldersOf(referenceCsharp);

/** Tests a rule on the generated Lambda projects (none may fail it) and on what a case makes of them, or brings along. */
export function checkServerlessRule(rule: Rule, cases: readonly ServerlessCase[]): void {
  checkKinds(rule, cases);
  test.each(folders)(`${rule.id} does not fail the generated %s`, (folder) => {
    const finding = rule.evaluate(evidenceFor(reference, folder));
    expect(finding, JSON.stringify(finding)).not.toMatchObject({ verdict: "fail" });
  });
  test.each(csharpFolders)(`${rule.id} does not fail the generated %s in C#`, (folder) => {
    const finding = rule.evaluate(evidenceFor(referenceCsharp, folder));
    expect(finding, JSON.stringify(finding)).not.toMatchObject({ verdict: "fail" });
  });
  test.each(Object.entries({ samCsharp, serverlessTypescript }))(
    `${rule.id} does not fail the hand-written %s`,
    (_name, files) => {
      const finding = rule.evaluate(evidenceFor(files, "."));
      expect(finding, JSON.stringify(finding)).not.toMatchObject({ verdict: "fail" });
    },
  );
  test.each(cases)(`${rule.id}: $title → $verdict`, ({ files, service = ".", change, verdict, at }) => {
    const repository = { ...(files ?? reference) };
    change?.(repository);
    const finding = rule.evaluate(evidenceFor(repository, service));
    expect(finding, JSON.stringify(finding)).toMatchObject({ verdict });
    const places = finding.evidence.map(({ file, line }) => (line === null ? file : `${file}:${line}`));
    if (at) expect(places.join(" ")).toMatch(at);
  });
}
