import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalsIn } from "../../src/adapters/refuse-payment.js";
import { paymentsIn } from "../../src/adapters/service.js";
import { IdempotencyKeyReusedError } from "../../src/domain/errors.js";
import type { Payments } from "../../src/domain/payments.js";
import { eventProblems } from "../support/event-contract.js";
import { awsEndpoint, createTestTable, eventsOf } from "../support/test-table.js";

const money = { minorUnits: 2997, currency: "USD" };

describe.skipIf(awsEndpoint === undefined)("payments in DynamoDB (SKIPPED without AWS_ENDPOINT_URL)", () => {
  let table: Awaited<ReturnType<typeof createTestTable>>;
  let payments: Payments;
  beforeAll(async () => {
    table = await createTestTable();
    payments = paymentsIn(table);
  });
  afterAll(() => table.remove());

  test("are one a key, also when it comes at the same time, and belong to their order", async () => {
    const request = { orderId: "order-1", money, method: "card" };
    const answers = await Promise.all([1, 2, 3].map(() => payments.pay("key-1", request)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    await expect(payments.pay("key-1", { ...request, orderId: "other" })).rejects.toThrow(
      IdempotencyKeyReusedError,
    );
    expect((await payments.list({ orderId: "order-1" }, { limit: 10 })).items).toHaveLength(1);
    expect((await payments.list({}, { limit: 10 })).items).toHaveLength(1);
  });

  test("are refunded once, and each step is an event", async () => {
    const { id } = await payments.pay("key-2", { orderId: "order-2", money, method: "card" });
    await Promise.all([payments.refund(id), payments.refund(id)]);
    const events = await eventsOf(table, `payment#${id}`);
    expect(events.map(({ type }) => type)).toEqual(["PaymentAuthorizedEvent", "PaymentRefundedEvent"]);
    expect(events.flatMap(eventProblems)).toEqual([]);
  });

  test("a refusal is said once", async () => {
    const refuse = refusalsIn(table);
    await refuse("order-3", "no amount");
    await refuse("order-3", "no amount");
    const events = await eventsOf(table, "order#order-3");
    expect(events).toMatchObject([{ type: "PaymentRefusedEvent", data: { Reason: "no amount" } }]);
    expect(events.flatMap(eventProblems)).toEqual([]);
  });
});
