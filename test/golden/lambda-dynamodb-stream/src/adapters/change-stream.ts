import { type BatchResult, failuresOf, hasFailures } from "../chassis/batch.js";
import { logger } from "../chassis/logger.js";
import { addMetric } from "../chassis/metrics.js";
import { type Handler, type ObservedOptions, observed } from "../chassis/observed.js";
import { newImage, type StreamEvent, type StreamRecord } from "../chassis/stream.js";
import { withSpan } from "../chassis/tracing.js";
import type { ItemChanges } from "../domain/item-changes.js";

/**
 * A handler for the table's stream: inserts and changes, one after the other, since their order counts. The first that
 * fails is where the stream goes on from; after the last attempt it is noted in the dead-letter queue.
 */
export function changeStream(
  changes: ItemChanges,
  observe: ObservedOptions<StreamEvent, BatchResult> = {},
): Handler<StreamEvent, BatchResult> {
  const handle = async ({ Records }: StreamEvent): Promise<BatchResult> => {
    for (const record of Records) {
      try {
        if (await handled(changes, record)) addMetric("ChangesHandled", 1, "Count");
      } catch (error) {
        logger.error("A change was not handled", { error, change: record.eventID });
        return failuresOf([record.dynamodb.SequenceNumber]);
      }
    }
    return failuresOf([]);
  };
  return observed(handle, { isFailure: hasFailures, ...observe });
}

async function handled(changes: ItemChanges, record: StreamRecord): Promise<boolean> {
  const { eventName, eventID } = record;
  if (eventName === "REMOVE") return false;
  const id = /^item#(.+)$/.exec(String(newImage(record)?.pk))?.[1];
  // The table may hold other items than items.
  if (id === undefined) return false;
  logger.info("A item changed", { itemId: id, change: eventName });
  const attributes = { "faas.trigger": "datasource", "faas.document.operation": eventName.toLowerCase() };
  await withSpan("process item change", { kind: "consumer", attributes }, () =>
    changes.handle(eventID, id, eventName),
  );
  return true;
}
