import type { Customer } from "./customer.js";
import type { Notification } from "./notification.js";
import type { Order } from "./order.js";
import type { OrderEvent } from "./order-events.js";
import type { StockLevel, StockLine } from "./stock.js";
import type { Transition } from "./transitions.js";

/** Which part of a list is wanted: at most `limit` entries after the opaque `cursor` of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; absent on the last one. */
  readonly nextCursor?: string;
}

/** How an attempt to reserve stock ended. `settled`: the order is no longer pending, so nothing was reserved. */
export type Reservation =
  | { readonly kind: "reserved" }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "settled" };

/**
 * The write side. Order, its read model, stock and the event to publish are kept together or not at all, and the
 * steps on one order follow one another, whichever replica makes them.
 */
export interface OrderStore {
  add(order: Order, event: OrderEvent): Promise<void>;
  find(id: string): Promise<Order | undefined>;
  /**
   * Takes the lines from stock for a pending order, all or nothing, once however often it is called.
   * `refuse` says why the levels found do not do, and must be free of effects.
   */
  reserve(
    orderId: string,
    lines: readonly StockLine[],
    refuse: (levels: readonly StockLevel[]) => string | undefined,
  ): Promise<Reservation>;
  /**
   * Reads the order, lets `decide` say what becomes of it, and keeps that. `decide` answers undefined to leave it as
   * it is, and may run more than once. Stock is put back at most once for an order.
   * @returns the order as it is then, or undefined when there is no such order
   */
  change(orderId: string, decide: (order: Order) => Transition | undefined): Promise<Order | undefined>;
  /** Cancelled orders whose money is still to be given back, the longest waiting first. */
  refundsDue(limit: number): Promise<readonly Order[]>;
}

/** An order as clients see it; amounts are decimal numbers in `currency`. */
export interface OrderView {
  readonly id: string;
  readonly userId: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number; readonly price: number }[];
  readonly total: number;
  readonly currency: string;
  readonly status: Order["status"];
  readonly reason?: string;
}

/** The read side. An order is found here as soon as `OrderStore.add` has returned. */
export interface OrderViews {
  find(id: string): Promise<OrderView | undefined>;
  /** All orders, or those of one user; oldest first. */
  list(filter: { readonly userId?: string | undefined }, page: PageRequest): Promise<Page<OrderView>>;
  stock(sku: string): Promise<StockLevel | undefined>;
  notifications(orderId: string): Promise<readonly Notification[]>;
}

export interface CustomerDirectory {
  /** Removed customers are found too, marked as such. */
  find(userId: string): Promise<Customer | undefined>;
}

/** What the payment service answered. `refused` = it will never accept this request. */
export type PaymentAnswer =
  | { readonly kind: "authorized"; readonly paymentId: string }
  | { readonly kind: "declined"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/** How asking for a payment ended. `requested` = the answer comes later, by an event. */
export type PaymentOutcome = PaymentAnswer | { readonly kind: "requested" };

/** Who is asked for payments. Safe to repeat. */
export interface PaymentRequests {
  /** @throws PaymentUnavailableError when no answer came */
  pay(order: Order): Promise<PaymentOutcome>;
}

/** The payment service, where it answers at once. Both calls are safe to repeat. */
export interface PaymentGateway extends PaymentRequests {
  /** @throws PaymentUnavailableError when no answer came */
  refund(paymentId: string): Promise<void>;
}

export type Clock = () => Date;

/** Makes an id that was never made before. */
export type IdGenerator = () => string;
