import { reference } from "./check-rule.js";
import { checkMutations, commonMutations, type Mutation, mutation } from "./mutations.js";

const image = /^ARG NODE_IMAGE=.*$/m;

const mutations: readonly Mutation[] = [
  ...commonMutations,
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
  mutation("image-pinned", (files) => files.edit("Dockerfile", image, "ARG NODE_IMAGE=node:latest")),
  mutation("no-sibling-source", (files, service) => {
    const other = service === "user" ? "order" : "user";
    files.edit("src/main.ts", /^/, `import "../../${other}-service/src/domain/${other}.js";\n`);
  }),
  mutation("own-database", (files, service) => {
    const table = service === "user" ? "order_views" : "users";
    files.edit("src/main.ts", /$/, `export const theirs = (db: any) => db.selectFrom("${table}");\n`);
  }),
  mutation(
    "resilient-calls",
    (files) => files.edit("src/chassis/client.ts", "await resilience.execute(", "await transaction.execute("),
    ["order"],
  ),
  mutation("runtime-supported", (files) =>
    files.edit("Dockerfile", image, "ARG NODE_IMAGE=node:18.20.0-slim"),
  ),
  mutation("structured-logs", (files) => files.edit("src/chassis/logger.ts", /\bpino\(/g, "plain(")),
  mutation("tests-run", (files) => files.editAll(/\.test\.ts$/, "expect(", "look(")),
  mutation("transactional-outbox", (files) =>
    files.editAll(/^src\/adapters\//, "this.outbox.add(", "this.log.push("),
  ),
];

checkMutations(reference, mutations);
