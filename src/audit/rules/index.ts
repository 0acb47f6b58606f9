import type { Rule } from "../engine/rule.js";
import { rule as apiVersioned } from "./api-versioned/rule.js";
import { rule as asyncapiContract } from "./asyncapi-contract/rule.js";
import { rule as businessValue } from "./business-value/rule.js";
import { rule as ciPipeline } from "./ci-pipeline/rule.js";
import { rule as communicationDeclared } from "./communication-declared/rule.js";
import { rule as deadLetterQueue } from "./dead-letter-queue/rule.js";
import { rule as distributedTracing } from "./distributed-tracing/rule.js";
import { rule as healthChecks } from "./health-checks/rule.js";
import { rule as imageNonRoot } from "./image-non-root/rule.js";
import { rule as imagePinned } from "./image-pinned/rule.js";
import { rule as kubernetesHardened } from "./kubernetes-hardened/rule.js";
import { rule as noSiblingSource } from "./no-sibling-source/rule.js";
import { rule as openapiContract } from "./openapi-contract/rule.js";
import { rule as openapiMatchesRoutes } from "./openapi-matches-routes/rule.js";
import { rule as ownDatabase } from "./own-database/rule.js";
import { rule as ownDeployable } from "./own-deployable/rule.js";
import { rule as resilientCalls } from "./resilient-calls/rule.js";
import { rule as serviceOwner } from "./service-owner/rule.js";
import { rule as structuredLogs } from "./structured-logs/rule.js";
import { rule as testsRun } from "./tests-run/rule.js";
import { rule as transactionalOutbox } from "./transactional-outbox/rule.js";

/** Every rule, one line each; a rule that is not listed here does not exist. */
export const rules: readonly Rule[] = [
  apiVersioned,
  asyncapiContract,
  businessValue,
  ciPipeline,
  communicationDeclared,
  deadLetterQueue,
  distributedTracing,
  healthChecks,
  imageNonRoot,
  imagePinned,
  kubernetesHardened,
  noSiblingSource,
  openapiContract,
  openapiMatchesRoutes,
  ownDatabase,
  ownDeployable,
  resilientCalls,
  serviceOwner,
  structuredLogs,
  testsRun,
  transactionalOutbox,
];
