import { paymentAnswersConsumer } from "../adapters/payment-answers.js";
import { sagaIn } from "../adapters/service.js";
import { queueConsumer } from "../chassis/consume-queue.js";
import { serviceTable } from "../chassis/dynamodb.js";
import { ownQueue } from "../chassis/queue.js";

const queue = ownQueue();

/** Reads the queue of the payment service's answers. */
export const handler = queueConsumer(paymentAnswersConsumer(sagaIn(serviceTable(), queue)), { queue });
