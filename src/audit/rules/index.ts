import type { Rule } from "../engine/rule.js";
import { rule as apiEventsMatchContract } from "./api-events-match-contract/rule.js";
import { rule as apiVersioned } from "./api-versioned/rule.js";
import { rule as asyncapiContract } from "./asyncapi-contract/rule.js";
import { rule as budgetAlarm } from "./budget-alarm/rule.js";
import { rule as businessValue } from "./business-value/rule.js";
import { rule as ciPipeline } from "./ci-pipeline/rule.js";
import { rule as coldStartsAnalysed } from "./cold-starts-analysed/rule.js";
import { rule as communicationDeclared } from "./communication-declared/rule.js";
import { rule as consumersUnbroken } from "./consumers-unbroken/rule.js";
import { rule as contractCompatible } from "./contract-compatible/rule.js";
import { rule as costEstimate } from "./cost-estimate/rule.js";
import { rule as deadLetterQueue } from "./dead-letter-queue/rule.js";
import { rule as distributedTracing } from "./distributed-tracing/rule.js";
import { rule as functionAlarms } from "./function-alarms/rule.js";
import { rule as functionDeadLetters } from "./function-dead-letters/rule.js";
import { rule as functionMetrics } from "./function-metrics/rule.js";
import { rule as functionTimeouts } from "./function-timeouts/rule.js";
import { rule as functionTracing } from "./function-tracing/rule.js";
import { rule as functionsPipeline } from "./functions-pipeline/rule.js";
import { rule as healthChecks } from "./health-checks/rule.js";
import { rule as idempotentConsumers } from "./idempotent-consumers/rule.js";
import { rule as imageNonRoot } from "./image-non-root/rule.js";
import { rule as imagePinned } from "./image-pinned/rule.js";
import { rule as kubernetesHardened } from "./kubernetes-hardened/rule.js";
import { rule as leastPrivilege } from "./least-privilege/rule.js";
import { rule as localTesting } from "./local-testing/rule.js";
import { rule as migrationDocumentation } from "./migration-documentation/rule.js";
import { rule as migrationImpact } from "./migration-impact/rule.js";
import { rule as migrationPlan } from "./migration-plan/rule.js";
import { rule as migrationRollback } from "./migration-rollback/rule.js";
import { rule as migrationTesting } from "./migration-testing/rule.js";
import { rule as migrationTraining } from "./migration-training/rule.js";
import { rule as noSiblingSource } from "./no-sibling-source/rule.js";
import { rule as openapiContract } from "./openapi-contract/rule.js";
import { rule as openapiMatchesRoutes } from "./openapi-matches-routes/rule.js";
import { rule as ownDatabase } from "./own-database/rule.js";
import { rule as ownDeployable } from "./own-deployable/rule.js";
import { rule as ownStack } from "./own-stack/rule.js";
import { rule as ownTable } from "./own-table/rule.js";
import { rule as partialBatchFailures } from "./partial-batch-failures/rule.js";
import { rule as provisionedConcurrency } from "./provisioned-concurrency/rule.js";
import { rule as queueVisibility } from "./queue-visibility/rule.js";
import { rule as resilientCalls } from "./resilient-calls/rule.js";
import { rule as runtimeSupported } from "./runtime-supported/rule.js";
import { rule as secretsNotInFiles } from "./secrets-not-in-files/rule.js";
import { rule as serviceOwner } from "./service-owner/rule.js";
import { rule as streamOutbox } from "./stream-outbox/rule.js";
import { rule as structuredLogs } from "./structured-logs/rule.js";
import { rule as testsRun } from "./tests-run/rule.js";
import { rule as transactionalOutbox } from "./transactional-outbox/rule.js";

/** Every rule, one line each; a rule that is not listed here does not exist. */
export const rules: readonly Rule[] = [
  apiEventsMatchContract,
  apiVersioned,
  asyncapiContract,
  budgetAlarm,
  businessValue,
  ciPipeline,
  coldStartsAnalysed,
  communicationDeclared,
  consumersUnbroken,
  contractCompatible,
  costEstimate,
  deadLetterQueue,
  distributedTracing,
  functionAlarms,
  functionDeadLetters,
  functionMetrics,
  functionTimeouts,
  functionTracing,
  functionsPipeline,
  healthChecks,
  idempotentConsumers,
  imageNonRoot,
  imagePinned,
  kubernetesHardened,
  leastPrivilege,
  localTesting,
  migrationDocumentation,
  migrationImpact,
  migrationPlan,
  migrationRollback,
  migrationTesting,
  migrationTraining,
  noSiblingSource,
  openapiContract,
  openapiMatchesRoutes,
  ownDatabase,
  ownDeployable,
  ownStack,
  ownTable,
  partialBatchFailures,
  provisionedConcurrency,
  queueVisibility,
  resilientCalls,
  runtimeSupported,
  secretsNotInFiles,
  serviceOwner,
  streamOutbox,
  structuredLogs,
  testsRun,
  transactionalOutbox,
];
