import { sendToCloudWatch } from "./cloudwatch.js";
import type { LambdaContext } from "./lambda-context.js";
import { logger, logInvocation } from "./logger.js";
import { addMetric, flushMetrics, type SendMetrics } from "./metrics.js";
import { startTrace } from "./tracing.js";

export type Handler<Event, Result> = (event: Event, context: LambdaContext) => Promise<Result>;

export interface ObservedOptions<Event, Result> {
  /** The `traceparent` that came with the event, if there was one. */
  traceparentOf?(event: Event): string | undefined;
  /** Whether an answer is a failure, though nothing was thrown. */
  isFailure?(result: Result): boolean;
  readonly sendMetrics?: SendMetrics;
}

let coldStart = true;

/**
 * Puts logs, metrics and a trace around a handler. The metrics are `Requests` and `Duration` by `Status` (Success,
 * Error) and `Environment`. What is thrown goes on to Lambda, whose source then tries again.
 */
export function observed<Event, Result>(
  handle: Handler<Event, Result>,
  options: ObservedOptions<Event, Result> = {},
): Handler<Event, Result> {
  const send = options.sendMetrics ?? sendToCloudWatch;
  return async (event, context) => {
    const started = performance.now();
    startTrace(options.traceparentOf?.(event));
    logInvocation({ request_id: context.awsRequestId, cold_start: coldStart });
    coldStart = false;
    let status = "Error";
    try {
      const result = await handle(event, context);
      if (options.isFailure?.(result) !== true) status = "Success";
      return result;
    } catch (error) {
      logger.error("The invocation failed", { error });
      throw error;
    } finally {
      addMetric("Requests", 1, "Count", { Status: status });
      addMetric("Duration", performance.now() - started, "Milliseconds", { Status: status });
      await flushMetrics(send);
    }
  };
}
