import { sendToCloudWatch } from "./cloudwatch.js";
import { exportSpans } from "./export-spans.js";
import type { LambdaContext } from "./lambda-context.js";
import { logger, logInvocation } from "./logger.js";
import { addMetric, flushMetrics, type SendMetrics } from "./metrics.js";
import { type NamedSpan, withSpan } from "./tracing.js";

export type Handler<Event, Result> = (event: Event, context: LambdaContext) => Promise<Result>;

export interface ObservedOptions<Event, Result> {
  /** The span that the invocation as a whole is; without it, each message of a batch has its own. */
  span?(event: Event): NamedSpan;
  /** Whether an answer is a failure, though nothing was thrown. */
  isFailure?(result: Result): boolean;
  readonly sendMetrics?: SendMetrics;
}

let coldStart = true;

/**
 * Puts logs, metrics and traces around a handler. The metrics are `Requests` and `Duration` by `Status` (Success,
 * Error) and `Environment`. What is thrown goes on to Lambda, whose source then tries again.
 */
export function observed<Event, Result>(
  handle: Handler<Event, Result>,
  options: ObservedOptions<Event, Result> = {},
): Handler<Event, Result> {
  const send = options.sendMetrics ?? sendToCloudWatch;
  return async (event, context) => {
    const started = performance.now();
    logInvocation({ request_id: context.awsRequestId, cold_start: coldStart });
    let status = "Error";
    const logged = async (): Promise<Result> => {
      try {
        const result = await handle(event, context);
        if (options.isFailure?.(result) !== true) status = "Success";
        return result;
      } catch (error) {
        logger.error("The invocation failed", { error });
        throw error;
      }
    };
    const { name, ...span }: Partial<NamedSpan> = options.span?.(event) ?? {};
    const attributes = { ...span.attributes, "faas.coldstart": coldStart };
    coldStart = false;
    try {
      return await (name === undefined ? logged() : withSpan(name, { ...span, attributes }, logged));
    } finally {
      addMetric("Requests", 1, "Count", { Status: status });
      addMetric("Duration", performance.now() - started, "Milliseconds", { Status: status });
      await Promise.all([flushMetrics(send), exportSpans()]);
    }
  };
}
