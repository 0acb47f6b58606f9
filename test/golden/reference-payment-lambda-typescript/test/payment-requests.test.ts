import { beforeEach, describe, expect, test } from "vitest";
import contract from "../contracts/openapi.json" with { type: "json" };
import { paymentRequests } from "../src/adapters/payment-requests.js";
import { paymentRoutes } from "../src/adapters/payment-routes.js";
import { apiHandler } from "../src/chassis/api.js";
import { queueConsumer } from "../src/chassis/consume-queue.js";
import { Payments } from "../src/domain/payments.js";
import { SandboxPaymentProvider } from "../src/domain/sandbox-payment-provider.js";
import { InMemoryPaymentStore } from "./domain/in-memory-payment-store.js";
import { operationsOf } from "./support/contract-operations.js";
import { contractEvents, eventProblems } from "./support/event-contract.js";
import { context, httpEvent, queued, recordedMetrics } from "./support/invocation.js";

const request = { OrderId: "order-1", Amount: 29.97, Currency: "USD", Method: "card" };

describe("payments", () => {
  let store: InMemoryPaymentStore;
  let payments: Payments;
  let refused: [string, string][];

  beforeEach(() => {
    let next = 0;
    store = new InMemoryPaymentStore();
    refused = [];
    payments = new Payments({
      store,
      provider: new SandboxPaymentProvider(),
      newId: () => `payment-${++next}`,
      clock: () => new Date("2030-01-02T03:04:05.678Z"),
    });
  });

  const receive = (...records: Parameters<typeof queued>[]) =>
    queueConsumer(
      paymentRequests(payments, async (...said) => void refused.push(said), contract),
      {
        queue: { delay: async () => {}, sendLater: async () => {} },
        observe: recordedMetrics().observe,
      },
    )({ Records: records.map((record) => queued(...record)) }, context);
  const call = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const handler = apiHandler({
      contract,
      routes: paymentRoutes(payments),
      observe: recordedMetrics().observe,
    });
    const answer = await handler(httpEvent(method, path, { body, ...(headers && { headers }) }), context);
    return { ...answer, body: JSON.parse(answer.body) };
  };
  const types = () => store.events.map(({ type }) => type);

  test("asked for by event are made once, and answered by the payment's event", async () => {
    const delivery = ["PaymentRequestedEvent", request] as const;
    await receive([...delivery]);
    await receive([...delivery]);
    expect(types()).toEqual(["PaymentAuthorizedEvent"]);
    expect(store.events.flatMap(eventProblems)).toEqual([]);
    await receive(["PaymentRequestedEvent", { ...request, OrderId: "order-2", Method: "declined" }]);
    expect(types()).toEqual(["PaymentAuthorizedEvent", "PaymentDeclinedEvent"]);
  });

  test.each([
    ["nothing", { Amount: 0 }],
    ["more decimals than the currency has", { Amount: 1.001 }],
    ["no currency", { Currency: "dollars" }],
  ])("of %s are refused, not tried again", async (_what, change) => {
    expect(await receive(["PaymentRequestedEvent", { ...request, ...change }])).toEqual({
      batchItemFailures: [],
    });
    expect(refused).toMatchObject([["order-1", expect.any(String)]]);
    expect(types()).toEqual([]);
  });

  test("asked back by event are refunded once; what cannot be refunded is a dead letter", async () => {
    await receive(["PaymentRequestedEvent", request]);
    const back = ["RefundRequestedEvent", { OrderId: "order-1", PaymentId: "payment-1" }] as const;
    await receive([...back]);
    await receive([...back]);
    expect(types()).toEqual(["PaymentAuthorizedEvent", "PaymentRefundedEvent"]);
    const unknown = await receive(["RefundRequestedEvent", { PaymentId: "nothing" }]);
    expect(unknown.batchItemFailures).toHaveLength(1);
  });

  test("by HTTP need an idempotency key, and are answered alike under it", async () => {
    const body = { orderId: "order-1", amount: 29.97, currency: "USD", method: "card" };
    expect((await call("POST", "/api/v1/payments", body)).statusCode).toBe(400);
    const key = { "idempotency-key": "k" };
    const first = await call("POST", "/api/v1/payments", body, key);
    expect(first).toMatchObject({ statusCode: 201, body: { status: "Authorized", amount: 29.97 } });
    expect((await call("POST", "/api/v1/payments", body, key)).body).toEqual(first.body);
    expect((await call("POST", "/api/v1/payments", { ...body, amount: 1 }, key)).statusCode).toBe(422);
    const refund = await call("POST", `${first.headers.location}/refund`);
    expect(refund).toMatchObject({ statusCode: 200, body: { status: "Refunded" } });
  });

  test("have a route for every operation, and a consumer for every event, of the contracts", () => {
    expect(Object.keys(paymentRoutes(payments)).sort()).toEqual(operationsOf(contract));
    expect(contractEvents("receive")).toEqual([
      "payment_requests PaymentRequestedEvent",
      "payment_requests RefundRequestedEvent",
    ]);
  });
});
