import { expect, test } from "vitest";
import { rules } from "../../src/audit/rules/index.js";
import { type ReferenceService, referenceServices } from "../../src/generator/plan-service.js";
import { reference } from "./check-rule.js";
import { failing, ServiceFiles } from "./service-files.js";

/** Breaks one thing in a generated service. */
interface Mutation {
  readonly rule: string;
  /** The services that have the thing. */
  readonly services: readonly ReferenceService[];
  readonly change: (files: ServiceFiles, service: ReferenceService) => void;
}

const mutation = (
  rule: string,
  change: Mutation["change"],
  services: Mutation["services"] = referenceServices,
): Mutation => ({ rule, services, change });

const ci = ".github/workflows/ci.yml";
const image = /^ARG NODE_IMAGE=.*$/m;

const mutations: readonly Mutation[] = [
  mutation("api-versioned", (files) => files.editAll(/./, "/api/v1/", "/api/")),
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
  mutation(
    "dead-letter-queue",
    (files) => files.editAll(/^src\/chassis\//, '"x-dead-letter-exchange"', '"x-max-length"'),
    ["order"],
  ),
  mutation("distributed-tracing", (files) =>
    files.edit("src/chassis/telemetry.ts", "new NodeTracerProvider(", "noProvider("),
  ),
  mutation("health-checks", (files) =>
    files.edit("src/chassis/http.ts", 'app.get("/health/ready"', 'void [].at("/health/ready"'),
  ),
  mutation("image-non-root", (files) => files.edit("Dockerfile", /^USER .*$/m, "USER root")),
  mutation("image-pinned", (files) => files.edit("Dockerfile", image, "ARG NODE_IMAGE=node:latest")),
  mutation("kubernetes-hardened", (files) =>
    files.edit("k8s/deployment.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false"),
  ),
  mutation("no-sibling-source", (files, service) => {
    const other = service === "user" ? "order" : "user";
    files.edit("src/main.ts", /^/, `import "../../${other}-service/src/domain/${other}.js";\n`);
  }),
  mutation("openapi-contract", (files) => files.edit("contracts/openapi.json", '"title"', '"titel"')),
  mutation("openapi-matches-routes", (files, service) =>
    files.edit("contracts/openapi.json", `"/api/v1/${service}s"`, '"/api/v1/people"'),
  ),
  mutation("own-database", (files, service) => {
    const table = service === "user" ? "order_views" : "users";
    files.edit("src/main.ts", /$/, `export const theirs = (db: any) => db.selectFrom("${table}");\n`);
  }),
  mutation("own-deployable", (files) => files.remove(/^Dockerfile$/)),
  mutation(
    "resilient-calls",
    (files) => files.edit("src/chassis/client.ts", "await resilience.execute(", "await transaction.execute("),
    ["order"],
  ),
  mutation("runtime-supported", (files) =>
    files.edit("Dockerfile", image, "ARG NODE_IMAGE=node:18.20.0-slim"),
  ),
  mutation("secrets-not-in-files", (files) => files.set("src/key.pem", "-----BEGIN PRIVATE KEY-----\n")),
  mutation("service-owner", (files) => files.edit("service.yaml", /^owner: .*$/m, "owner: todo")),
  mutation("structured-logs", (files) => files.edit("src/chassis/logger.ts", /\bpino\(/g, "plain(")),
  mutation("tests-run", (files) => files.editAll(/\.test\.ts$/, "expect(", "look(")),
  mutation("transactional-outbox", (files) =>
    files.editAll(/^src\/adapters\//, "this.outbox.add(", "this.log.push("),
  ),
];

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
