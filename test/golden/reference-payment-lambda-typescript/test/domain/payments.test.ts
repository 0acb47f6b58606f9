import { beforeEach, describe, expect, it } from "vitest";
import {
  IdempotencyKeyReusedError,
  NotRefundableError,
  PaymentNotFoundError,
} from "../../src/domain/errors.js";
import { toMoney } from "../../src/domain/money.js";
import type { Authorization, PaymentRequest } from "../../src/domain/payment.js";
import { Payments } from "../../src/domain/payments.js";
import { SandboxPaymentProvider } from "../../src/domain/sandbox-payment-provider.js";
import { InMemoryPaymentStore } from "./in-memory-payment-store.js";

const now = new Date("2030-01-02T03:04:05.678Z");
const request: PaymentRequest = { orderId: "order-1", money: toMoney(19.99, "USD"), method: "card" };

class CountingProvider extends SandboxPaymentProvider {
  calls = 0;

  override authorize(asked: PaymentRequest): Promise<Authorization> {
    this.calls++;
    return super.authorize(asked);
  }
}

describe("payments", () => {
  let store: InMemoryPaymentStore;
  let provider: CountingProvider;
  let payments: Payments;

  beforeEach(() => {
    let next = 0;
    store = new InMemoryPaymentStore();
    provider = new CountingProvider();
    payments = new Payments({ store, provider, newId: () => `payment-${++next}`, clock: () => now });
  });

  it("authorizes and says so in the guideline's JSON", async () => {
    expect(await payments.pay("key-1", request)).toMatchObject({ id: "payment-1", status: "Authorized" });
    expect(store.events).toEqual([
      {
        type: "PaymentAuthorizedEvent",
        subject: "payment-1",
        data: {
          PaymentId: "payment-1",
          OrderId: "order-1",
          Amount: 19.99,
          Currency: "USD",
          Method: "card",
          Timestamp: "2030-01-02T03:04:05.678Z",
        },
      },
    ]);
  });

  it("answers a decline with its reason", async () => {
    const payment = await payments.pay("key-1", { ...request, method: "declined" });
    expect(payment.status).toBe("Declined");
    expect(payment.reason).toBeTruthy();
    expect(store.events.map((event) => event.type)).toEqual(["PaymentDeclinedEvent"]);
  });

  it("answers the same to the same request under the same key, charging once", async () => {
    const first = await payments.pay("key-1", request);
    expect(await payments.pay("key-1", { ...request })).toEqual(first);
    expect(provider.calls).toBe(1);
    expect(store.events).toHaveLength(1);
  });

  it("repeats the first answer even after a refund", async () => {
    const first = await payments.pay("key-1", request);
    await payments.refund(first.id);
    expect(await payments.pay("key-1", request)).toEqual(first);
  });

  it("keeps one payment when two requests race under one key", async () => {
    const answers = await Promise.all([payments.pay("key-1", request), payments.pay("key-1", request)]);
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(store.events).toHaveLength(1);
  });

  it.each([
    ["amount", { money: toMoney(20, "USD") }],
    ["currency", { money: toMoney(19.99, "EUR") }],
    ["order", { orderId: "order-2" }],
    ["method", { method: "transfer" }],
  ])("refuses the key for another %s", async (_what, difference) => {
    await payments.pay("key-1", request);
    await expect(payments.pay("key-1", { ...request, ...difference })).rejects.toThrow(
      IdempotencyKeyReusedError,
    );
  });

  it("refunds once, however often it is asked", async () => {
    const { id } = await payments.pay("key-1", request);
    expect(await payments.refund(id)).toMatchObject({ status: "Refunded" });
    expect(await payments.refund(id)).toMatchObject({ status: "Refunded" });
    expect(store.events.map((event) => event.type)).toEqual([
      "PaymentAuthorizedEvent",
      "PaymentRefundedEvent",
    ]);
  });

  it("refunds nothing that was not taken", async () => {
    const { id } = await payments.pay("key-1", { ...request, method: "declined" });
    await expect(payments.refund(id)).rejects.toThrow(NotRefundableError);
    await expect(payments.refund("nothing")).rejects.toThrow(PaymentNotFoundError);
  });
});
