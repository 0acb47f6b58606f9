import { type Order, refundIsDue } from "../../src/domain/order.js";
import type { OrderEvent } from "../../src/domain/order-events.js";
import type { OrderStore, Reservation } from "../../src/domain/ports.js";
import type { StockLevel, StockLine } from "../../src/domain/stock.js";
import type { Transition } from "../../src/domain/transitions.js";

/** The store's contract kept in memory, for tests of the saga. */
export class InMemoryOrderStore implements OrderStore {
  readonly #orders = new Map<string, Order>();
  readonly #reserved = new Map<string, readonly StockLine[]>();
  readonly stock = new Map<string, number>([
    ["A", 10],
    ["B", 10],
  ]);
  readonly events: OrderEvent[] = [];

  async add(order: Order, event: OrderEvent): Promise<void> {
    this.#orders.set(order.id, order);
    this.events.push(event);
  }

  async find(id: string): Promise<Order | undefined> {
    return this.#orders.get(id);
  }

  async reserve(
    orderId: string,
    lines: readonly StockLine[],
    refuse: (levels: readonly StockLevel[]) => string | undefined,
  ): Promise<Reservation> {
    if (this.#orders.get(orderId)?.status !== "Pending") return { kind: "settled" };
    if (this.#reserved.has(orderId)) return { kind: "reserved" };
    const levels = [...this.stock].map(([sku, available]) => ({ sku, available }));
    const reason = refuse(levels);
    if (reason !== undefined) return { kind: "refused", reason };
    for (const { sku, quantity } of lines) this.stock.set(sku, (this.stock.get(sku) ?? 0) - quantity);
    this.#reserved.set(orderId, lines);
    return { kind: "reserved" };
  }

  async change(
    orderId: string,
    decide: (order: Order) => Transition | undefined,
  ): Promise<Order | undefined> {
    const order = this.#orders.get(orderId);
    const transition = order && decide(order);
    if (transition === undefined) return order;
    this.#orders.set(orderId, transition.order);
    if (transition.event !== undefined) this.events.push(transition.event);
    if (transition.releaseStock) this.#release(orderId);
    return transition.order;
  }

  async refundsDue(limit: number): Promise<readonly Order[]> {
    return [...this.#orders.values()].filter(refundIsDue).slice(0, limit);
  }

  #release(orderId: string): void {
    for (const { sku, quantity } of this.#reserved.get(orderId) ?? []) {
      this.stock.set(sku, (this.stock.get(sku) ?? 0) + quantity);
    }
    this.#reserved.set(orderId, []);
  }
}
