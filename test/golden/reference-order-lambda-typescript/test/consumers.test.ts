import { beforeEach, describe, expect, test } from "vitest";
import { customersConsumer, notificationsConsumer, orderSagaConsumer } from "../src/adapters/consumers.js";
import { type Consumer, queueConsumer } from "../src/chassis/consume-queue.js";
import type { Customer } from "../src/domain/customer.js";
import type { Notification } from "../src/domain/notification.js";
import { placeOrder } from "../src/domain/order.js";
import { orderCreated } from "../src/domain/order-events.js";
import { OrderSaga } from "../src/domain/order-saga.js";
import { InMemoryOrderStore } from "./domain/in-memory-order-store.js";
import { context, queued, recordedMetrics } from "./support/invocation.js";

const now = new Date("2030-01-02T03:04:05.678Z");
const clock = () => now;
const queue = { delay: async () => {}, sendLater: async () => {} };

const receive = (consumer: Consumer, ...records: Parameters<typeof queued>[]) =>
  queueConsumer(consumer, { queue, observe: recordedMetrics().observe })(
    { Records: records.map((record) => queued(...record)) },
    context,
  );

describe("the saga's queue", () => {
  let store: InMemoryOrderStore;
  let consumer: Consumer;
  let asked: string[];

  beforeEach(async () => {
    store = new InMemoryOrderStore();
    asked = [];
    const known: Customer = {
      userId: "ada",
      name: "Ada",
      email: "a@example.com",
      version: 1,
      removed: false,
    };
    const saga = new OrderSaga({
      orders: store,
      customers: { find: async (userId) => (userId === "ada" ? known : undefined) },
      payments: {
        pay: async ({ id }) => {
          asked.push(id);
          return { kind: "requested" };
        },
      },
      clock,
    });
    consumer = orderSagaConsumer(saga);
    for (const [id, userId] of [
      ["order-1", "ada"],
      ["order-2", "eve"],
    ] as const) {
      const items = [{ sku: "A", quantity: 3, price: 9.99 }];
      const order = placeOrder(id, { userId, items, paymentMethod: "card" }, now);
      await store.add(order, orderCreated(order));
    }
  });

  test("reserves stock and asks for the payment", async () => {
    expect(await receive(consumer, ["OrderCreatedEvent", { OrderId: "order-1" }])).toEqual({
      batchItemFailures: [],
    });
    expect(asked).toEqual(["order-1"]);
    expect(await store.find("order-1")).toMatchObject({ status: "Pending" });
  });

  test("tries again while the customer is unknown, and cancels after the last attempt", async () => {
    const failed = await receive(consumer, ["OrderCreatedEvent", { OrderId: "order-2" }]);
    expect(failed.batchItemFailures).toHaveLength(1);
    expect(await store.find("order-2")).toMatchObject({ status: "Pending" });
    await receive(consumer, ["OrderCreatedEvent", { OrderId: "order-2" }, { received: 3 }]);
    expect(await store.find("order-2")).toMatchObject({
      status: "Cancelled",
      reason: "Unknown customer: eve",
    });
  });

  test("cancels an order whose payment was not answered in time, and puts its stock back", async () => {
    await receive(consumer, ["OrderCreatedEvent", { OrderId: "order-1" }]);
    await receive(consumer, ["PaymentDeadline", { OrderId: "order-1" }]);
    expect(await store.find("order-1")).toMatchObject({
      status: "Cancelled",
      reason: "Payment service unavailable",
    });
    expect(store.stock.get("A")).toBe(10);
  });

  test("leaves an order that was never placed to the dead-letter queue", async () => {
    const result = await receive(consumer, ["OrderCreatedEvent", { OrderId: "nothing" }]);
    expect(result.batchItemFailures).toHaveLength(1);
  });
});

test("customers are learnt from the user service's events", async () => {
  const learnt: Customer[] = [];
  const consumer = customersConsumer({
    find: async () => undefined,
    learn: async (customer) => void learnt.push(customer),
  });
  const data = { UserId: "ada", Name: "Ada", Email: "ada@example.com", Version: 2 };
  await receive(consumer, ["UserCreatedEvent", data], ["UserDeletedEvent", { UserId: "ada", Version: 3 }]);
  expect(learnt).toMatchObject([
    { userId: "ada", email: "ada@example.com", version: 2, removed: false },
    { userId: "ada", version: 3, removed: true },
  ]);
  expect((await receive(consumer, ["UserCreatedEvent", {}])).batchItemFailures).toHaveLength(1);
});

test("a customer is told of a processed order", async () => {
  const sent: Notification[] = [];
  const notifications = { keepOnce: async (one: Notification) => sent.push(one) > 0 };
  const consumer = notificationsConsumer({ notifications, newId: () => "1", clock });
  await receive(consumer, ["OrderProcessedEvent", { OrderId: "order-1", UserId: "ada" }]);
  expect(sent).toMatchObject([{ orderId: "order-1", userId: "ada", sentAt: now.toISOString() }]);
});
