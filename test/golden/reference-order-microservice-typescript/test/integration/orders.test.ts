import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { service } from "../../src/adapters/service.js";
import { eventProblems } from "../support/event-contract.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "../support/service-under-test.js";
import { PaymentStandIn } from "./payment-stand-in.js";

describeIntegration("orders over HTTP, PostgreSQL and RabbitMQ", () => {
  const payments = new PaymentStandIn();
  let sut: ServiceUnderTest;
  let userId: string;

  beforeAll(async () => {
    sut = await startServiceUnderTest(service, {
      PAYMENT_SERVICE: "till",
      TILL_URL: await payments.start(),
      HTTP_CLIENT_RETRIES: "1",
      HTTP_CLIENT_RETRY_DELAY_MS: "10",
      BREAKER_RESET_MS: "50",
      REFUND_INTERVAL_MS: "50",
    });
    userId = await customer();
  });
  afterAll(async () => {
    await sut?.stop();
    await payments.stop();
  });
  beforeEach(() => {
    payments.mode = "up";
  });

  async function customer(): Promise<string> {
    const id = randomUUID();
    const data = { UserId: id, Name: "Ada", Email: `${id}@example.com`, Version: 1 };
    await sut.publish("user_events", "UserCreatedEvent", data);
    await vi.waitUntil(async () => (await getCustomer(id)).status === 200, { timeout: 10_000 });
    return id;
  }
  const getCustomer = (id: string) => sut.request("GET", `/api/v1/orders/customers/${id}`);
  const stockOf = async (sku: string): Promise<number> =>
    (await sut.request("GET", `/api/v1/orders/stock/${sku}`)).body.available;

  const request = (more: object = {}) => ({
    userId,
    items: [{ sku: "A", quantity: 3, price: 9.99 }],
    paymentMethod: "card",
    ...more,
  });
  async function place(more: object = {}): Promise<string> {
    const placed = await sut.request("POST", "/api/v1/orders", { body: request(more) });
    expect(placed.status).toBe(202);
    return placed.body.id;
  }
  async function ended(id: string) {
    const read = async () => (await sut.request("GET", `/api/v1/orders/${id}`)).body;
    await expect.poll(async () => (await read()).status, { timeout: 15_000 }).not.toBe("Pending");
    return read();
  }
  const eventsOf = (id: string) =>
    sut.events.filter((event) => event.subject === id).map((event) => event.type);

  it("takes an order down at once, and carries it out", async () => {
    const before = await stockOf("A");
    const placed = await sut.request("POST", "/api/v1/orders", { body: request() });
    expect(placed.status).toBe(202);
    expect(placed.body).toEqual({ id: expect.any(String), status: "Pending" });
    const { id } = placed.body;
    expect(placed.headers.get("location")).toBe(`/api/v1/orders/${id}`);
    expect((await sut.request("GET", `/api/v1/orders/${id}`)).status).toBe(200);

    expect(await ended(id)).toEqual({
      id,
      userId,
      items: [{ sku: "A", quantity: 3, price: 9.99 }],
      total: 29.97,
      currency: "USD",
      status: "Processed",
    });
    expect(await stockOf("A")).toBe(before - 3);
    expect(payments.ofOrder(id)).toMatchObject([{ amount: 29.97, status: "Authorized" }]);
    const event = await sut.event("OrderProcessedEvent", id);
    expect(event.data).toMatchObject({ OrderId: id, PaymentId: payments.ofOrder(id)[0]?.id });
    expect(eventsOf(id)).toEqual(["OrderCreatedEvent", "OrderProcessedEvent"]);
    expect(sut.events.flatMap(eventProblems)).toEqual([]);

    const told = async () => (await sut.request("GET", `/api/v1/orders/${id}/notifications`)).body.items;
    await expect.poll(told, { timeout: 10_000 }).toMatchObject([{ orderId: id, userId }]);
    const listed = await sut.request("GET", `/api/v1/orders?userId=${userId}`);
    expect(listed.body.items).toContainEqual(await ended(id));
  });

  it("puts the stock back when the payment is declined", async () => {
    const before = await stockOf("B");
    const id = await place({ items: [{ sku: "B", quantity: 7, price: 1 }], paymentMethod: "declined" });

    expect(await ended(id)).toMatchObject({ status: "Cancelled", reason: "Payment declined: no funds" });
    expect(await stockOf("B")).toBe(before);
    expect(eventProblems(await sut.event("OrderCancelledEvent", id))).toEqual([]);
  });

  it.each([
    ["an unknown sku", [{ sku: "Z", quantity: 1, price: 1 }], "Unknown sku: Z"],
    ["more than there is", [{ sku: "C", quantity: 1_000_001, price: 1 }], "Not enough stock of C"],
    [
      "too much in two lines",
      Array(2).fill({ sku: "C", quantity: 600_000, price: 1 }),
      "Not enough stock of C",
    ],
  ])("cancels an order of %s, and takes no money", async (_what, items, reason) => {
    const before = await stockOf("C");
    const id = await place({ items });
    expect(await ended(id)).toMatchObject({ status: "Cancelled", reason: expect.stringContaining(reason) });
    expect(payments.ofOrder(id)).toEqual([]);
    expect(await stockOf("C")).toBe(before);
  });

  it("cancels an order of a user that nobody has heard of, after having waited for word", async () => {
    const id = await place({ userId: "nobody" });
    expect(await ended(id)).toMatchObject({ status: "Cancelled", reason: "Unknown customer: nobody" });
  });

  it("waits for word of a user that is still on its way", async () => {
    const late = randomUUID();
    const id = await place({ userId: late });
    await sut.publish("user_events", "UserCreatedEvent", { UserId: late, Email: "late@example.com" });
    expect(await ended(id)).toMatchObject({ status: "Processed" });
  });

  it("cancels and puts the stock back when the payment service stays away", async () => {
    payments.mode = "failing";
    const before = await stockOf("A");
    const id = await place();
    expect(await ended(id)).toMatchObject({ status: "Cancelled", reason: "Payment service unavailable" });
    expect(await stockOf("A")).toBe(before);
  });

  it("gives the money back when the payment's answer got lost and the order was cancelled", async () => {
    payments.mode = "answer lost";
    const before = await stockOf("A");
    const id = await place();
    expect(await ended(id)).toMatchObject({ status: "Cancelled" });
    expect(payments.ofOrder(id)).toMatchObject([{ status: "Authorized" }]);

    payments.mode = "up";
    const data = { PaymentId: payments.ofOrder(id)[0]?.id, OrderId: id };
    await sut.publish("payment_events", "PaymentAuthorizedEvent", data);
    await expect.poll(() => payments.ofOrder(id)[0]?.status, { timeout: 10_000 }).toBe("Refunded");
    expect(await stockOf("A")).toBe(before);
  });

  it("applies an order once, however often its event comes", async () => {
    const before = await stockOf("A");
    const id = await place();
    await ended(id);
    const { data, id: eventId } = await sut.event("OrderCreatedEvent", id);
    const repetitions = [eventId, eventId, randomUUID()];
    for (const repeated of repetitions) {
      await sut.publish("order_events", "OrderCreatedEvent", data, { "cloudEvents:id": repeated });
    }
    const next = await place();
    await ended(next);

    expect(await stockOf("A")).toBe(before - 6);
    expect(payments.ofOrder(id)).toHaveLength(1);
    expect(eventsOf(id).filter((type) => type === "OrderProcessedEvent")).toHaveLength(1);
  });

  it("dead-letters an event about an order that it never took down", async () => {
    const queue = `${sut.name}.saga.dlq`;
    const before = await sut.queueDepth(queue);
    await sut.publish("order_events", "OrderCreatedEvent", { OrderId: "nothing" });
    await sut.publish("order_events", "OrderCreatedEvent", { Surprise: true });
    await expect.poll(() => sut.queueDepth(queue), { timeout: 10_000 }).toBe(before + 2);
  });

  it("follows a user's changes, and forgets no removal", async () => {
    const id = await customer();
    const user = (version: number, more: object = {}) => ({ UserId: id, Version: version, ...more });
    await sut.publish(
      "user_events",
      "UserUpdatedEvent",
      user(2, { Name: "Ada King", Email: "king@example.com" }),
    );
    await expect
      .poll(async () => (await getCustomer(id)).body, { timeout: 10_000 })
      .toEqual({ userId: id, name: "Ada King", email: "king@example.com" });

    await sut.publish("user_events", "UserDeletedEvent", user(4));
    await expect.poll(async () => (await getCustomer(id)).status, { timeout: 10_000 }).toBe(404);
    await sut.publish(
      "user_events",
      "UserUpdatedEvent",
      user(3, { Name: "Late", Email: "late@example.com" }),
    );
    const order = await place({ userId: id });
    expect(await ended(order)).toMatchObject({
      status: "Cancelled",
      reason: `The customer ${id} was removed`,
    });
    expect((await getCustomer(id)).status).toBe(404);
  });

  it.each([
    ["no items", { items: [] }],
    ["no pieces", { items: [{ sku: "A", quantity: 0, price: 1 }] }],
    ["half a piece", { items: [{ sku: "A", quantity: 0.5, price: 1 }] }],
    ["a price of nothing", { items: [{ sku: "A", quantity: 1, price: 0 }] }],
    ["fractions of a cent", { items: [{ sku: "A", quantity: 1, price: 0.001 }] }],
    ["a total that is too large", { items: [{ sku: "A", quantity: 2_000_000_000, price: 9_999 }] }],
    ["no user", { userId: undefined }],
    ["a currency that is none", { currency: "dollars" }],
  ])("refuses %s", async (_what, change) => {
    const refused = await sut.request("POST", "/api/v1/orders", { body: request(change) });
    expect(refused.status).toBe(400);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
  });

  it("knows nothing of what is not there", async () => {
    for (const path of ["nothing", "nothing/notifications", "stock/Z", "customers/nobody"]) {
      expect((await sut.request("GET", `/api/v1/orders/${path}`)).status).toBe(404);
    }
  });
});
