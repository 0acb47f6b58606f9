import { expect, test } from "vitest";
import { rules } from "../../src/audit/rules/index.js";
import { type ReferenceService, referenceServices } from "../../src/generator/plan-service.js";
import type { Repository } from "./check-rule.js";
import { failing, ServiceFiles } from "./service-files.js";

/** Breaks one thing in a generated service. */
export interface Mutation {
  readonly rule: string;
  /** The services that have the thing. */
  readonly services: readonly ReferenceService[];
  readonly change: (files: ServiceFiles, service: ReferenceService) => void;
}

export const mutation = (
  rule: string,
  change: Mutation["change"],
  services: Mutation["services"] = referenceServices,
): Mutation => ({ rule, services, change });

const ci = ".github/workflows/ci.yml";

/** What is the same in every stack: contracts, pipeline, manifests, documents. */
export const commonMutations: readonly Mutation[] = [
  mutation("api-versioned", (files) => files.editAll(/./, "api/v1/", "api/")),
  mutation("asyncapi-contract", (files) =>
    files.edit("contracts/asyncapi.json", /"asyncapi": "3[^"]*"/, '"asyncapi": "9"'),
  ),
  mutation("business-value", (files) => files.remove(/^docs\/business-value\.md$/)),
  mutation("ci-pipeline", (files) => files.edit(ci, "docker build --tag", "docker tag")),
  mutation("communication-declared", (files, service) =>
    service === "order"
      ? files.edit("service.yaml", "event: UserCreatedEvent,", "event: UserHeardOfEvent,")
      : files.edit("service.yaml", "calls: []", "calls: [{ service: order-service }]"),
  ),
  mutation(
    "consumers-unbroken",
    (files) => {
      files.edit("contracts/asyncapi.json", '"version": "1.0.0"', '"version": "2.0.0"');
      files.edit("contracts/asyncapi.json", '"PaymentId": {', '"Payment": {');
    },
    ["payment"],
  ),
  mutation(
    "contract-compatible",
    (files) => files.edit("contracts/openapi.json", '"maxLength": 200', '"maxLength": 20'),
    ["user"],
  ),
  mutation("image-non-root", (files) => files.edit("Dockerfile", /^USER .*$/m, "USER root")),
  mutation("kubernetes-hardened", (files) =>
    files.edit("k8s/deployment.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
  ),
  mutation("openapi-contract", (files) => files.edit("contracts/openapi.json", '"title"', '"titel"')),
  mutation("openapi-matches-routes", (files, service) =>
    files.edit("contracts/openapi.json", `"/api/v1/${service}s"`, '"/api/v1/people"'),
  ),
  mutation("own-deployable", (files) => files.remove(/^Dockerfile$/)),
  mutation("secrets-not-in-files", (files) => files.set("src/key.pem", "-----BEGIN PRIVATE KEY-----\n")),
  mutation("service-owner", (files) => files.edit("service.yaml", /^owner: .*$/m, "owner: todo")),
];

/** Each rule that decides microservices has a mutation, nothing fails before it, and only that rule after it. */
export function checkMutations(reference: Repository, mutations: readonly Mutation[]): void {
  test("every rule that decides microservices is broken by a mutation", () => {
    // Those of migrations judge documents, whatever the form.
    const deciding = rules.filter(
      ({ item, forms }) =>
        !item.startsWith("MG-") && (forms?.includes("microservice") ?? item.startsWith("MS-")),
    );
    expect(mutations.map(({ rule }) => rule).sort()).toEqual(deciding.map(({ id }) => id).sort());
  });

  test.each(referenceServices)("nothing fails in the generated %s-service", (service) => {
    expect(failing(reference, `services/${service}-service`)).toEqual([]);
  });

  const cases = mutations.flatMap(({ services, ...one }) => services.map((service) => ({ ...one, service })));

  test.each(cases)(
    "$rule fails alone when what it asks for is broken in $service",
    ({ rule, service, change }) => {
      const repository = { ...reference };
      const folder = `services/${service}-service`;
      change(new ServiceFiles(repository, folder), service);
      const compares = rules.some(({ id, compares }) => id === rule && compares);
      expect(failing(repository, folder, compares ? reference : undefined)).toEqual([rule]);
    },
  );
}
