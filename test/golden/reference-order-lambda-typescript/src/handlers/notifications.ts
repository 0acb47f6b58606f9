import { notificationsConsumer } from "../adapters/consumers.js";
import { notificationsIn } from "../adapters/service.js";
import { queueConsumer } from "../chassis/consume-queue.js";
import { serviceTable } from "../chassis/dynamodb.js";
import { ownQueue } from "../chassis/queue.js";

/** Reads the queue of processed orders. */
export const handler = queueConsumer(notificationsConsumer(notificationsIn(serviceTable())), {
  queue: ownQueue(),
});
