import { customersConsumer } from "../adapters/consumers.js";
import { DynamoDbCustomers } from "../adapters/dynamodb-customers.js";
import { queueConsumer } from "../chassis/consume-queue.js";
import { serviceTable } from "../chassis/dynamodb.js";
import { ownQueue } from "../chassis/queue.js";

/** Reads the queue of the user service's events. */
export const handler = queueConsumer(customersConsumer(new DynamoDbCustomers(serviceTable())), {
  queue: ownQueue(),
});
