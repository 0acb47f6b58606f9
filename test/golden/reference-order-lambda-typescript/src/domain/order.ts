import { type Money, toMoney, totalOf } from "./money.js";

export type OrderStatus = "Pending" | "Processed" | "Cancelled";

/** Currency of an order that names none. */
export const defaultCurrency = "USD";

export interface OrderItem {
  readonly sku: string;
  /** Whole number, at least 1. */
  readonly quantity: number;
  /** For one piece. */
  readonly price: Money;
}

/** The aggregate. Times are ISO 8601 in UTC. */
export interface Order {
  readonly id: string;
  readonly userId: string;
  readonly items: readonly OrderItem[];
  readonly total: Money;
  readonly paymentMethod: string;
  readonly status: OrderStatus;
  /** Why it was cancelled. */
  readonly reason?: string;
  /** The payment that took money for this order, as far as is known here. */
  readonly paymentId?: string;
  /** True once the money of a cancelled order was given back. */
  readonly refunded: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What a client asks for; prices are decimal numbers in `currency`. */
export interface OrderRequest {
  readonly userId: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[];
  readonly paymentMethod: string;
  /** ISO 4217; `defaultCurrency` when not given. */
  readonly currency?: string | undefined;
}

/** @throws InvalidAmountError when a price or the total is not an amount of the currency */
export function placeOrder(id: string, request: OrderRequest, now: Date): Order {
  const currency = request.currency ?? defaultCurrency;
  const items = request.items.map((item) => ({ ...item, price: toMoney(item.price, currency) }));
  return {
    id,
    userId: request.userId,
    items,
    total: totalOf(items, currency),
    paymentMethod: request.paymentMethod,
    status: "Pending",
    refunded: false,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
}

/** True when money was taken for an order that will not be fulfilled, and is not yet given back. */
export function refundIsDue(order: Order): boolean {
  return order.status === "Cancelled" && order.paymentId !== undefined && !order.refunded;
}
