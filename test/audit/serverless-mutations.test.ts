import { reference } from "./check-serverless-rule.js";
import {
  checkServerlessMutations,
  commonServerlessMutations,
  runtimeMutations,
  serverlessMutation,
} from "./serverless-mutations.js";

checkServerlessMutations(reference, "order", [
  ...commonServerlessMutations,
  ...runtimeMutations("nodejs24.x", "nodejs18.x"),
  serverlessMutation("no-sibling-source", "user", (files) =>
    files.edit("src/adapters/service.ts", /^/, 'import "../../../order-service/src/domain/orders.js";\n'),
  ),
  serverlessMutation("resilient-calls", "user", (files) =>
    files.edit("src/adapters/service.ts", /$/, 'await fetch("https://rates.example/v1");\n'),
  ),
  serverlessMutation("structured-logs", "user", (files) =>
    files.edit("src/chassis/logger.ts", "JSON.stringify(line, readable)", "line.message"),
  ),
  serverlessMutation("tests-run", "user", (files) =>
    files.edit(".github/workflows/ci.yml", "-- npm test", "-- npm ci"),
  ),
  serverlessMutation("stream-outbox", "user", (files) =>
    files.edit("src/adapters/service.ts", /^/, 'import { eventBridge } from "../chassis/bus.js";\n'),
  ),
  serverlessMutation("idempotent-consumers", "consumer", (files) =>
    files.editAll(/^src\/.*\.ts$/, "attribute_not_exists(", "size("),
  ),
  serverlessMutation("function-metrics", "user", (files) =>
    files.edit("src/chassis/cloudwatch.ts", "new PutMetricDataCommand(", "Object.assign("),
  ),
]);
