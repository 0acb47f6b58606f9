// Each folder of test/golden is what one template renders, as real files: a change of a template shows there as the
// change a user gets. `UPDATE_GOLDEN=1 npx vitest run --project unit golden` writes them again.
//
// The trees are large and mostly alike. A service's golden leaves out what is equal, byte by byte, in the golden of the
// entity service (of the form lambda: in lambda-api); the manifest, which is always there, still names every file with its hash. The base texts of later
// updates say the sample files once more, so they are compared with those and kept in no golden.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readTree } from "../../test/helpers/read-tree.js";
import { basePath } from "./base-texts.js";
import { entityNames, pascalOf } from "./entity-names.js";
import { manifestPath } from "./manifest.js";
import { gatewayKinds, planGateway } from "./plan-gateway.js";
import { type LambdaAnswers, planLambda, triggers } from "./plan-lambda.js";
import { planService, referenceServices } from "./plan-service.js";
import { planWorkspace } from "./plan-workspace.js";
import { type PlannedFile, plannedFile, sha256 } from "./planned-file.js";
import { serviceUses } from "./service-uses.js";
import { stacks } from "./stacks.js";
import { templateRoot } from "./template-root.js";

const goldens = fileURLToPath(new URL("../../test/golden", import.meta.url));
const root = templateRoot();
const updating = process.env.UPDATE_GOLDEN === "1" && !process.env.CI;

const microservices = stacks.map((stack) => {
  const itemAnswers = {
    workspace: "shop",
    service: "item-service",
    owner: "team-item",
    entity: entityNames("Item"),
    stack,
  };
  const item = planService(itemAnswers, root).files;
  const references = referenceServices.map((reference) => {
    const names = { workspace: "shop", service: `${reference}-service`, owner: `team-${reference}` };
    const plan = planService({ ...names, entity: entityNames(pascalOf(reference)), reference, stack }, root);
    return [`reference-${reference}-microservice-${stack}`, plan.files] as const;
  });
  const without = (
    [
      [`entity-without-messaging-${stack}`, { messaging: "none" }],
      [`entity-without-database-${stack}`, { database: "none" }],
    ] as const
  ).map(([name, uses]) => {
    return [name, planService({ ...itemAnswers, uses: serviceUses(uses) }, root).files] as const;
  });
  return { stack, item, others: [...references, ...without] };
});
const lambdaItem = planLambda(
  { workspace: "shop", service: "item-service", owner: "team-item", entity: entityNames("Item") },
  root,
).files;
const lambdas = (
  [
    ["lambda-api-serverless", { iac: "serverless" }],
    ["lambda-events", { trigger: "events" }],
    ["lambda-s3", { trigger: "s3" }],
    ["lambda-dynamodb-stream", { trigger: "dynamodb-stream" }],
  ] as const
).map(([name, choice]) => {
  const answers = { workspace: "shop", service: "item-service", owner: "team-item" };
  return [name, planLambda({ ...answers, entity: entityNames("Item"), ...choice }, root).files] as const;
});
const dotnetLambda = (choice: Pick<LambdaAnswers, "trigger" | "iac" | "framework" | "reference">) => {
  const name = choice.reference ?? "item";
  const answers = {
    workspace: "shop",
    service: `${name}-service`,
    owner: `team-${name}`,
    stack: "dotnet",
  } as const;
  return planLambda({ ...answers, entity: entityNames(pascalOf(name)), ...choice }, root).files;
};
const dotnetLambdaItem = dotnetLambda({});
const dotnetLambdas = (
  [
    ["lambda-api-serverless-dotnet", { iac: "serverless", framework: "net8.0" }],
    ["lambda-events-dotnet", { trigger: "events" }],
    ["lambda-s3-dotnet", { trigger: "s3" }],
    ["lambda-dynamodb-stream-dotnet", { trigger: "dynamodb-stream" }],
    ["reference-user-lambda-dotnet", { reference: "user" }],
    ["reference-payment-lambda-dotnet", { reference: "payment" }],
    ["reference-order-lambda-dotnet", { reference: "order" }],
  ] as const
).map(([name, choice]) => [name, dotnetLambda(choice)] as const);
const lambdaReferences = referenceServices.map((reference) => {
  const names = { workspace: "shop", service: `${reference}-service`, owner: `team-${reference}` };
  const plan = planLambda({ ...names, entity: entityNames(pascalOf(reference)), reference }, root);
  return [`reference-${reference}-lambda-typescript`, plan.files] as const;
});
/** Those whose goldens leave out what is in another golden: the entity service's, or the API's as functions. */
const partial = [
  ...microservices.flatMap(({ others }) => others),
  ...lambdas,
  ...dotnetLambdas,
  ...lambdaReferences,
];
const trees: readonly (readonly [string, readonly PlannedFile[]])[] = [
  ["workspace", planWorkspace("shop", [], root)],
  ...microservices.map(({ stack, item }) => [`entity-microservice-${stack}`, item] as const),
  ["lambda-api", lambdaItem],
  ["lambda-api-dotnet", dotnetLambdaItem],
  ...gatewayKinds.map(
    (kind) => [`gateway-${kind}-dotnet`, planGateway({ workspace: "shop", kind }, root)] as const,
  ),
  ...microservices.flatMap(({ item, others }) =>
    others.map(([name, files]) => [name, apart(files, item)] as const),
  ),
  ...[...lambdas, ...lambdaReferences].map(([name, files]) => [name, apart(files, lambdaItem)] as const),
  ...dotnetLambdas.map(([name, files]) => [name, apart(files, dotnetLambdaItem)] as const),
];

function withoutBase(files: readonly PlannedFile[]): PlannedFile[] {
  return files.filter((file) => file.path !== basePath);
}

/** What is not equal, byte by byte, in the other tree. */
function apart(files: readonly PlannedFile[], others: readonly PlannedFile[]): PlannedFile[] {
  return files.filter(
    (file) => !others.some((other) => other.path === file.path && other.sha256 === file.sha256),
  );
}

/** In the form `readTree` gives: an executable starts with `x`, every other file with `-`. */
function asTree(files: readonly PlannedFile[]): Map<string, string> {
  return new Map(
    files.map(({ path, bytes, executable }) => [
      path,
      (executable ? "x" : "-") + Buffer.from(bytes).toString("latin1"),
    ]),
  );
}

function update(golden: string, files: readonly PlannedFile[]): void {
  const folder = path.join(goldens, golden);
  if (path.dirname(folder) !== goldens) throw new Error(`${folder} is not a golden`);
  rmSync(folder, { recursive: true, force: true });
  for (const file of files) {
    const target = path.join(folder, file.path);
    if (!target.startsWith(folder + path.sep)) throw new Error(`${file.path} leaves its golden`);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.bytes, { mode: file.executable ? 0o755 : 0o644 });
  }
}

describe.each(trees)("%s", (golden, files) => {
  test("renders its golden tree", () => {
    if (updating) update(golden, withoutBase(files));
    const kept = readTree(path.join(goldens, golden));
    const rendered = asTree(withoutBase(files));
    expect([...rendered.keys()].sort()).toEqual([...kept.keys()].sort());
    // One file at a time: a whole tree in a failure's diff is unreadable.
    for (const [file, content] of rendered) expect(content, file).toBe(kept.get(file));
  });

  test("has a manifest that names every file with its owner and hash", () => {
    const all = partial.find(([name]) => name === golden)?.[1] ?? files;
    const manifest = JSON.parse(Buffer.from(fileOf(all, manifestPath).bytes).toString("utf8")) as {
      files: Record<string, { owner: string; sha256: string }>;
    };
    const named = withoutBase(all).filter((file) => file.path !== manifestPath);
    expect(Object.keys(manifest.files)).toEqual(named.map((file) => file.path));
    for (const { path, owner, bytes } of named) {
      expect(manifest.files[path], path).toEqual({ owner, sha256: sha256(bytes) });
    }
  });
});

test.each(trees)("%s keeps what every sample file was made as, for later updates to merge", (name, files) => {
  const all = partial.find(([golden]) => golden === name)?.[1] ?? files;
  const samples = all.filter(({ owner }) => owner === "sample");
  const texts = samples.map(({ path, bytes }) => [path, Buffer.from(bytes).toString("utf8")]);
  expect(JSON.parse(Buffer.from(fileOf(all, basePath).bytes).toString("utf8"))).toEqual(
    Object.fromEntries(texts),
  );
});

test("an entity of two words and an irregular plural leaves no trace of another", () => {
  const names = { workspace: "shop", service: "staff-service", owner: "people-team" };
  const entity = entityNames("StaffMember", "StaffPeople");
  const files = [
    ...planService({ ...names, entity }, root).files,
    ...triggers.flatMap((trigger) => planLambda({ ...names, entity, trigger }, root).files),
  ];
  for (const file of files) {
    const text = Buffer.from(file.bytes).toString("utf8");
    expect(`${file.path}\n${text}`, file.path).not.toMatch(/team-item|item-service|__entity/i);
  }
});

test("what is rendered holds no date of today, no path of this machine and no carriage return", () => {
  const today = new Date().toISOString().slice(0, 10);
  for (const [, files] of trees) {
    for (const { path: file, bytes } of files) {
      const text = Buffer.from(bytes).toString("utf8");
      for (const trace of [today, root, process.cwd(), "\r\n"])
        expect(text.includes(trace), file).toBe(false);
    }
  }
});

function fileOf(files: readonly PlannedFile[], name: string): PlannedFile {
  const none = plannedFile({ path: name, bytes: Buffer.from("{}"), executable: false, owner: "sample" });
  return files.find((file) => file.path === name) ?? none;
}
