import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { cancellationReasons, type Table, transact } from "../chassis/dynamodb.js";
import { type OutgoingEvent, onceWrite } from "../chassis/event-store.js";
import type { Queue } from "../chassis/queue.js";
import { setting } from "../chassis/settings.js";
import { toDecimal } from "../domain/money.js";
import type { Order } from "../domain/order.js";
import type { PaymentOutcome, PaymentRequests } from "../domain/ports.js";

/** What the saga's queue brings back when the payment service should have answered. */
export const deadlinePassed = "PaymentDeadline";

const paymentRequested = "payment-requested";
const refundRequested = "refund-requested";

/**
 * Asks the payment service by events. A request is kept under the order, once, and published by the table's stream; a
 * reminder in the saga's own queue sees to it that no order waits for ever.
 */
export class EventPaymentRequests implements PaymentRequests {
  constructor(
    private readonly ports: {
      table: Table;
      keyOf: (orderId: string) => string;
      reminders: Pick<Queue, "sendLater">;
    },
  ) {}

  async pay(order: Order): Promise<PaymentOutcome> {
    await this.#ask(order, paymentRequested, {
      type: "PaymentRequestedEvent",
      subject: order.id,
      data: {
        OrderId: order.id,
        Amount: toDecimal(order.total),
        Currency: order.total.currency,
        Method: order.paymentMethod,
        Timestamp: new Date().toISOString(),
      },
    });
    const source = setting("SERVICE_NAME", "unknown");
    const reminder = {
      "detail-type": deadlinePassed,
      id: `deadline-${order.id}`,
      source,
      detail: { OrderId: order.id },
    };
    await this.ports.reminders.sendLater(JSON.stringify(reminder), deadlineSeconds());
    return { kind: "requested" };
  }

  /** Asks for the money back; again is the same as once. */
  async refund(order: Order): Promise<void> {
    await this.#ask(order, refundRequested, {
      type: "RefundRequestedEvent",
      subject: order.id,
      data: { OrderId: order.id, PaymentId: order.paymentId, Timestamp: new Date().toISOString() },
    });
  }

  /** Whether this service asked for the payment of the order: payments can be made by others too. */
  async wasAsked(orderId: string): Promise<boolean> {
    const { table, keyOf } = this.ports;
    const Key = { pk: keyOf(orderId), sk: `once#${paymentRequested}` };
    const { Item } = await table.client.send(
      new GetCommand({ TableName: table.name, Key, ConsistentRead: true }),
    );
    return Item !== undefined;
  }

  async #ask(order: Order, name: string, event: OutgoingEvent): Promise<void> {
    const { table, keyOf } = this.ports;
    try {
      await transact(table, [onceWrite(table, keyOf(order.id), name, event)]);
    } catch (error) {
      // It was asked before.
      if (cancellationReasons(error)?.[0] !== "ConditionalCheckFailed") throw error;
    }
  }
}

/** Beyond what the payment service needs to try three times; SQS delays a message by 900 at most. */
function deadlineSeconds(): number {
  return Math.min(900, Number(setting("PAYMENT_DEADLINE_SECONDS", "300")));
}
