import type { Payment } from "../../src/domain/payment.js";
import type { PaymentEvent } from "../../src/domain/payment-events.js";
import type { KeyedPayment, Page, PageRequest, PaymentChange, PaymentStore } from "../../src/domain/ports.js";

/** The store's contract kept in memory, for tests of the use cases. */
export class InMemoryPaymentStore implements PaymentStore {
  readonly #byKey = new Map<string, KeyedPayment>();
  readonly events: PaymentEvent[] = [];

  async findByKey(key: string): Promise<KeyedPayment | undefined> {
    return this.#byKey.get(key);
  }

  async addOnce(key: string, entry: KeyedPayment, event: PaymentEvent): Promise<KeyedPayment> {
    const there = this.#byKey.get(key);
    if (there !== undefined) return there;
    this.#byKey.set(key, entry);
    this.events.push(event);
    return entry;
  }

  async change(
    id: string,
    decide: (payment: Payment) => PaymentChange | undefined,
  ): Promise<Payment | undefined> {
    for (const [key, entry] of this.#byKey) {
      if (entry.payment.id !== id) continue;
      const change = decide(entry.payment);
      if (change === undefined) return entry.payment;
      this.#byKey.set(key, { ...entry, payment: change.payment });
      this.events.push(change.event);
      return change.payment;
    }
    return undefined;
  }

  async find(id: string): Promise<Payment | undefined> {
    return this.#all().find((payment) => payment.id === id);
  }

  async list(filter: { readonly orderId?: string | undefined }, page: PageRequest): Promise<Page<Payment>> {
    const wanted = this.#all().filter(
      (payment) => filter.orderId === undefined || payment.orderId === filter.orderId,
    );
    return { items: wanted.slice(0, page.limit) };
  }

  #all(): Payment[] {
    return [...this.#byKey.values()].map((entry) => entry.payment);
  }
}
