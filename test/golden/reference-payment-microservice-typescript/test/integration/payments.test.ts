import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { service } from "../../src/adapters/service.js";
import { eventProblems } from "../support/event-contract.js";
import {
  describeIntegration,
  type ServiceUnderTest,
  startServiceUnderTest,
} from "../support/service-under-test.js";

describeIntegration("payments over HTTP, PostgreSQL and RabbitMQ", () => {
  let sut: ServiceUnderTest;

  beforeAll(async () => {
    sut = await startServiceUnderTest(service);
  });
  afterAll(() => sut?.stop());

  const wanted = (more: object = {}) => ({
    orderId: randomUUID(),
    amount: 29.97,
    currency: "USD",
    method: "card",
    ...more,
  });
  const pay = (body: object, key: string = randomUUID()) =>
    sut.request("POST", "/api/v1/payments", { body, headers: { "Idempotency-Key": key } });
  const eventsOf = (id: string) =>
    sut.events.filter((event) => event.subject === id).map((event) => event.type);

  it("authorizes a payment, answers where it is, and publishes it", async () => {
    const body = wanted();
    const paid = await pay(body);

    expect(paid.status).toBe(201);
    expect(paid.body).toEqual({ id: expect.any(String), ...body, status: "Authorized" });
    const read = await sut.request("GET", paid.headers.get("location") ?? "");
    expect(read.body).toEqual(paid.body);
    const event = await sut.event("PaymentAuthorizedEvent", paid.body.id);
    expect(event.data).toMatchObject({ OrderId: body.orderId, Amount: 29.97, Currency: "USD" });
    expect(eventProblems(event)).toEqual([]);
  });

  it("answers a decline as a result", async () => {
    const declined = await pay(wanted({ method: "declined" }));
    expect(declined.status).toBe(201);
    expect(declined.body).toMatchObject({ status: "Declined", reason: expect.any(String) });
    expect(eventProblems(await sut.event("PaymentDeclinedEvent", declined.body.id))).toEqual([]);
  });

  it("needs an idempotency key", async () => {
    const refused = await sut.request("POST", "/api/v1/payments", { body: wanted() });
    expect(refused.status).toBe(400);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(JSON.stringify(refused.body)).toContain("idempotency-key");
  });

  it("makes one payment of ten equal requests under one key at once", async () => {
    const [body, key] = [wanted(), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(body, key)));

    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(201));
    const ids = new Set(answers.map((answer) => answer.body.id));
    expect(ids.size).toBe(1);
    const listed = await sut.request("GET", `/api/v1/payments?orderId=${body.orderId}`);
    expect(listed.body.items).toEqual([answers[0]?.body]);
    await sut.event("PaymentAuthorizedEvent", answers[0]?.body.id);
    expect(eventsOf(answers[0]?.body.id)).toEqual(["PaymentAuthorizedEvent"]);
  });

  it("refuses a key that stands for something else", async () => {
    const [body, key] = [wanted(), randomUUID()];
    await pay(body, key);
    const refused = await pay({ ...body, amount: 30 }, key);
    expect(refused.status).toBe(422);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
  });

  it("refunds once, and still answers the first request as it did", async () => {
    const [body, key] = [wanted(), randomUUID()];
    const paid = await pay(body, key);
    const refund = () => sut.request("POST", `/api/v1/payments/${paid.body.id}/refund`);
    const answers = await Promise.all([refund(), refund(), refund()]);

    expect(answers.map((answer) => answer.body)).toEqual(Array(3).fill({ ...paid.body, status: "Refunded" }));
    expect((await sut.request("GET", `/api/v1/payments/${paid.body.id}`)).body.status).toBe("Refunded");
    expect((await pay(body, key)).body).toEqual(paid.body);
    expect(eventProblems(await sut.event("PaymentRefundedEvent", paid.body.id))).toEqual([]);
    expect(eventsOf(paid.body.id)).toEqual(["PaymentAuthorizedEvent", "PaymentRefundedEvent"]);
  });

  it("refunds neither a decline nor nothing", async () => {
    const declined = await pay(wanted({ method: "declined" }));
    expect((await sut.request("POST", `/api/v1/payments/${declined.body.id}/refund`)).status).toBe(409);
    expect((await sut.request("POST", "/api/v1/payments/nothing/refund")).status).toBe(404);
    expect((await sut.request("GET", "/api/v1/payments/nothing")).status).toBe(404);
  });

  it.each([
    ["zero", { amount: 0 }],
    ["less than nothing", { amount: -1 }],
    ["a text for an amount", { amount: "29.97" }],
    ["fractions of a cent", { amount: 0.001 }],
    ["half a yen", { amount: 0.5, currency: "JPY" }],
    ["a currency that is none", { currency: "usd" }],
    ["no method", { method: undefined }],
    ["no order", { orderId: "" }],
  ])("refuses %s", async (_what, change) => {
    expect((await pay(wanted(change))).status).toBe(400);
  });
});
