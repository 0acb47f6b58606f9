import type { Consumer } from "../chassis/consume-queue.js";
import { textIn } from "../chassis/incoming-event.js";
import { logger } from "../chassis/logger.js";
import { addMetric } from "../chassis/metrics.js";
import { PermanentError } from "../chassis/permanent-error.js";
import { customerFrom } from "../domain/customer.js";
import { OrderNotFoundError, PaymentUnavailableError } from "../domain/errors.js";
import { orderConfirmation } from "../domain/notification.js";
import type { OrderSaga } from "../domain/order-saga.js";
import type { Clock, IdGenerator } from "../domain/ports.js";
import type { CustomerProjection } from "./dynamodb-customers.js";
import type { Notifications } from "./dynamodb-notifications.js";
import { deadlinePassed } from "./event-payment-requests.js";

/**
 * Carries orders out up to their payment. Every step of the saga is kept with the order, which knows better than an inbox
 * how far it came, so a delivery that comes again goes on from there.
 */
export function orderSagaConsumer(saga: OrderSaga): Consumer {
  return {
    async handle(event) {
      const orderId = textIn(event, "OrderId");
      try {
        if (event.type === deadlinePassed) {
          await saga.giveUp(
            orderId,
            new PaymentUnavailableError("The payment service did not answer in time"),
          );
        } else {
          await saga.run(orderId);
        }
      } catch (error) {
        if (error instanceof OrderNotFoundError) throw new PermanentError(error.message, { cause: error });
        throw error;
      }
    },
    onExhausted: async (event, error) => {
      await saga.giveUp(textIn(event, "OrderId"), error);
      addMetric("OrdersCancelled", 1, "Count");
    },
  };
}

/** Keeps this service's copy of the users. */
export function customersConsumer(customers: CustomerProjection): Consumer {
  return {
    async handle({ id, type, data }) {
      const customer = customerFrom(type, data);
      if (customer === undefined) throw new PermanentError(`${type} ${id} has no UserId`);
      await customers.learn(customer);
    },
  };
}

/** Tells the customer that the order is on its way: an item and a log line here, a mail in a real shop. */
export function notificationsConsumer(ports: {
  notifications: Notifications;
  newId: IdGenerator;
  clock: Clock;
}): Consumer {
  return {
    async handle(event) {
      const [orderId, userId] = [textIn(event, "OrderId"), textIn(event, "UserId")];
      const notification = orderConfirmation(ports.newId(), orderId, userId, ports.clock());
      const sent = await ports.notifications.keepOnce(notification);
      if (sent) logger.info(notification.message, { orderId, userId });
    },
  };
}
