import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PostgresOrderStore } from "../../src/adapters/postgres-order-store.js";
import { PostgresOrderViews } from "../../src/adapters/postgres-order-views.js";
import type { OrderSchema } from "../../src/adapters/schema.js";
import { service } from "../../src/adapters/service.js";
import type { Kit, ServiceDefinition } from "../../src/chassis/service.js";
import { PaymentUnavailableError } from "../../src/domain/errors.js";
import { type Order, placeOrder } from "../../src/domain/order.js";
import { orderCreated } from "../../src/domain/order-events.js";
import { OrderSaga } from "../../src/domain/order-saga.js";
import type { OrderStore, PaymentGateway } from "../../src/domain/ports.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "../support/service-under-test.js";

/** A process that dies: nothing after it runs. */
class Crash extends Error {}

const clock = () => new Date();
const working: PaymentGateway = {
  pay: async (order) => ({ kind: "authorized", paymentId: `payment-of-${order.id}` }),
  refund: async () => {},
};
const away: PaymentGateway = {
  ...working,
  pay: async () => {
    throw new PaymentUnavailableError("away");
  },
};

describeIntegration("the saga on PostgreSQL, cut off anywhere and run side by side", () => {
  let sut: ServiceUnderTest;
  let store: PostgresOrderStore;
  let views: PostgresOrderViews;

  beforeAll(async () => {
    let kit: Kit<OrderSchema> | undefined;
    // The service's own consumers are left out: the tests run the saga themselves, step by step.
    const withoutConsumers: ServiceDefinition<OrderSchema> = {
      ...service,
      async build(given) {
        kit = given;
        return { ...(await service.build(given)), consumers: [] };
      },
    };
    sut = await startServiceUnderTest(withoutConsumers);
    if (kit === undefined) throw new Error("the service was not built");
    store = new PostgresOrderStore(kit.db, kit.outbox);
    views = new PostgresOrderViews(kit.db);
  });
  afterAll(() => sut?.stop());

  const saga = (payments: PaymentGateway = working, orders: OrderStore = store) =>
    new OrderSaga({
      orders,
      customers: {
        find: async (userId) => ({ userId, name: "", email: "", version: 1, removed: false }),
      },
      payments,
      clock,
    });

  async function place(...skus: string[]): Promise<string> {
    const items = skus.map((sku) => ({ sku, quantity: 2, price: 1 }));
    const order = placeOrder(randomUUID(), { userId: "ada", items, paymentMethod: "card" }, clock());
    await store.add(order, orderCreated(order));
    return order.id;
  }
  const left = async (sku: string) => (await views.stock(sku))?.available ?? Number.NaN;
  const find = async (id: string): Promise<Order> => {
    const order = await store.find(id);
    if (order === undefined) throw new Error(`order ${id} is gone`);
    return order;
  };

  it("goes on after a crash between reservation and payment, without reserving again", async () => {
    const before = await left("A");
    const id = await place("A");
    const crashing: PaymentGateway = {
      ...working,
      pay: async () => {
        throw new Crash();
      },
    };
    await expect(saga(crashing).run(id)).rejects.toThrow(Crash);
    expect(await left("A")).toBe(before - 2);
    expect(await find(id)).toMatchObject({ status: "Pending" });

    await saga().run(id);
    expect(await left("A")).toBe(before - 2);
    expect(await find(id)).toMatchObject({ status: "Processed" });
  });

  it("goes on after a crash between payment and the order's end", async () => {
    const before = await left("A");
    const id = await place("A");
    const crashing: OrderStore = {
      add: (order, event) => store.add(order, event),
      find: (orderId) => store.find(orderId),
      reserve: (orderId, lines, refuse) => store.reserve(orderId, lines, refuse),
      refundsDue: (limit) => store.refundsDue(limit),
      change: async () => {
        throw new Crash();
      },
    };
    await expect(saga(working, crashing).run(id)).rejects.toThrow(Crash);
    await saga().run(id);

    expect(await find(id)).toMatchObject({ status: "Processed", paymentId: `payment-of-${id}` });
    expect(await left("A")).toBe(before - 2);
  });

  it("comes to one end when ten run the same order at once", async () => {
    const before = await left("A");
    const id = await place("A");
    await Promise.all(Array.from({ length: 10 }, () => saga().run(id)));

    expect(await find(id)).toMatchObject({ status: "Processed" });
    expect(await left("A")).toBe(before - 2);
    await sut.event("OrderProcessedEvent", id);
    expect(
      sut.events.filter((event) => event.subject === id && event.type === "OrderProcessedEvent"),
    ).toHaveLength(1);
  });

  it("comes to one end when some give up while others go on", async () => {
    const before = await left("B");
    const ids = await Promise.all(Array.from({ length: 20 }, () => place("B")));
    await Promise.all(
      ids.flatMap((id) => [
        saga().run(id),
        saga().giveUp(id, new PaymentUnavailableError("away")),
        saga().run(id),
      ]),
    );
    const orders = await Promise.all(ids.map(find));

    expect(orders.map((order) => order.status)).not.toContain("Pending");
    const processed = orders.filter((order) => order.status === "Processed").length;
    expect(await left("B")).toBe(before - 2 * processed);
    for (const order of orders) expect((await views.find(order.id))?.status).toBe(order.status);
  });

  it("puts the stock back once, however often it gives up", async () => {
    const before = await left("A");
    const id = await place("A");
    await expect(saga(away).run(id)).rejects.toThrow(PaymentUnavailableError);
    await Promise.all(
      Array.from({ length: 10 }, () => saga().giveUp(id, new PaymentUnavailableError("away"))),
    );
    expect(await left("A")).toBe(before);
  });

  it("never makes two orders wait for each other, whatever the order of their items", async () => {
    const before = [await left("A"), await left("B"), await left("C")];
    const ids = await Promise.all(
      Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? place("A", "B", "C") : place("C", "B", "A"))),
    );
    await Promise.all(
      ids.map((id, i) =>
        i % 4 === 3
          ? saga(away)
              .run(id)
              .catch(() => {})
          : saga().run(id),
      ),
    );
    await Promise.all(ids.map((id) => saga().giveUp(id, new PaymentUnavailableError("away"))));

    const statuses = (await Promise.all(ids.map(find))).map((order) => order.status);
    expect(statuses.filter((status) => status === "Processed")).toHaveLength(30);
    expect([await left("A"), await left("B"), await left("C")]).toEqual(before.map((count) => count - 60));
  });
});
