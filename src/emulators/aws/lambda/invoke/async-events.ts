import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { AwsError } from "../../front/aws-error.js";
import type { AsyncEvent } from "../state/async-event.js";
import {
  type EventInvokeConfig,
  type FunctionRecord,
  functionArn,
  latestVersion,
} from "../state/function-record.js";
import type { Functions } from "../state/functions.js";
import type { Destinations } from "./destinations.js";
import { type Invoker, namedByArn, type RunResult } from "./invoker.js";

export interface AsyncEventsOptions {
  /** Before the first and the second retry, in ms. AWS: a minute, two minutes. */
  readonly retryDelaysMs: readonly [number, number];
  /** How many events of one function run at once. */
  readonly perFunction: number;
}

type Condition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

const defaultRetries = 2;
const defaultMaxAgeSeconds = 21_600;
const throttleDelayMs = 1000;
const maxThrottleDelayMs = 300_000;
/** DLQ messages have so much of the error's text. */
const maxErrorText = 1024;

/**
 * Events that clients do not wait for, by function and in order: run again when the function fails, then given to the failure
 * destination and the dead-letter queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncEvents {
  readonly #ready = new Map<string, AsyncEvent[]>();
  readonly #running = new Map<string, number>();
  readonly #closing = new AbortController();
  #isStarted = false;

  constructor(
    private readonly parts: {
      readonly functions: Functions;
      readonly invoker: Invoker;
      readonly destinations: Destinations;
      readonly options: AsyncEventsOptions;
    },
  ) {}

  /** Takes an event: it is kept from then on. @returns its request's id */
  take(functionArn: string, payload: Buffer, requestId: string = randomUUID()): string {
    const now = Date.now();
    const text = payload.length === 0 ? "{}" : payload.toString("utf8");
    const event = { id: requestId, functionArn, payload: text, takenAt: now, attempts: 0, dueAt: now };
    this.parts.functions.change({ type: "event", event });
    this.#schedule(event);
    return requestId;
  }

  /** Goes on with what was left. */
  start(): void {
    this.#isStarted = true;
    for (const event of this.parts.functions.events) this.#schedule(event);
  }

  close(): void {
    this.#closing.abort();
  }

  #schedule(event: AsyncEvent): void {
    // What is taken before that is in the journal, and found there.
    if (!this.#isStarted || this.#closing.signal.aborted) return;
    const waitMs = event.dueAt - Date.now();
    if (waitMs <= 0) return this.#queue(event);
    delay(waitMs, undefined, { signal: this.#closing.signal, ref: false }).then(
      () => this.#queue(event),
      () => undefined,
    );
  }

  #queue(event: AsyncEvent): void {
    const waiting = this.#ready.get(event.functionArn) ?? [];
    this.#ready.set(event.functionArn, waiting);
    waiting.push(event);
    this.#next(event.functionArn);
  }

  #next(arn: string): void {
    const running = this.#running.get(arn) ?? 0;
    if (running >= this.parts.options.perFunction || this.#closing.signal.aborted) return;
    const event = this.#ready.get(arn)?.shift();
    if (event === undefined) return;
    this.#running.set(arn, running + 1);
    void this.#attempt(event, 0)
      // Such as a destination that does not take so much: it is told nothing, as in AWS.
      .catch(() => this.#done(event))
      .finally(() => {
        this.#running.set(arn, (this.#running.get(arn) ?? 1) - 1);
        this.#next(arn);
      });
  }

  async #attempt(event: AsyncEvent, throttles: number): Promise<void> {
    const { functions, invoker } = this.parts;
    const named = namedByArn(event.functionArn);
    const record = functions.get(named);
    if (record === undefined) return this.#done(event);
    const config = record.eventInvoke[named.qualifier ?? latestVersion] ?? { modifiedAt: 0 };
    const { maximumEventAgeInSeconds = defaultMaxAgeSeconds } = config;
    if (Date.now() - event.takenAt > maximumEventAgeInSeconds * 1000) {
      return this.#giveUp(event, record, config, "EventAgeExceeded");
    }
    if (record.reservedConcurrency === 0) {
      return this.#giveUp(event, record, config, "ZeroReservedConcurrency");
    }
    let result: RunResult;
    try {
      result = await invoker.run(named, Buffer.from(event.payload), { requestId: event.id });
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      if (!(error instanceof AwsError) || error.status !== 429) return this.#done(event);
      const waitMs = Math.min(maxThrottleDelayMs, throttleDelayMs * 2 ** throttles);
      await delay(waitMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
      return this.#closing.signal.aborted ? undefined : this.#attempt(event, throttles + 1);
    }
    // What was ended with the emulator has not failed.
    if (this.#closing.signal.aborted) return;
    const tried = { ...event, attempts: event.attempts + 1 };
    if (result.errorType === undefined) {
      this.#tell(config.onSuccess, tried, record, "Success", result);
      return this.#done(event);
    }
    if (tried.attempts > (config.maximumRetryAttempts ?? defaultRetries)) {
      return this.#giveUp(tried, record, config, "RetriesExhausted", result);
    }
    const again = {
      ...tried,
      dueAt: Date.now() + (this.parts.options.retryDelaysMs[tried.attempts - 1] ?? 0),
    };
    functions.change({ type: "event", event: again });
    this.#schedule(again);
  }

  #giveUp(
    event: AsyncEvent,
    record: FunctionRecord,
    config: EventInvokeConfig,
    condition: Condition,
    result?: RunResult,
  ): void {
    this.#tell(config.onFailure, event, record, condition, result);
    const { deadLetterTarget } = record.latest.settings;
    if (deadLetterTarget !== undefined) {
      const text = (value: string) => ({ DataType: "String", StringValue: value });
      this.parts.destinations.send(deadLetterTarget, event.payload, {
        RequestID: text(event.id),
        ErrorCode: { DataType: "Number", StringValue: result === undefined ? "429" : "200" },
        ErrorMessage: text(errorText(result, condition)),
      });
    }
    this.#done(event);
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  #tell(
    target: string | undefined,
    event: AsyncEvent,
    record: FunctionRecord,
    condition: Condition,
    result: RunResult | undefined,
  ): void {
    if (target === undefined) return;
    const { qualifier } = namedByArn(event.functionArn);
    const told = {
      ...{ version: "1.0", timestamp: new Date().toISOString() },
      requestContext: {
        requestId: event.id,
        functionArn: functionArn(record, qualifier ?? latestVersion),
        ...{ condition, approximateInvokeCount: event.attempts },
      },
      requestPayload: parsed(event.payload),
      ...(result !== undefined && {
        responseContext: {
          ...{ statusCode: 200, executedVersion: result.executedVersion },
          ...(result.errorType !== undefined && { functionError: "Unhandled" }),
        },
        responsePayload: parsed(result.payload.toString("utf8")),
      }),
    };
    this.parts.destinations.send(target, JSON.stringify(told));
  }

  #done({ id }: AsyncEvent): void {
    this.parts.functions.change({ type: "event-done", id });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function errorText(result: RunResult | undefined, condition: Condition): string {
  const payload = result === undefined ? undefined : parsed(result.payload.toString("utf8"));
  const { errorMessage = condition } = (payload ?? {}) as { errorMessage?: string };
  return errorMessage.slice(0, maxErrorText) || condition;
}
