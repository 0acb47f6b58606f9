import type { Consumer } from "../chassis/consume-queue.js";
import { type IncomingEvent, textIn } from "../chassis/incoming-event.js";
import { addMetric } from "../chassis/metrics.js";
import { toDecimal } from "../domain/money.js";
import { type Order, refundIsDue } from "../domain/order.js";
import type { OrderSaga } from "../domain/order-saga.js";
import type { Clock, OrderStore, PaymentAnswer } from "../domain/ports.js";
import { notePayment, noteRefund } from "../domain/transitions.js";
import type { EventPaymentRequests } from "./event-payment-requests.js";

interface Ports {
  readonly saga: OrderSaga;
  readonly orders: OrderStore;
  readonly requests: EventPaymentRequests;
  readonly clock: Clock;
}

/** Goes on with orders when the payment service has answered; money that came too late is asked back. */
export function paymentAnswersConsumer({ saga, orders, requests, clock }: Ports): Consumer {
  const refunded = (orderId: string) =>
    orders.change(orderId, (order) => (refundIsDue(order) ? noteRefund(order, clock()) : undefined));

  /** A payment that this service did not ask for decides nothing; money is noted, so that it can be given back. */
  const fromElsewhere = (event: IncomingEvent, orderId: string) =>
    event.type === "PaymentAuthorizedEvent"
      ? orders.change(orderId, (order) => notePayment(order, textIn(event, "PaymentId"), clock()))
      : Promise.resolve(undefined);

  return {
    async handle(event) {
      const orderId = textIn(event, "OrderId");
      const order = await orders.find(orderId);
      // Payments are also made for what is no order of ours.
      if (order === undefined) return;
      if (event.type === "PaymentRefundedEvent") {
        await refunded(orderId);
        return;
      }
      const isAnswer = isFor(event, order) && (await requests.wasAsked(orderId));
      const after = isAnswer
        ? await saga.paymentAnswered(orderId, answerIn(event))
        : await fromElsewhere(event, orderId);
      if (after !== undefined && refundIsDue(after)) await requests.refund(after);
      if (order.status === "Pending" && after !== undefined && after.status !== "Pending") {
        addMetric(`Orders${after.status}`, 1, "Count");
      }
    },
  };
}

/** Whether it speaks of the amount that the order costs; a refusal names none. */
function isFor({ type, data }: IncomingEvent, { total }: Order): boolean {
  if (type === "PaymentRefusedEvent") return true;
  return data.Amount === toDecimal(total) && data.Currency === total.currency;
}

function answerIn(event: IncomingEvent): PaymentAnswer {
  if (event.type === "PaymentAuthorizedEvent")
    return { kind: "authorized", paymentId: textIn(event, "PaymentId") };
  const reason = typeof event.data.Reason === "string" ? event.data.Reason : "no reason given";
  return event.type === "PaymentDeclinedEvent" ? { kind: "declined", reason } : { kind: "refused", reason };
}
