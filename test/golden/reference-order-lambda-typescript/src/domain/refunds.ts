import { PaymentUnavailableError } from "./errors.js";
import type { Clock, OrderStore, PaymentGateway } from "./ports.js";
import { notePayment, noteRefund } from "./transitions.js";

/**
 * Gives back the money of cancelled orders. A payment whose answer got lost is learnt of by the payment service's own
 * event; what is due stays due, over restarts too, until the payment service confirms.
 */
export class Refunds {
  readonly #orders: OrderStore;
  readonly #payments: PaymentGateway;
  readonly #clock: Clock;

  constructor(ports: { orders: OrderStore; payments: PaymentGateway; clock: Clock }) {
    this.#orders = ports.orders;
    this.#payments = ports.payments;
    this.#clock = ports.clock;
  }

  /** Money was taken for an order; orders that are not ours, or know it already, are left alone. */
  async paymentTaken(orderId: string, paymentId: string): Promise<void> {
    await this.#orders.change(orderId, (order) => notePayment(order, paymentId, this.#clock()));
  }

  /**
   * Refunds what is due, at most `limit` orders. One that fails stays due and does not keep the others waiting, but
   * when the payment service is away the rest are left for the next time.
   */
  async settleDue(limit: number): Promise<RefundRound> {
    const refunded: string[] = [];
    const failed: RefundFailure[] = [];
    for (const { id, paymentId } of await this.#orders.refundsDue(limit)) {
      if (paymentId === undefined) continue;
      try {
        await this.#payments.refund(paymentId);
        await this.#orders.change(id, (order) => noteRefund(order, this.#clock()));
        refunded.push(id);
      } catch (error) {
        failed.push({ orderId: id, error });
        if (error instanceof PaymentUnavailableError) break;
      }
    }
    return { refunded, failed };
  }
}

export interface RefundFailure {
  readonly orderId: string;
  readonly error: unknown;
}

/** Order ids refunded in one round, and those that could not be. */
export interface RefundRound {
  readonly refunded: readonly string[];
  readonly failed: readonly RefundFailure[];
}
