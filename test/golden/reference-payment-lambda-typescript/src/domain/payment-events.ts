import { toDecimal } from "./money.js";
import type { Payment } from "./payment.js";

/** The event's body; PascalCase is the guideline's JSON. */
export type PaymentEventData = {
  readonly PaymentId: string;
  readonly OrderId: string;
  /** Decimal number in `Currency`. */
  readonly Amount: number;
  readonly Currency: string;
  readonly Method: string;
  /** Only on a decline. */
  readonly Reason?: string;
  /** ISO 8601, UTC. */
  readonly Timestamp: string;
};

export type PaymentEventType = "PaymentAuthorizedEvent" | "PaymentDeclinedEvent" | "PaymentRefundedEvent";

/** A fact about one payment, published to others. `subject` is the payment's id. */
export type PaymentEvent = {
  readonly type: PaymentEventType;
  readonly subject: string;
  readonly data: PaymentEventData;
};

const typeByStatus: Readonly<Record<Payment["status"], PaymentEventType>> = {
  Authorized: "PaymentAuthorizedEvent",
  Declined: "PaymentDeclinedEvent",
  Refunded: "PaymentRefundedEvent",
};

/** The event that says what the payment has just become. */
export function eventOf(payment: Payment, now: Date): PaymentEvent {
  return {
    type: typeByStatus[payment.status],
    subject: payment.id,
    data: {
      PaymentId: payment.id,
      OrderId: payment.orderId,
      Amount: toDecimal(payment.money),
      Currency: payment.money.currency,
      Method: payment.method,
      ...(payment.reason === undefined ? {} : { Reason: payment.reason }),
      Timestamp: now.toISOString(),
    },
  };
}
