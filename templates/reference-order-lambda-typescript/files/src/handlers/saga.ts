import { orderSagaConsumer } from "../adapters/consumers.js";
import { sagaIn } from "../adapters/service.js";
import { queueConsumer } from "../chassis/consume-queue.js";
import { serviceTable } from "../chassis/dynamodb.js";
import { ownQueue } from "../chassis/queue.js";

const queue = ownQueue();

/** Reads the queue of new orders. */
export const handler = queueConsumer(orderSagaConsumer(sagaIn(serviceTable(), queue).saga), { queue });
