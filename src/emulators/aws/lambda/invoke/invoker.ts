import { randomUUID } from "node:crypto";
import type { MetricSink } from "../../cloudwatch/metric-sink.js";
import { AwsError } from "../../front/aws-error.js";
import { newTraceRoot, randomHex } from "../../trace-id.js";
import { requestTooLarge } from "../lambda-error.js";
import type { Environments } from "../runtime/environments.js";
import { functionArn } from "../state/function-record.js";
import type { Functions } from "../state/functions.js";
import type { Concurrency } from "./concurrency.js";
import { type NamedFunction, readFunctionName } from "./function-name.js";
import { resolveFunction } from "./resolve-function.js";
import { type InvocationResult, runInvocation } from "./run-invocation.js";

/** Of a request and its answer: 6 MB (Lambda quotas). */
export const maxSyncBytes = 6_291_456;
/** Of an event that is run later: 1 MB, since October 2025 (Lambda quotas). */
export const maxAsyncBytes = 1_048_576;

export interface RunOptions {
  readonly requestId?: string;
  readonly traceId?: string;
  /** JSON. */
  readonly clientContext?: string;
}

export interface RunResult extends InvocationResult {
  readonly executedVersion: string;
}

/** Runs functions now: for clients, for other services, for mappings. */
export class Invoker {
  constructor(
    private readonly parts: {
      readonly functions: Functions;
      readonly environments: Environments;
      readonly concurrency: Concurrency;
      readonly metrics: MetricSink;
    },
  ) {}

  /** @throws AwsError where Lambda would refuse to run it */
  async run(named: NamedFunction, payload: Buffer, options: RunOptions = {}): Promise<RunResult> {
    const { functions, environments, concurrency } = this.parts;
    const resolved = resolveFunction(functions, named);
    let leave: () => void;
    try {
      leave = concurrency.enter(resolved.record);
    } catch (error) {
      this.#count(named, { Throttles: 1 });
      throw error;
    }
    try {
      const result = await runInvocation(environments, resolved, {
        requestId: options.requestId ?? randomUUID(),
        payload: payload.length === 0 ? Buffer.from("{}") : payload,
        invokedFunctionArn: functionArn(named, named.qualifier),
        traceId: options.traceId ?? newTraceId(resolved.version.settings.tracing === "Active"),
        ...(options.clientContext !== undefined && { clientContext: options.clientContext }),
      });
      const failed = result.errorType !== undefined;
      this.#count(named, { Invocations: 1, Errors: failed ? 1 : 0, Duration: result.durationMs });
      return { ...result, executedVersion: resolved.version.version };
    } finally {
      leave();
    }
  }

  /** As {@link run}, by ARN. */
  runArn(arn: string, payload: Buffer, options?: RunOptions): Promise<RunResult> {
    return this.run(namedByArn(arn), payload, options);
  }

  #count({ account, region, name }: NamedFunction, values: Readonly<Record<string, number>>): void {
    const samples = Object.entries(values).map(([metric, value]) => ({
      ...{ namespace: "AWS/Lambda", name: metric, dimensions: { FunctionName: name }, values: [value] },
      unit: metric === "Duration" ? "Milliseconds" : "Count",
    }));
    // As AWS publishes them: a moment later.
    this.parts.metrics.put({ account, region }, samples, true);
  }
}

/** @throws AwsError for what names no function */
export function namedByArn(arn: string): NamedFunction {
  const [, , , region = "", account = ""] = arn.split(":");
  return readFunctionName(arn, { account, region });
}

/** @throws AwsError RequestTooLargeException */
export function checkSize(payload: Buffer, max: number): void {
  if (payload.length <= max) return;
  throw requestTooLarge(`Request must be smaller than ${max} bytes for the InvokeFunction operation`);
}

/** @throws AwsError InvalidRequestContentException */
export function checkJson(payload: Buffer): void {
  if (payload.length === 0) return;
  try {
    JSON.parse(payload.toString("utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Could not parse request body into json: ${reason}`;
    throw new AwsError("InvalidRequestContentException", message);
  }
}

/**
 * Where AWS samples some of the invocations of a function with active tracing, here it is all of them.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
 */
function newTraceId(isSampled: boolean): string {
  return `${newTraceRoot()};Parent=${randomHex(16)};Sampled=${isSampled ? 1 : 0}`;
}
