import type { Order } from "./order.js";
import { type OrderEvent, orderCancelled, orderProcessed } from "./order-events.js";

/** What becomes of an order in one step: kept, published and (where said) its stock put back, all or nothing. */
export interface Transition {
  readonly order: Order;
  readonly event?: OrderEvent;
  readonly releaseStock: boolean;
}

/**
 * The money is there: the order is done. On an order that was cancelled meanwhile (another replica gave up on it)
 * the payment is only noted, so that it gets refunded.
 */
export function process(order: Order, paymentId: string, now: Date): Transition | undefined {
  if (order.status !== "Pending") return notePayment(order, paymentId, now);
  const processed: Order = { ...order, status: "Processed", paymentId, updatedAt: now.toISOString() };
  return { order: processed, event: orderProcessed(processed, paymentId), releaseStock: false };
}

/** Gives up on a pending order and puts its stock back; undefined when its fate is decided already. */
export function cancel(order: Order, reason: string, now: Date): Transition | undefined {
  if (order.status !== "Pending") return undefined;
  const cancelled: Order = { ...order, status: "Cancelled", reason, updatedAt: now.toISOString() };
  return { order: cancelled, event: orderCancelled(cancelled, reason), releaseStock: true };
}

/**
 * Money was taken for this order, whatever its saga heard of it (an answer can be lost on the way). Noted while the
 * order is pending or cancelled; a processed order knows its payment already.
 */
export function notePayment(order: Order, paymentId: string, now: Date): Transition | undefined {
  if (order.status === "Processed" || order.paymentId !== undefined) return undefined;
  return { order: { ...order, paymentId, updatedAt: now.toISOString() }, releaseStock: false };
}

/** The money of a cancelled order was given back. */
export function noteRefund(order: Order, now: Date): Transition | undefined {
  if (order.refunded) return undefined;
  return { order: { ...order, refunded: true, updatedAt: now.toISOString() }, releaseStock: false };
}
