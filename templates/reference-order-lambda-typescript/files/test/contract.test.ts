import { expect, test } from "vitest";
import contract from "../contracts/openapi.json" with { type: "json" };
import { orderRoutes } from "../src/adapters/order-routes.js";
import type { Orders } from "../src/domain/orders.js";
import { operationsOf } from "./support/contract-operations.js";
import { contractEvents } from "./support/event-contract.js";

test("every route is in contracts/openapi.json, and every operation there has a route", () => {
  const routes = orderRoutes({ orders: {} as Orders, customers: { find: async () => undefined } });
  expect(Object.keys(routes).sort()).toEqual(operationsOf(contract));
});

test("what is consumed and published is in contracts/asyncapi.json", () => {
  expect(contractEvents("receive")).toEqual([
    "order_events OrderCreatedEvent",
    "order_events OrderProcessedEvent",
    "payment_events PaymentAuthorizedEvent",
    "payment_events PaymentDeclinedEvent",
    "payment_events PaymentRefundedEvent",
    "payment_events PaymentRefusedEvent",
    "user_events UserCreatedEvent",
    "user_events UserDeletedEvent",
    "user_events UserUpdatedEvent",
  ]);
  expect(contractEvents("send")).toContain("payment_requests PaymentRequestedEvent");
});
