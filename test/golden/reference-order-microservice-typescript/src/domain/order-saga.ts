import { OrderNotFoundError, PaymentUnavailableError, UnknownCustomerError } from "./errors.js";
import type { Order } from "./order.js";
import type { Clock, CustomerDirectory, OrderStore, PaymentGateway } from "./ports.js";
import { shortage, stockLines } from "./stock.js";
import { cancel, process } from "./transitions.js";

/**
 * Takes a pending order to its end: customer known, stock reserved, paid, processed; or cancelled, with the stock put
 * back. Every step is kept before the next begins and changes nothing when made again, so a saga that died anywhere
 * is simply run again, and two runs at once do no harm.
 */
export class OrderSaga {
  readonly #orders: OrderStore;
  readonly #customers: CustomerDirectory;
  readonly #payments: PaymentGateway;
  readonly #clock: Clock;

  constructor(ports: {
    orders: OrderStore;
    customers: CustomerDirectory;
    payments: PaymentGateway;
    clock: Clock;
  }) {
    this.#orders = ports.orders;
    this.#customers = ports.customers;
    this.#payments = ports.payments;
    this.#clock = ports.clock;
  }

  /**
   * Runs the saga from wherever it stands. A failure worth trying again is thrown; whoever calls decides how often,
   * and calls `giveUp` after the last time.
   * @throws UnknownCustomerError, PaymentUnavailableError (try again later); OrderNotFoundError (never will work)
   */
  async run(orderId: string): Promise<void> {
    const order = await this.#orders.find(orderId);
    if (order === undefined) throw new OrderNotFoundError(orderId);
    if (order.status !== "Pending") return;

    const customer = await this.#customers.find(order.userId);
    if (customer === undefined) throw new UnknownCustomerError(order.userId);
    if (customer.removed) return this.#cancel(orderId, `The customer ${order.userId} was removed`);

    const lines = stockLines(order.items);
    const reservation = await this.#orders.reserve(orderId, lines, (levels) => shortage(lines, levels));
    if (reservation.kind === "settled") return;
    if (reservation.kind === "refused") return this.#cancel(orderId, reservation.reason);

    return this.#pay(order);
  }

  /**
   * Ends an order that could not be finished. If the payment went through after all, its event tells, and the refund
   * follows.
   * @throws OrderNotFoundError
   */
  async giveUp(orderId: string, cause: unknown): Promise<void> {
    await this.#cancel(orderId, reasonOf(cause));
  }

  async #pay(order: Order): Promise<void> {
    const outcome = await this.#payments.pay(order);
    switch (outcome.kind) {
      case "authorized":
        await this.#orders.change(order.id, (current) => process(current, outcome.paymentId, this.#clock()));
        return;
      case "declined":
        return this.#cancel(order.id, `Payment declined: ${outcome.reason}`);
      case "refused":
        return this.#cancel(order.id, `Payment refused: ${outcome.reason}`);
    }
  }

  async #cancel(orderId: string, reason: string): Promise<void> {
    const order = await this.#orders.change(orderId, (current) => cancel(current, reason, this.#clock()));
    if (order === undefined) throw new OrderNotFoundError(orderId);
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof UnknownCustomerError) return cause.message;
  if (cause instanceof PaymentUnavailableError) return "Payment service unavailable";
  return "The order could not be processed";
}
