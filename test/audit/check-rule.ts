import { expect, test } from "vitest";
import { PastServices } from "../../src/audit/engine/past-services.js";
import type { Rule } from "../../src/audit/engine/rule.js";
import { discoverServices } from "../../src/audit/evidence/discover-services.js";
import { memoryTree, subtree } from "../../src/audit/evidence/file-tree.js";
import { ownedTables } from "../../src/audit/evidence/owned-tables.js";
import {
  type Neighbours,
  type ServiceBase,
  ServiceEvidence,
} from "../../src/audit/evidence/service-evidence.js";
import { entityNames, pascalOf } from "../../src/generator/entity-names.js";
import {
  planService,
  referenceServices,
  type ServiceAnswers,
  type ServicePlan,
} from "../../src/generator/plan-service.js";
import { serviceUses } from "../../src/generator/service-uses.js";
import { templateRoot } from "../../src/generator/template-root.js";

/** A repository: path → text. A case changes a copy of it in place. */
export type Repository = Record<string, string>;

/**
 * What a case shows: `good`, work done well in another way than the generated one; `bad`, an honest lack; `hostile`, a pretence (what
 * only looks like the work: comments, strings, dead or unused code, names without substance) or input made to break the reader.
 */
export type CaseKind = "good" | "bad" | "hostile";

export interface RuleCase {
  readonly title: string;
  readonly kind: CaseKind;
  /** Folder of the service that is judged. */
  readonly service: string;
  readonly change: (repository: Repository) => void;
  /** What the repository was like at the base, from the generated one: it is compared with that, where this is given. */
  readonly before?: (repository: Repository) => void;
  readonly verdict: "pass" | "fail" | "manual" | "not-applicable";
  /** What some place of the evidence must look like, as `file:line` (or `file` without a line). */
  readonly at?: RegExp;
}

/** Beside the reference services, one of those that do with less. */
const without = {
  note: serviceUses({ messaging: "none" }),
  rate: serviceUses({ database: "none" }),
};
const generated = [...referenceServices, ...(["note", "rate"] as const)];

const repositoryOf = (plan: ServicePlan, name: string): [string, string][] =>
  plan.files.map(({ path, bytes }) => [`services/${name}-service/${path}`, new TextDecoder().decode(bytes)]);

/** `services/user-service`, `services/payment-service`, …: what is generated on a stack, one workspace. */
function generate(stack?: ServiceAnswers["stack"]): Repository {
  const plan = (name: string, answers: Pick<ServiceAnswers, "uses" | "reference">) => {
    const names = { workspace: "shop", service: `${name}-service`, owner: `team-${name}` };
    const entity = entityNames(pascalOf(name));
    return repositoryOf(
      planService({ ...names, entity, ...answers, ...(stack && { stack }) }, templateRoot()),
      name,
    );
  };
  return Object.fromEntries([
    ...Object.entries(without).flatMap(([name, uses]) => plan(name, { uses })),
    ...referenceServices.flatMap((name) => plan(name, { reference: name })),
  ]);
}

export const reference = generate();

let csharp: Repository | undefined;

/** The same on .NET; made when first asked for. */
export function referenceCsharp(): Repository {
  csharp ??= generate("dotnet");
  return csharp;
}

/**
 * Tests a rule on the generated reference services (none may fail it) and on what a case makes of them.
 */
export function checkRule(rule: Rule, cases: readonly RuleCase[]): void {
  checkKinds(rule, cases);
  test.each(generated)(`${rule.id} does not fail the generated %s-service`, (name) => {
    const finding = rule.evaluate(evidenceFor(reference, `services/${name}-service`));
    expect(finding, JSON.stringify(finding)).not.toMatchObject({ verdict: "fail" });
  });
  test.each(generated)(`${rule.id} does not fail the generated %s-service on .NET`, (name) => {
    const finding = rule.evaluate(evidenceFor(referenceCsharp(), `services/${name}-service`));
    expect(finding, JSON.stringify(finding)).not.toMatchObject({ verdict: "fail" });
  });
  test.each(cases)(`${rule.id}: $title → $verdict`, ({ service, change, before, verdict, at }) => {
    const repository = { ...reference };
    change(repository);
    const base = before && { ...reference };
    if (base) before(base);
    const finding = rule.evaluate(evidenceFor(repository, service, base));
    expect(finding, JSON.stringify(finding)).toMatchObject({ verdict });
    const places = finding.evidence.map(({ file, line }) => (line === null ? file : `${file}:${line}`));
    if (at) expect(places.join(" ")).toMatch(at);
  });
}

/** What is missing does not pass, and no pretence does (docs/decisions/0013). */
export function checkKinds(rule: Rule, cases: readonly Pick<RuleCase, "title" | "kind" | "verdict">[]): void {
  test(`${rule.id} passes nothing but good cases`, () => {
    const passing = cases.filter(({ kind, verdict }) => kind !== "good" && verdict === "pass");
    expect(passing.map(({ title }) => title)).toEqual([]);
  });
}

/** Replaces in a file; a pattern that is not there is a mistake of the test. */
export function edit(repository: Repository, file: string, from: string | RegExp, to: string): void {
  const before = repository[file];
  if (before === undefined) throw new Error(`no ${file}`);
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has no ${from}`);
  repository[file] = after;
}

/** Evidence of a service of a repository in memory, on 2026-11-24, compared with another state of it where one is given. */
export function evidenceFor(files: Repository, folder: string, base?: Repository): ServiceEvidence {
  const repository = memoryTree(files);
  const services = discoverServices(repository);
  const service = services.find((candidate) => candidate.folder === folder);
  if (!service) throw new Error(`no service in ${folder}`);
  const now = new Date("2026-11-24T12:00:00Z");
  const evidence = (of: typeof service, past?: ServiceBase): ServiceEvidence =>
    new ServiceEvidence({
      service: of,
      tree: subtree(repository, of.folder),
      repository,
      neighbours,
      now,
      base: past,
    });
  const neighbours: Neighbours = {
    services,
    tablesOf: (of) => ownedTables(evidence(of)),
    evidenceOf: (of) => evidence(of),
  };
  const past = base && new PastServices({ ref: "main", tree: memoryTree(base) }, now);
  return evidence(service, past?.of(service, services));
}
