import { itemConsumer } from "../adapters/item-consumer.js";
import { processingIn } from "../adapters/service.js";
import { queueConsumer } from "../chassis/consume-queue.js";
import { serviceTable } from "../chassis/dynamodb.js";
import { ownQueue } from "../chassis/queue.js";

/** Reads the queue that the bus fills. */
export const handler = queueConsumer(itemConsumer(processingIn(serviceTable())), { queue: ownQueue() });
