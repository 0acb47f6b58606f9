import { PaymentUnavailableError } from "../../src/domain/errors.js";
import type { Order } from "../../src/domain/order.js";
import type { PaymentGateway, PaymentOutcome } from "../../src/domain/ports.js";

/** A payment service with one account per order, that can be away, or take the money and lose the answer. */
export class ScriptedPayments implements PaymentGateway {
  mode: "up" | "down" | "answer lost" = "up";
  readonly taken = new Map<string, Order>();
  readonly refunded: string[] = [];

  async pay(order: Order): Promise<PaymentOutcome> {
    if (this.mode === "down") throw new PaymentUnavailableError("down");
    if (order.paymentMethod === "declined") return { kind: "declined", reason: "no funds" };
    if (order.paymentMethod === "malformed") return { kind: "refused", reason: "bad method" };
    const paymentId = `payment-of-${order.id}`;
    this.taken.set(paymentId, order);
    if (this.mode === "answer lost") throw new PaymentUnavailableError("timed out");
    return { kind: "authorized", paymentId };
  }

  async refund(paymentId: string): Promise<void> {
    if (this.mode === "down") throw new PaymentUnavailableError("down");
    if (!this.taken.has(paymentId)) throw new Error(`no payment ${paymentId}`);
    this.refunded.push(paymentId);
  }
}
