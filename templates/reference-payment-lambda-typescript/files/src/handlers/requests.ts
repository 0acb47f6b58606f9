import contract from "../../contracts/openapi.json" with { type: "json" };
import { paymentRequests } from "../adapters/payment-requests.js";
import { refusalsIn } from "../adapters/refuse-payment.js";
import { paymentsIn } from "../adapters/service.js";
import { queueConsumer } from "../chassis/consume-queue.js";
import { serviceTable } from "../chassis/dynamodb.js";
import { ownQueue } from "../chassis/queue.js";

const table = serviceTable();

/** Reads the queue of payments and refunds that are asked for. */
export const handler = queueConsumer(paymentRequests(paymentsIn(table), refusalsIn(table), contract), {
  queue: ownQueue(),
});
