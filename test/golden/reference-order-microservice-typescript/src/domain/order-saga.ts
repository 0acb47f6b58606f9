import { OrderNotFoundError, PaymentUnavailableError, UnknownCustomerError } from "./errors.js";
import type { Order } from "./order.js";
import type { Clock, CustomerDirectory, OrderStore, PaymentAnswer, PaymentRequests } from "./ports.js";
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
  readonly #payments: PaymentRequests;
  readonly #clock: Clock;

  constructor(ports: {
    orders: OrderStore;
    customers: CustomerDirectory;
    payments: PaymentRequests;
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

  /**
   * Goes on with what the payment service answered, at once or later: processed, or cancelled with the stock put back.
   * Money that comes for an order which was cancelled meanwhile is only noted, so that it gets refunded.
   * @returns the order as it is then, or undefined when there is no such order
   */
  paymentAnswered(orderId: string, answer: PaymentAnswer): Promise<Order | undefined> {
    return this.#orders.change(orderId, (order) => {
      switch (answer.kind) {
        case "authorized":
          return process(order, answer.paymentId, this.#clock());
        case "declined":
          return cancel(order, `Payment declined: ${answer.reason}`, this.#clock());
        case "refused":
          return cancel(order, `Payment refused: ${answer.reason}`, this.#clock());
      }
    });
  }

  async #pay(order: Order): Promise<void> {
    const outcome = await this.#payments.pay(order);
    if (outcome.kind !== "requested") await this.paymentAnswered(order.id, outcome);
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
