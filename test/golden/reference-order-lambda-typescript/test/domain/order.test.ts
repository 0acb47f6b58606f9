import { describe, expect, it } from "vitest";
import { customerFrom, supersedes } from "../../src/domain/customer.js";
import { InvalidAmountError, toDecimal } from "../../src/domain/money.js";
import { placeOrder } from "../../src/domain/order.js";
import { orderCreated } from "../../src/domain/order-events.js";
import { shortage, stockLines } from "../../src/domain/stock.js";

const now = new Date("2030-01-02T03:04:05.678Z");

function place(items: { sku: string; quantity: number; price: number }[], currency?: string) {
  return placeOrder("order-1", { userId: "ada", items, paymentMethod: "card", currency }, now);
}

describe("an order", () => {
  it("is pending, in dollars, with an exact total", () => {
    const order = place([
      { sku: "A", quantity: 3, price: 0.1 },
      { sku: "B", quantity: 1, price: 0.2 },
    ]);
    expect(order).toMatchObject({ status: "Pending", total: { minorUnits: 50, currency: "USD" } });
    expect(toDecimal(order.total)).toBe(0.5);
  });

  it("keeps to the decimals of its currency", () => {
    expect(toDecimal(place([{ sku: "A", quantity: 2, price: 1.005 }], "KWD").total)).toBe(2.01);
    expect(() => place([{ sku: "A", quantity: 1, price: 0.5 }], "JPY")).toThrow(InvalidAmountError);
  });

  it("is refused when its total would not be exact any more", () => {
    expect(() => place([{ sku: "A", quantity: 2_000_000_000, price: 9_999_999_999.99 }])).toThrow(
      InvalidAmountError,
    );
  });

  it("announces itself in the guideline's JSON", () => {
    expect(orderCreated(place([{ sku: "A", quantity: 3, price: 9.99 }]))).toEqual({
      type: "OrderCreatedEvent",
      subject: "order-1",
      data: {
        OrderId: "order-1",
        UserId: "ada",
        OrderItems: [{ Sku: "A", Quantity: 3, Price: 9.99 }],
        Total: 29.97,
        Currency: "USD",
        PaymentMethod: "card",
        Timestamp: "2030-01-02T03:04:05.678Z",
      },
    });
  });
});

describe("stock", () => {
  it("is asked for once a sku, in the order of the skus", () => {
    const { items } = place([
      { sku: "B", quantity: 1, price: 1 },
      { sku: "A", quantity: 2, price: 1 },
      { sku: "B", quantity: 3, price: 2 },
    ]);
    expect(stockLines(items)).toEqual([
      { sku: "A", quantity: 2 },
      { sku: "B", quantity: 4 },
    ]);
  });

  it("is short when one line cannot be had", () => {
    const levels = [{ sku: "A", available: 2 }];
    expect(shortage([{ sku: "A", quantity: 2 }], levels)).toBeUndefined();
    expect(shortage([{ sku: "A", quantity: 3 }], levels)).toContain("Not enough stock of A");
    expect(shortage([{ sku: "Z", quantity: 1 }], levels)).toBe("Unknown sku: Z");
  });
});

describe("a customer", () => {
  it("is read from an event that has no more than an id", () => {
    expect(customerFrom("UserCreatedEvent", { UserId: "ada" })).toEqual({
      userId: "ada",
      name: "",
      email: "",
      version: 0,
      removed: false,
    });
    expect(customerFrom("UserCreatedEvent", { Email: "ada@example.com" })).toBeUndefined();
  });

  it("is not brought back by an event that comes late", () => {
    const removed = customerFrom("UserDeletedEvent", { UserId: "ada", Version: 3 });
    const late = customerFrom("UserUpdatedEvent", { UserId: "ada", Version: 2 });
    if (removed === undefined || late === undefined) throw new Error("events were not read");
    expect(supersedes(removed, undefined)).toBe(true);
    expect(supersedes(late, removed)).toBe(false);
  });
});
