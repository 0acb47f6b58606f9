import type { StreamLog } from "../../dynamodb/streams/stream-log.js";
import type { Queues } from "../../sqs/queues.js";
import type { Destinations } from "../invoke/destinations.js";
import type { Invoker, RunResult } from "../invoke/invoker.js";
import type { Functions } from "../state/functions.js";

/** What brings records to functions. */
export interface Poller {
  /** What came of the last batch, in AWS's words. */
  readonly lastResult: string;
  close(): void;
}

export interface PollerParts {
  readonly functions: Functions;
  readonly invoker: Invoker;
  readonly queues: Queues;
  /** By ARN. */
  readonly streams: ReadonlyMap<string, StreamLog>;
  readonly destinations: Destinations;
  readonly options: PollerOptions;
  /** Aborted when the emulator ends. */
  readonly ends: AbortSignal;
  /** Resolves when what happened so far outlives the process: no function sees what may be gone after a crash. */
  settled(): Promise<void>;
}

export interface PollerOptions {
  /** How many batches of a queue run at once, where its mapping says nothing. */
  readonly queueConcurrency: number;
  /** Before the first retry of a stream's batch, in ms; twice as long before each further one. */
  readonly streamRetryMs: number;
}

/** How long whoever waits for a source that is not there sleeps before it looks again. */
export const lookAgainMs = 1000;

export const noRecords = "No records processed";

/** What a function says of a batch: which of its items failed, all of them, or none. */
export type BatchOutcome = "done" | "failed" | { readonly failed: ReadonlySet<string> };

/**
 * Reads `batchItemFailures`. What is no such answer fails the whole batch, as in AWS.
 * @param ids of the batch's items
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function readOutcome(
  result: RunResult,
  reportsItemFailures: boolean,
  ids: ReadonlySet<string>,
): BatchOutcome {
  if (result.errorType !== undefined) return "failed";
  if (!reportsItemFailures) return "done";
  let answer: unknown;
  try {
    answer = JSON.parse(result.payload.toString("utf8"));
  } catch {
    return "failed";
  }
  if (answer === null || typeof answer !== "object") return answer === null ? "done" : "failed";
  const { batchItemFailures: failures } = answer as { batchItemFailures?: unknown };
  if (failures === undefined || failures === null) return "done";
  if (!Array.isArray(failures)) return "failed";
  const failed = new Set<string>();
  for (const failure of failures) {
    const { itemIdentifier: id } = (failure ?? {}) as { itemIdentifier?: unknown };
    if (typeof id !== "string" || !ids.has(id)) return "failed";
    failed.add(id);
  }
  return failed.size === 0 ? "done" : { failed };
}
