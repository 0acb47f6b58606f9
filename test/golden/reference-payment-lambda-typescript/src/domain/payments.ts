import { IdempotencyKeyReusedError, PaymentNotFoundError } from "./errors.js";
import {
  asFirstAnswered,
  fingerprint,
  newPayment,
  type Payment,
  type PaymentRequest,
  refund,
} from "./payment.js";
import { eventOf } from "./payment-events.js";
import type {
  Clock,
  IdGenerator,
  KeyedPayment,
  Page,
  PageRequest,
  PaymentProvider,
  PaymentStore,
} from "./ports.js";

/** The use cases of this service. Each writes at most once, together with its event. */
export class Payments {
  readonly #store: PaymentStore;
  readonly #provider: PaymentProvider;
  readonly #newId: IdGenerator;
  readonly #clock: Clock;

  constructor(ports: { store: PaymentStore; provider: PaymentProvider; newId: IdGenerator; clock: Clock }) {
    this.#store = ports.store;
    this.#provider = ports.provider;
    this.#newId = ports.newId;
    this.#clock = ports.clock;
  }

  /**
   * Asks the provider for the money, once per idempotency key however often it is called. A decline is an answer,
   * not an error.
   * @returns the payment as first answered under this key
   * @throws IdempotencyKeyReusedError when the key stands for a different request
   */
  async pay(idempotencyKey: string, request: PaymentRequest): Promise<Payment> {
    const asked = fingerprint(request);
    const known = await this.#store.findByKey(idempotencyKey);
    const kept = known ?? (await this.#authorize(idempotencyKey, request, asked));
    if (kept.fingerprint !== asked) throw new IdempotencyKeyReusedError(idempotencyKey);
    return asFirstAnswered(kept.payment);
  }

  /**
   * Gives the money back; again is the same as once.
   * @throws PaymentNotFoundError, NotRefundableError
   */
  async refund(id: string): Promise<Payment> {
    const payment = await this.#store.change(id, (current) => {
      const refunded = refund(current);
      return refunded && { payment: refunded, event: eventOf(refunded, this.#clock()) };
    });
    if (payment === undefined) throw new PaymentNotFoundError(id);
    return payment;
  }

  /** @throws PaymentNotFoundError */
  async get(id: string): Promise<Payment> {
    const payment = await this.#store.find(id);
    if (payment === undefined) throw new PaymentNotFoundError(id);
    return payment;
  }

  list(filter: { readonly orderId?: string | undefined }, page: PageRequest): Promise<Page<Payment>> {
    return this.#store.list(filter, page);
  }

  async #authorize(key: string, request: PaymentRequest, asked: string): Promise<KeyedPayment> {
    const outcome = await this.#provider.authorize(request, key);
    const now = this.#clock();
    const payment = newPayment(this.#newId(), request, outcome, now);
    return this.#store.addOnce(key, { payment, fingerprint: asked }, eventOf(payment, now));
  }
}
