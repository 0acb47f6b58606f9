import { eventBridge } from "../chassis/bus.js";
import { streamPublisher } from "../chassis/publish-stream.js";

/** Reads the table's stream and puts its events on the bus. */
export const handler = streamPublisher(eventBridge());
