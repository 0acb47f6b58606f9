import type { Experiment } from "../experiment.js";
import { brokerAway } from "./broker-away.js";
import { contractServed } from "./contract-served.js";
import { databaseAway } from "./database-away.js";
import { functionFuzzedRequests, fuzzedRequests } from "./fuzzed-requests.js";
import { poisonMessage } from "./poison-message.js";
import { replicaKilled } from "./replica-killed.js";
import { slowDependency } from "./slow-dependency.js";
import { terminatedUnderLoad } from "./terminated-under-load.js";
import { functionTraceComplete, traceComplete } from "./trace-complete.js";

/**
 * Every experiment, in the order in which they are carried out: first those that only look, then those that break what is
 * around a service, last those that need more replicas.
 */
export const experiments: readonly Experiment[] = [
  contractServed,
  traceComplete,
  functionTraceComplete,
  poisonMessage,
  slowDependency,
  databaseAway,
  brokerAway,
  fuzzedRequests,
  functionFuzzedRequests,
  terminatedUnderLoad,
  replicaKilled,
];
