import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { msx, repositoryRoot } from "../helpers/msx.js";

// Inside node_modules' reach, since the check resolves the schema package from here; ignored by git.
mkdirSync(`${repositoryRoot}tmp`, { recursive: true });
const folder = mkdtempSync(`${repositoryRoot}tmp/k8s-`);
const services = ["user-service", "payment-service", "order-service", "item-service"];

beforeAll(async () => {
  await msx(["new", "workspace", "shop", "--reference", "--yes"], { cwd: folder });
  await msx(["new", "service", "item-service", "--entity", "Item", "--yes"], {
    cwd: path.join(folder, "shop"),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

function manifests(service: string): Manifest[] {
  const k8s = path.join(folder, "shop", "services", service, "k8s");
  return readdirSync(k8s)
    .sort()
    .flatMap((name) => parseAllDocuments(readFileSync(path.join(k8s, name), "utf8")))
    .map((document) => document.toJS() as Manifest);
}

/** The schema package's module of a kind: `apps/v1/Deployment`. */
function moduleOf({ apiVersion, kind }: Manifest): string {
  return `kubernetes-models/${apiVersion}/${kind}`;
}

/** What the Kubernetes API server would refuse: wrong types and values (schema), and unknown keys (types). */
async function problems(manifests: readonly Manifest[]): Promise<string[]> {
  const found = unknownKeys(manifests);
  for (const manifest of manifests) {
    const exported = (await import(moduleOf(manifest))) as Record<
      string,
      new (
        data: unknown,
      ) => { validate(): void }
    >;
    const Model = exported[manifest.kind];
    if (!Model) throw new Error(`${moduleOf(manifest)} exports no ${manifest.kind}`);
    try {
      new Model(manifest).validate();
    } catch (error) {
      found.push((error as Error).message);
    }
  }
  return found;
}

/** The schemas let unknown keys pass; TypeScript's excess property check on a literal does not. */
function unknownKeys(manifests: readonly Manifest[]): string[] {
  const file = path.join(folder, "manifests.ts");
  const literals = manifests.map(
    (manifest, index) =>
      `export const manifest${index}: import("${moduleOf(manifest)}").I${manifest.kind} = ${JSON.stringify(manifest)};`,
  );
  writeFileSync(file, literals.join("\n"));
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
}

describe.each(services)("the manifests of %s", (service) => {
  test("fit the Kubernetes API", async () => {
    const all = manifests(service);
    expect(all.map((manifest) => manifest.kind)).toEqual(expect.arrayContaining(["Deployment", "Service"]));
    expect(await problems(all)).toEqual([]);
  });
});

test("a misspelt key and a wrong value in a manifest are found", async () => {
  const text = readFileSync(path.join(folder, "shop/services/item-service/k8s/deployment.yaml"), "utf8");
  const misspelt = parseAllDocuments(text.replace("periodSeconds", "periodSecond"))[0]?.toJS() as Manifest;
  expect((await problems([misspelt])).join()).toContain("periodSecond");
  const wrong = parseAllDocuments(text.replace("replicas: 3", "replicas: three"))[0]?.toJS() as Manifest;
  expect((await problems([wrong])).join()).toContain("replicas");
});

test("a deployment is what the guideline shows: three replicas, probes, limits, security context", () => {
  const deployment = manifests("item-service").find(({ kind }) => kind === "Deployment") as unknown as {
    spec: {
      replicas: number;
      template: { spec: Record<string, unknown> & { containers: Record<string, unknown>[] } };
    };
  };
  expect(deployment.spec.replicas).toBe(3);
  expect(deployment.spec.template.spec.securityContext).toMatchObject({
    runAsNonRoot: true,
    runAsUser: 1000,
    fsGroup: 2000,
  });
  expect(deployment.spec.template.spec.containers[0]).toMatchObject({
    resources: { requests: { memory: "256Mi", cpu: "250m" }, limits: { memory: "512Mi", cpu: "500m" } },
    livenessProbe: { httpGet: { path: "/health/live" } },
    readinessProbe: { httpGet: { path: "/health/ready" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  });
});
