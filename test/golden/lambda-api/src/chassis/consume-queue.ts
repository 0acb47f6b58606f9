import { type BatchResult, failuresOf, hasFailures } from "./batch.js";
import { type IncomingEvent, readEvent } from "./incoming-event.js";
import { logger } from "./logger.js";
import { addMetric } from "./metrics.js";
import { type Handler, type ObservedOptions, observed } from "./observed.js";
import { PermanentError } from "./permanent-error.js";
import type { Queue } from "./queue.js";
import { withSpan } from "./tracing.js";

/** A message as SQS gives it to a function. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** Of the queue. */
  readonly eventSourceARN?: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

export interface Consumer {
  /** Must do no harm when it is called again with the same event: queues deliver at least once. */
  handle(event: IncomingEvent): Promise<void>;
  /**
   * Called instead of another attempt, after the last one failed; when it succeeds the message is done with. Without it
   * (or when it throws) the message goes to the dead-letter queue.
   */
  onExhausted?(event: IncomingEvent, error: unknown): Promise<void>;
}

export interface ConsumeOptions {
  readonly queue: Queue;
  /** Deliveries of a message before it is given up: the queue's `maxReceiveCount`. */
  readonly attempts?: number;
  /** Wait before the second attempt; it doubles with each. */
  readonly firstDelaySeconds?: number;
  readonly observe?: ObservedOptions<QueueEvent, BatchResult>;
}

/**
 * A handler for a queue of events. Messages of a batch are handled side by side and fail one by one: only what failed is
 * delivered again, after a delay that grows, and ends in the dead-letter queue.
 */
export function queueConsumer(
  consumer: Consumer,
  { queue, attempts = 3, firstDelaySeconds = 2, observe = {} }: ConsumeOptions,
): Handler<QueueEvent, BatchResult> {
  const attempt = async (record: QueueRecord): Promise<string[]> => {
    let event: IncomingEvent;
    try {
      event = readEvent(record.body);
    } catch (error) {
      return failed(record, undefined, error);
    }
    return withSpan(`process ${event.type}`, spanOptions(record, event), async (span) => {
      try {
        await consumer.handle(event);
        addMetric("EventsHandled", 1, "Count", { Status: "Success" });
        return [];
      } catch (error) {
        span.fail(error);
        return failed(record, event, error);
      }
    });
  };
  const failed = async (
    record: QueueRecord,
    event: IncomingEvent | undefined,
    error: unknown,
  ): Promise<string[]> => {
    const received = Number(record.attributes.ApproximateReceiveCount);
    const message = { message_id: record.messageId, event_id: event?.id, event_type: event?.type, received };
    const permanent = error instanceof PermanentError;
    if (event !== undefined && !permanent && received >= attempts && (await gaveUp(event, error))) {
      logger.warn("The event was given up", { ...message, error });
      return [];
    }
    addMetric("EventsHandled", 1, "Count", { Status: "Error" });
    logger.error("The event was not handled", { ...message, error });
    await delayed(record, permanent ? 0 : firstDelaySeconds * 2 ** (received - 1));
    return [record.messageId];
  };
  const gaveUp = async (event: IncomingEvent, error: unknown): Promise<boolean> => {
    if (consumer.onExhausted === undefined) return false;
    try {
      await consumer.onExhausted(event, error);
      return true;
    } catch (cause) {
      logger.error("The event could not be given up", { event_id: event.id, error: cause });
      return false;
    }
  };
  const delayed = async ({ receiptHandle }: QueueRecord, seconds: number): Promise<void> => {
    try {
      await queue.delay(receiptHandle, seconds);
    } catch (error) {
      // It comes again all the same, when the queue's own timeout has passed.
      logger.warn("The delay of the next attempt was not set", { error });
    }
  };
  const handle = async ({ Records }: QueueEvent): Promise<BatchResult> =>
    failuresOf((await Promise.all(Records.map(attempt))).flat());
  return observed(handle, { isFailure: hasFailures, ...observe });
}

/** A message goes on from where its event was published, whatever else is in its batch. */
function spanOptions({ messageId, eventSourceARN = "" }: QueueRecord, { traceparent }: IncomingEvent) {
  const attributes = {
    "messaging.system": "aws_sqs",
    "messaging.operation.type": "process",
    "messaging.destination.name": eventSourceARN.split(":").at(-1) ?? "",
    "messaging.message.id": messageId,
  };
  return { kind: "consumer", attributes, traceparent } as const;
}
