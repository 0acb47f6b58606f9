import { toDecimal } from "./money.js";
import type { Order } from "./order.js";

export type OrderCreatedData = {
  readonly OrderId: string;
  readonly UserId: string;
  readonly OrderItems: readonly { readonly Sku: string; readonly Quantity: number; readonly Price: number }[];
  /** Decimal number in `Currency`. */
  readonly Total: number;
  readonly Currency: string;
  readonly PaymentMethod: string;
  /** ISO 8601, UTC. */
  readonly Timestamp: string;
};

export type OrderProcessedData = {
  readonly OrderId: string;
  readonly UserId: string;
  readonly Status: "Processed";
  readonly PaymentId: string;
  readonly Total: number;
  readonly Currency: string;
  readonly ProcessedAt: string;
  readonly Timestamp: string;
};

export type OrderCancelledData = {
  readonly OrderId: string;
  readonly UserId: string;
  readonly Status: "Cancelled";
  readonly Reason: string;
  readonly Timestamp: string;
};

/** A fact about one order; `subject` is the order's id; the body is the guideline's JSON (PascalCase). */
export type OrderEvent =
  | { readonly type: "OrderCreatedEvent"; readonly subject: string; readonly data: OrderCreatedData }
  | { readonly type: "OrderProcessedEvent"; readonly subject: string; readonly data: OrderProcessedData }
  | { readonly type: "OrderCancelledEvent"; readonly subject: string; readonly data: OrderCancelledData };

export function orderCreated(order: Order): OrderEvent {
  return {
    type: "OrderCreatedEvent",
    subject: order.id,
    data: {
      OrderId: order.id,
      UserId: order.userId,
      OrderItems: order.items.map((item) => ({
        Sku: item.sku,
        Quantity: item.quantity,
        Price: toDecimal(item.price),
      })),
      Total: toDecimal(order.total),
      Currency: order.total.currency,
      PaymentMethod: order.paymentMethod,
      Timestamp: order.createdAt,
    },
  };
}

export function orderProcessed(order: Order, paymentId: string): OrderEvent {
  return {
    type: "OrderProcessedEvent",
    subject: order.id,
    data: {
      OrderId: order.id,
      UserId: order.userId,
      Status: "Processed",
      PaymentId: paymentId,
      Total: toDecimal(order.total),
      Currency: order.total.currency,
      ProcessedAt: order.updatedAt,
      Timestamp: order.updatedAt,
    },
  };
}

export function orderCancelled(order: Order, reason: string): OrderEvent {
  return {
    type: "OrderCancelledEvent",
    subject: order.id,
    data: {
      OrderId: order.id,
      UserId: order.userId,
      Status: "Cancelled",
      Reason: reason,
      Timestamp: order.updatedAt,
    },
  };
}
