import { type BatchResult, failuresOf, hasFailures } from "./batch.js";
import { busBatchSize, type SendToBus } from "./bus.js";
import { type EventRecord, eventIn, eventKind } from "./event-store.js";
import { logger } from "./logger.js";
import { addMetric } from "./metrics.js";
import { type Handler, type ObservedOptions, observed } from "./observed.js";
import { newImage, type StreamEvent, type StreamRecord } from "./stream.js";

interface Pending {
  readonly sequenceNumber: string;
  readonly event: EventRecord;
}

/**
 * The second half of the outbox: publishes the events that were written to the table, at least once and in the order of
 * each aggregate. After one that the bus did not take the stream goes on from there, so that order is kept.
 */
export function streamPublisher(
  send: SendToBus,
  observe: ObservedOptions<StreamEvent, BatchResult> = {},
): Handler<StreamEvent, BatchResult> {
  const handle = async ({ Records }: StreamEvent): Promise<BatchResult> => {
    const pending = Records.flatMap(pendingIn);
    for (let start = 0; start < pending.length; start += busBatchSize) {
      const batch = pending.slice(start, start + busBatchSize);
      const refused = await send(batch.map(({ event }) => event));
      addMetric("EventsPublished", batch.length - refused.length, "Count");
      const [first] = refused;
      if (first === undefined) continue;
      const from = batch[first];
      logger.warn("The bus did not take every event", { refused: refused.length, event: from?.event.id });
      // A stream is read again from the lowest number that is named here.
      return failuresOf(from === undefined ? [] : [from.sequenceNumber]);
    }
    return failuresOf([]);
  };
  return observed(handle, {
    isFailure: hasFailures,
    ...observe,
  });
}

/** Events are only ever inserted; every other change of the table is somebody's state. */
function pendingIn(record: StreamRecord): Pending[] {
  if (record.eventName !== "INSERT") return [];
  const item = newImage(record);
  if (item?.kind !== eventKind) return [];
  return [{ sequenceNumber: record.dynamodb.SequenceNumber, event: eventIn(item) }];
}
