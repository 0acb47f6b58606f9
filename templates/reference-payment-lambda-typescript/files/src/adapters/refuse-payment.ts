import { cancellationReasons, type Table, transact } from "../chassis/dynamodb.js";
import { onceWrite } from "../chassis/event-store.js";
import type { RefusePayment } from "./payment-requests.js";

/** Keeps the refusal as an event, which the table's stream publishes. */
export function refusalsIn(table: Table): RefusePayment {
  return async (orderId, reason) => {
    const data = { OrderId: orderId, Reason: reason, Timestamp: new Date().toISOString() };
    const event = { type: "PaymentRefusedEvent", subject: orderId, data };
    try {
      await transact(table, [onceWrite(table, `order#${orderId}`, "payment-refused", event)]);
    } catch (error) {
      // It was said before.
      if (cancellationReasons(error)?.[0] !== "ConditionalCheckFailed") throw error;
    }
  };
}
