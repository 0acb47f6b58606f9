import { NotRefundableError } from "./errors.js";
import type { Money } from "./money.js";

export type PaymentStatus = "Authorized" | "Declined" | "Refunded";

/** The aggregate: one attempt to be paid for one order. `createdAt` is ISO 8601 in UTC. */
export interface Payment {
  readonly id: string;
  readonly orderId: string;
  readonly money: Money;
  /** How the customer pays, e.g. "card". */
  readonly method: string;
  readonly status: PaymentStatus;
  /** Why it was declined. */
  readonly reason?: string;
  readonly createdAt: string;
}

/** What a client asks for. */
export interface PaymentRequest {
  readonly orderId: string;
  readonly money: Money;
  readonly method: string;
}

/** What the payment provider said. */
export type Authorization =
  | { readonly approved: true }
  | { readonly approved: false; readonly reason: string };

export function newPayment(id: string, request: PaymentRequest, outcome: Authorization, now: Date): Payment {
  const base = { id, ...request, createdAt: now.toISOString() };
  return outcome.approved
    ? { ...base, status: "Authorized" }
    : { ...base, status: "Declined", reason: outcome.reason };
}

/**
 * The payment, refunded.
 * @returns undefined when it already was: refunding twice is refunding once
 * @throws NotRefundableError when it was declined
 */
export function refund(payment: Payment): Payment | undefined {
  if (payment.status === "Declined") throw new NotRefundableError(payment.id);
  return payment.status === "Refunded" ? undefined : { ...payment, status: "Refunded" };
}

/** The payment as it stood when it was made: what a repeated request is answered, whatever happened since. */
export function asFirstAnswered(payment: Payment): Payment {
  return payment.status === "Refunded" ? { ...payment, status: "Authorized" } : payment;
}

/** Equal for two requests exactly when they ask for the same thing. */
export function fingerprint(request: PaymentRequest): string {
  const { minorUnits, currency } = request.money;
  return JSON.stringify([request.orderId, minorUnits, currency, request.method]);
}
