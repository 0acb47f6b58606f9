import type { Authorization, Payment, PaymentRequest } from "./payment.js";
import type { PaymentEvent } from "./payment-events.js";

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

/** A payment and what it was asked for under. */
export interface KeyedPayment {
  readonly payment: Payment;
  readonly fingerprint: string;
}

/** Where payments live. A payment and the event to publish are kept together or not at all. */
export interface PaymentStore {
  findByKey(idempotencyKey: string): Promise<KeyedPayment | undefined>;
  /**
   * Keeps the payment under its key, unless one is there already; of several writers at once exactly one keeps its own.
   * @returns what is kept under the key now
   */
  addOnce(idempotencyKey: string, entry: KeyedPayment, event: PaymentEvent): Promise<KeyedPayment>;
  /**
   * Reads the payment, lets `decide` say what becomes of it, and keeps that, as one step as seen by other writers.
   * `decide` answers undefined to leave it as it is, and may run more than once.
   * @returns the payment as it is then, or undefined when there is no such payment
   */
  change(id: string, decide: (payment: Payment) => PaymentChange | undefined): Promise<Payment | undefined>;
  find(id: string): Promise<Payment | undefined>;
  /** All payments, or those of one order; oldest first. */
  list(filter: { readonly orderId?: string | undefined }, page: PageRequest): Promise<Page<Payment>>;
}

export interface PaymentChange {
  readonly payment: Payment;
  readonly event: PaymentEvent;
}

/** Whoever moves the money. Asked again under the same key, it must answer the same. */
export interface PaymentProvider {
  authorize(request: PaymentRequest, idempotencyKey: string): Promise<Authorization>;
}

export type Clock = () => Date;

/** Makes an id that was never made before. */
export type IdGenerator = () => string;
