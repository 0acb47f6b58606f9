import { OrderNotFoundError } from "./errors.js";
import type { Notification } from "./notification.js";
import { type Order, type OrderRequest, placeOrder } from "./order.js";
import { orderCreated } from "./order-events.js";
import type { Clock, IdGenerator, OrderStore, OrderView, OrderViews, Page, PageRequest } from "./ports.js";
import type { StockLevel } from "./stock.js";

/** What clients can ask of this service: commands go to the store, queries to the views. */
export class Orders {
  readonly #store: OrderStore;
  readonly #views: OrderViews;
  readonly #newId: IdGenerator;
  readonly #clock: Clock;

  constructor(ports: { store: OrderStore; views: OrderViews; newId: IdGenerator; clock: Clock }) {
    this.#store = ports.store;
    this.#views = ports.views;
    this.#newId = ports.newId;
    this.#clock = ports.clock;
  }

  /**
   * Takes the order down as pending; the saga does the rest once the event arrives. Nobody else is asked here, so an
   * order is accepted whatever state the others are in.
   * @throws InvalidAmountError
   */
  async place(request: OrderRequest): Promise<Order> {
    const order = placeOrder(this.#newId(), request, this.#clock());
    await this.#store.add(order, orderCreated(order));
    return order;
  }

  /** @throws OrderNotFoundError */
  async get(id: string): Promise<OrderView> {
    const view = await this.#views.find(id);
    if (view === undefined) throw new OrderNotFoundError(id);
    return view;
  }

  list(filter: { readonly userId?: string | undefined }, page: PageRequest): Promise<Page<OrderView>> {
    return this.#views.list(filter, page);
  }

  /** @returns undefined for a sku that was never in stock */
  stock(sku: string): Promise<StockLevel | undefined> {
    return this.#views.stock(sku);
  }

  /** @throws OrderNotFoundError */
  async notifications(orderId: string): Promise<readonly Notification[]> {
    await this.get(orderId);
    return this.#views.notifications(orderId);
  }
}
