import { beforeEach, describe, expect, it } from "vitest";
import type { Customer } from "../../src/domain/customer.js";
import {
  OrderNotFoundError,
  PaymentUnavailableError,
  UnknownCustomerError,
} from "../../src/domain/errors.js";
import { type Order, placeOrder, refundIsDue } from "../../src/domain/order.js";
import { orderCreated } from "../../src/domain/order-events.js";
import { OrderSaga } from "../../src/domain/order-saga.js";
import { Refunds } from "../../src/domain/refunds.js";
import { InMemoryOrderStore } from "./in-memory-order-store.js";
import { ScriptedPayments } from "./scripted-payments.js";

const now = new Date("2030-01-02T03:04:05.678Z");
const clock = () => now;

describe("the order saga", () => {
  let store: InMemoryOrderStore;
  let payments: ScriptedPayments;
  let customers: Map<string, Customer>;
  let saga: OrderSaga;
  let refunds: Refunds;

  beforeEach(() => {
    store = new InMemoryOrderStore();
    payments = new ScriptedPayments();
    customers = new Map([
      ["ada", { userId: "ada", name: "Ada", email: "ada@example.com", version: 1, removed: false }],
    ]);
    const directory = { find: async (userId: string) => customers.get(userId) };
    saga = new OrderSaga({ orders: store, customers: directory, payments, clock });
    refunds = new Refunds({ orders: store, payments, clock });
  });

  async function place(
    request: { userId?: string; sku?: string; quantity?: number; paymentMethod?: string } = {},
  ) {
    const { userId = "ada", sku = "A", quantity = 3, paymentMethod = "card" } = request;
    const items = [{ sku, quantity, price: 9.99 }];
    const order = placeOrder("order-1", { userId, items, paymentMethod }, now);
    await store.add(order, orderCreated(order));
  }

  async function current(): Promise<Order> {
    const order = await store.find("order-1");
    if (order === undefined) throw new Error("the order is gone");
    return order;
  }

  const eventTypes = () => store.events.map((event) => event.type);

  it("reserves, charges and processes", async () => {
    await place();
    await saga.run("order-1");

    expect(await current()).toMatchObject({ status: "Processed", paymentId: "payment-of-order-1" });
    expect(store.stock.get("A")).toBe(7);
    expect(eventTypes()).toEqual(["OrderCreatedEvent", "OrderProcessedEvent"]);
    expect(store.events[1]?.data).toMatchObject({ Status: "Processed", Total: 29.97, Currency: "USD" });
  });

  it("does nothing more when it is run again", async () => {
    await place();
    await saga.run("order-1");
    await saga.run("order-1");
    await saga.giveUp("order-1", new Error("too late"));

    expect(await current()).toMatchObject({ status: "Processed" });
    expect(store.stock.get("A")).toBe(7);
    expect(eventTypes()).toEqual(["OrderCreatedEvent", "OrderProcessedEvent"]);
  });

  it("does no harm when two replicas run it at once", async () => {
    await place();
    await Promise.all([saga.run("order-1"), saga.run("order-1")]);

    expect(store.stock.get("A")).toBe(7);
    expect(eventTypes()).toEqual(["OrderCreatedEvent", "OrderProcessedEvent"]);
  });

  it("puts the stock back when the payment is declined", async () => {
    await place({ paymentMethod: "declined" });
    await saga.run("order-1");

    expect(await current()).toMatchObject({ status: "Cancelled", reason: "Payment declined: no funds" });
    expect(store.stock.get("A")).toBe(10);
    expect(eventTypes()).toEqual(["OrderCreatedEvent", "OrderCancelledEvent"]);
  });

  it.each([
    ["an unknown sku", { sku: "Z" }, "Unknown sku: Z"],
    ["more than there is", { quantity: 11 }, "Not enough stock of A: 11 wanted, 10 left"],
    ["what the payment service refuses", { paymentMethod: "malformed" }, "Payment refused: bad method"],
  ])("cancels an order of %s", async (_what, request, reason) => {
    await place(request);
    await saga.run("order-1");

    expect(await current()).toMatchObject({ status: "Cancelled", reason });
    expect(store.stock.get("A")).toBe(10);
    expect(payments.taken.size).toBe(0);
  });

  it("waits for word of the customer, and cancels when none comes", async () => {
    await place({ userId: "eve" });
    await expect(saga.run("order-1")).rejects.toThrow(UnknownCustomerError);
    expect(await current()).toMatchObject({ status: "Pending" });
    expect(store.stock.get("A")).toBe(10);

    await saga.giveUp("order-1", new UnknownCustomerError("eve"));
    expect(await current()).toMatchObject({ status: "Cancelled", reason: "Unknown customer: eve" });
  });

  it("cancels at once for a customer who was removed", async () => {
    customers.set("ada", { userId: "ada", name: "", email: "", version: 2, removed: true });
    await place();
    await saga.run("order-1");
    expect(await current()).toMatchObject({ status: "Cancelled" });
  });

  it("goes on where it stopped once the payment service is back", async () => {
    await place();
    payments.mode = "down";
    await expect(saga.run("order-1")).rejects.toThrow(PaymentUnavailableError);
    expect(store.stock.get("A")).toBe(7);

    payments.mode = "up";
    await saga.run("order-1");
    expect(await current()).toMatchObject({ status: "Processed" });
    expect(store.stock.get("A")).toBe(7);
  });

  it("cancels and puts the stock back, once, when the payment service stays away", async () => {
    await place();
    payments.mode = "down";
    await expect(saga.run("order-1")).rejects.toThrow(PaymentUnavailableError);
    await saga.giveUp("order-1", new PaymentUnavailableError("down"));
    await saga.giveUp("order-1", new PaymentUnavailableError("down"));

    expect(await current()).toMatchObject({ status: "Cancelled", reason: "Payment service unavailable" });
    expect(store.stock.get("A")).toBe(10);
    expect(eventTypes()).toEqual(["OrderCreatedEvent", "OrderCancelledEvent"]);
  });

  it("refunds a payment whose answer was lost, when its event comes after the cancellation", async () => {
    await place();
    payments.mode = "answer lost";
    await expect(saga.run("order-1")).rejects.toThrow(PaymentUnavailableError);
    await saga.giveUp("order-1", new PaymentUnavailableError("timed out"));
    expect((await refunds.settleDue(10)).refunded).toEqual([]);

    await refunds.paymentTaken("order-1", "payment-of-order-1");
    expect(await refunds.settleDue(10)).toEqual({ refunded: ["order-1"], failed: [] });
    expect((await refunds.settleDue(10)).refunded).toEqual([]);
    expect(payments.refunded).toEqual(["payment-of-order-1"]);
  });

  it("refunds it too when its event came before the cancellation", async () => {
    await place();
    payments.mode = "answer lost";
    await expect(saga.run("order-1")).rejects.toThrow(PaymentUnavailableError);
    await refunds.paymentTaken("order-1", "payment-of-order-1");
    await saga.giveUp("order-1", new PaymentUnavailableError("timed out"));

    expect((await refunds.settleDue(10)).refunded).toEqual(["order-1"]);
    expect(store.stock.get("A")).toBe(10);
  });

  describe("where the payment service answers later", () => {
    beforeEach(async () => {
      const directory = { find: async (userId: string) => customers.get(userId) };
      const requests = { pay: async () => ({ kind: "requested" as const }) };
      saga = new OrderSaga({ orders: store, customers: directory, payments: requests, clock });
      await place();
      await saga.run("order-1");
    });

    it("waits for the answer with the stock reserved", async () => {
      await saga.run("order-1");
      expect(await current()).toMatchObject({ status: "Pending" });
      expect(store.stock.get("A")).toBe(7);
    });

    it("processes, once, when the money is there", async () => {
      for (let time = 1; time <= 2; time++)
        await saga.paymentAnswered("order-1", { kind: "authorized", paymentId: "payment-1" });
      expect(await current()).toMatchObject({ status: "Processed", paymentId: "payment-1" });
      expect(eventTypes()).toEqual(["OrderCreatedEvent", "OrderProcessedEvent"]);
    });

    it("puts the stock back when it is declined", async () => {
      await saga.paymentAnswered("order-1", { kind: "declined", reason: "no funds" });
      expect(await current()).toMatchObject({ status: "Cancelled", reason: "Payment declined: no funds" });
      expect(store.stock.get("A")).toBe(10);
    });

    it("notes money that comes after the order was given up, so that it is due back", async () => {
      await saga.giveUp("order-1", new PaymentUnavailableError("no answer"));
      const order = await saga.paymentAnswered("order-1", { kind: "authorized", paymentId: "payment-1" });
      expect(order && refundIsDue(order)).toBe(true);
      expect(store.stock.get("A")).toBe(10);
    });

    it("leaves answers about other orders alone", async () => {
      const answer = { kind: "declined", reason: "no funds" } as const;
      expect(await saga.paymentAnswered("nothing", answer)).toBeUndefined();
    });
  });

  it("refunds when another replica gave up while the payment was being made", async () => {
    await place();
    const slow = new OrderSaga({
      orders: store,
      customers: { find: async (userId) => customers.get(userId) },
      payments: {
        pay: async (order) => {
          await saga.giveUp(order.id, new PaymentUnavailableError("timed out"));
          return payments.pay(order);
        },
      },
      clock,
    });
    await slow.run("order-1");

    expect(await current()).toMatchObject({ status: "Cancelled" });
    expect(store.stock.get("A")).toBe(10);
    expect((await refunds.settleDue(10)).refunded).toEqual(["order-1"]);
  });

  it("keeps a refund due while the payment service is away", async () => {
    await place();
    await saga.giveUp("order-1", new Error("crashed"));
    payments.taken.set("payment-1", await current());
    await refunds.paymentTaken("order-1", "payment-1");
    payments.mode = "down";
    expect((await refunds.settleDue(10)).failed).toMatchObject([{ orderId: "order-1" }]);

    payments.mode = "up";
    expect((await refunds.settleDue(10)).refunded).toEqual(["order-1"]);
  });

  it("knows that an order it never took down will never work", async () => {
    await expect(saga.run("nothing")).rejects.toThrow(OrderNotFoundError);
    await expect(saga.giveUp("nothing", undefined)).rejects.toThrow(OrderNotFoundError);
  });
});
