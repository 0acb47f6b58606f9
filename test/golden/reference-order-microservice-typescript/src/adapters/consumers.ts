import { type ConsumerDefinition, type IncomingEvent, PermanentError } from "../chassis/consumer.js";
import type { Logger } from "../chassis/logger.js";
import { customerFrom } from "../domain/customer.js";
import { OrderNotFoundError } from "../domain/errors.js";
import { orderConfirmation } from "../domain/notification.js";
import type { OrderSaga } from "../domain/order-saga.js";
import type { Clock, IdGenerator } from "../domain/ports.js";
import type { Refunds } from "../domain/refunds.js";
import type { PostgresCustomers } from "./postgres-customers.js";
import type { OrderSchema } from "./schema.js";

type Consumer = ConsumerDefinition<OrderSchema>;

/**
 * Carries out orders. Every step of the saga is kept under the order's own row, which knows better than an inbox how
 * far it came, so a delivery that comes again goes on from there.
 */
export function orderSagaConsumer(serviceName: string, saga: OrderSaga): Consumer {
  return {
    queue: `${serviceName}.saga`,
    bindings: [{ exchange: "order_events", types: ["OrderCreatedEvent"] }],
    async handle(event) {
      try {
        await saga.run(idIn(event, "OrderId"));
      } catch (error) {
        if (error instanceof OrderNotFoundError) throw new PermanentError(error.message, { cause: error });
        throw error;
      }
    },
    // An order that we never took down has nothing to cancel: `giveUp` throws, and the event is dead-lettered.
    onExhausted: (event, error) => saga.giveUp(idIn(event, "OrderId"), error),
  };
}

/** Keeps this service's copy of the users. */
export function customersConsumer(serviceName: string, customers: PostgresCustomers): Consumer {
  return {
    queue: `${serviceName}.customers`,
    bindings: [
      { exchange: "user_events", types: ["UserCreatedEvent", "UserUpdatedEvent", "UserDeletedEvent"] },
    ],
    async handle(event, inbox) {
      const customer = customerFrom(event.type, event.data);
      if (customer === undefined) throw new PermanentError(`${event.type} ${event.id} has no UserId`);
      await inbox.once((trx) => customers.learn(trx, customer));
    },
  };
}

/** Hears of every payment taken, also of those whose answer got lost on its way to the saga. */
export function paymentsConsumer(serviceName: string, refunds: Refunds): Consumer {
  return {
    queue: `${serviceName}.payments`,
    bindings: [{ exchange: "payment_events", types: ["PaymentAuthorizedEvent"] }],
    handle: (event) => refunds.paymentTaken(idIn(event, "OrderId"), idIn(event, "PaymentId")),
  };
}

/** Tells the customer that the order is on its way: a row and a log line here, a mail in a real shop. */
export function notificationsConsumer(
  serviceName: string,
  ports: { logger: Logger; newId: IdGenerator; clock: Clock },
): Consumer {
  return {
    queue: `${serviceName}.notifications`,
    bindings: [{ exchange: "order_events", types: ["OrderProcessedEvent"] }],
    async handle(event, inbox) {
      const [orderId, userId] = [idIn(event, "OrderId"), idIn(event, "UserId")];
      const notification = orderConfirmation(ports.newId(), orderId, userId, ports.clock());
      const sent = await inbox.once(async (trx) => {
        await trx
          .insertInto("notifications")
          .values({
            id: notification.id,
            order_id: orderId,
            user_id: userId,
            message: notification.message,
            sent_at: new Date(notification.sentAt),
          })
          .onConflict((conflict) => conflict.column("order_id").doNothing())
          .execute();
      });
      if (sent) ports.logger.info({ orderId, userId }, notification.message);
    },
  };
}

/** @throws PermanentError when the event does not carry that id: it never will */
function idIn(event: IncomingEvent, field: string): string {
  const value = event.data[field];
  if (typeof value !== "string" || value === "") {
    throw new PermanentError(`${event.type} ${event.id} has no ${field}`);
  }
  return value;
}
