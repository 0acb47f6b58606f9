import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customersConsumer, notificationsConsumer, orderSagaConsumer } from "../../src/adapters/consumers.js";
import { DynamoDbCustomers } from "../../src/adapters/dynamodb-customers.js";
import { paymentAnswersConsumer } from "../../src/adapters/payment-answers.js";
import { notificationsIn, ordersIn, sagaIn } from "../../src/adapters/service.js";
import { type Consumer, queueConsumer } from "../../src/chassis/consume-queue.js";
import { eventProblems } from "../support/event-contract.js";
import { context, queued, recordedMetrics } from "../support/invocation.js";
import { awsEndpoint, createTestTable, eventsOf } from "../support/test-table.js";

describe.skipIf(awsEndpoint === undefined)("orders in DynamoDB (SKIPPED without AWS_ENDPOINT_URL)", () => {
  let table: Awaited<ReturnType<typeof createTestTable>>;
  let service: ReturnType<typeof ordersIn>;
  let reminders: string[];

  beforeAll(async () => {
    table = await createTestTable();
    service = ordersIn(table);
    const data = { UserId: "ada", Name: "Ada", Email: "ada@example.com", Version: 1 };
    await receive(customersConsumer(new DynamoDbCustomers(table)), "UserCreatedEvent", data);
  });
  afterAll(() => table.remove());

  async function receive(consumer: Consumer, type: string, data: Readonly<Record<string, unknown>>) {
    const queue = { delay: async () => {}, sendLater: async () => {} };
    const handler = queueConsumer(consumer, { queue, observe: recordedMetrics().observe });
    return handler({ Records: [queued(type, data)] }, context);
  }
  const carriers = () => {
    reminders = [];
    return sagaIn(table, { sendLater: async (body) => void reminders.push(body) });
  };
  const run = (OrderId: string) =>
    receive(orderSagaConsumer(carriers().saga), "OrderCreatedEvent", { OrderId });
  const answered = (type: string, data: Readonly<Record<string, unknown>>) =>
    receive(paymentAnswersConsumer(carriers()), type, { Amount: 29.97, Currency: "USD", ...data });
  const place = async (sku = "A", paymentMethod = "card", userId = "ada") => {
    const items = [{ sku, quantity: 3, price: 9.99 }];
    return (await service.orders.place({ userId, items, paymentMethod })).id;
  };
  const left = async (sku: string) => (await service.orders.stock(sku))?.available;
  const eventTypes = async (id: string) =>
    (await eventsOf(table, `order#${id}`)).map(({ type }) => type).sort();

  test("an order is found from the 202 on, and listed for its user", async () => {
    const id = await place();
    expect(await service.orders.get(id)).toMatchObject({ status: "Pending", total: 29.97, currency: "USD" });
    const { items } = await service.orders.list({ userId: "ada" }, { limit: 100 });
    expect(items.map((order) => order.id)).toContain(id);
  });

  test("a new order reserves its stock and asks for its payment, once", async () => {
    const before = await left("A");
    const id = await place();
    await Promise.all([run(id), run(id)]);
    await run(id);
    expect(await left("A")).toBe((before ?? 0) - 3);
    expect(await eventTypes(id)).toEqual(["OrderCreatedEvent", "PaymentRequestedEvent"]);
    expect(reminders).toHaveLength(1);

    await Promise.all(
      [1, 2].map(() => answered("PaymentAuthorizedEvent", { OrderId: id, PaymentId: "payment-1" })),
    );
    expect(await service.orders.get(id)).toMatchObject({ status: "Processed" });
    expect(await left("A")).toBe((before ?? 0) - 3);
    expect(await eventTypes(id)).toEqual([
      "OrderCreatedEvent",
      "OrderProcessedEvent",
      "PaymentRequestedEvent",
    ]);
    expect((await eventsOf(table, `order#${id}`)).flatMap(eventProblems)).toEqual([]);

    const consumer = notificationsConsumer(notificationsIn(table));
    for (let time = 1; time <= 2; time++)
      await receive(consumer, "OrderProcessedEvent", { OrderId: id, UserId: "ada" });
    expect(await service.orders.notifications(id)).toHaveLength(1);
  });

  test("a declined payment cancels the order and puts its stock back, once", async () => {
    const before = await left("B");
    const id = await place("B", "declined");
    await run(id);
    const data = { OrderId: id, PaymentId: "payment-2", Reason: "no funds" };
    await Promise.all([answered("PaymentDeclinedEvent", data), answered("PaymentDeclinedEvent", data)]);
    expect(await service.orders.get(id)).toMatchObject({
      status: "Cancelled",
      reason: "Payment declined: no funds",
    });
    expect(await left("B")).toBe(before);
  });

  test("an unknown sku cancels, and nothing is paid", async () => {
    const id = await place("Z");
    await run(id);
    expect(await service.orders.get(id)).toMatchObject({ status: "Cancelled", reason: "Unknown sku: Z" });
    expect(await eventTypes(id)).toEqual(["OrderCancelledEvent", "OrderCreatedEvent"]);
  });

  test("money that comes after the deadline is asked back, until it was given", async () => {
    const before = await left("C");
    const id = await place("C");
    await run(id);
    await receive(orderSagaConsumer(carriers().saga), "PaymentDeadline", { OrderId: id });
    expect(await service.orders.get(id)).toMatchObject({ status: "Cancelled" });
    expect(await left("C")).toBe(before);

    await answered("PaymentAuthorizedEvent", { OrderId: id, PaymentId: "payment-3" });
    expect(await eventTypes(id)).toContain("RefundRequestedEvent");
    expect((await carriers().orders.refundsDue(10)).map((order) => order.id)).toEqual([id]);
    await answered("PaymentRefundedEvent", { OrderId: id, PaymentId: "payment-3" });
    expect(await carriers().orders.refundsDue(10)).toEqual([]);
  });

  test("a payment that nobody here asked for, or of another amount, decides nothing", async () => {
    const id = await place();
    await answered("PaymentDeclinedEvent", { OrderId: id, PaymentId: "payment-4", Reason: "theirs" });
    expect(await service.orders.get(id)).toMatchObject({ status: "Pending" });
    await run(id);
    await answered("PaymentAuthorizedEvent", { OrderId: id, PaymentId: "payment-5", Amount: 0.01 });
    expect(await service.orders.get(id)).toMatchObject({ status: "Pending" });
    await answered("PaymentAuthorizedEvent", { OrderId: "nothing", PaymentId: "payment-6" });
  });

  test("orders that come at once do not sell more than there is", async () => {
    const before = (await left("A")) ?? 0;
    const ids = await Promise.all(Array.from({ length: 5 }, () => place()));
    await Promise.all(ids.map(run));
    expect(await left("A")).toBe(before - 15);
  });
});
