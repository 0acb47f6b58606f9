import { BusChangePublisher } from "../adapters/bus-change-publisher.js";
import { changeStream } from "../adapters/change-stream.js";
import { eventBridge } from "../chassis/bus.js";
import { ItemChanges } from "../domain/item-changes.js";

/** Reads the table's stream. */
export const handler = changeStream(new ItemChanges(new BusChangePublisher(eventBridge()), () => new Date()));
