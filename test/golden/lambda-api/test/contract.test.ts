import { expect, test } from "vitest";
import contract from "../contracts/openapi.json" with { type: "json" };
import { itemRoutes } from "../src/adapters/http/item-routes.js";
import type { Items } from "../src/domain/items.js";
import { eventContract } from "./support/event-contract.js";
import { operationsOf } from "./support/contract-operations.js";

test("every route is in contracts/openapi.json, and every operation there has a route", () => {
  const routes = Object.keys(itemRoutes({} as Items));
  expect(routes.sort()).toEqual(operationsOf(contract));
});

test("the events are those of an AsyncAPI 3 document", () => {
  expect(eventContract.asyncapi).toMatch(/^3\./);
});
