import { expect, test } from "vitest";
import { service } from "../src/adapters/service.js";
import { contractOperations } from "./support/contract-shape.js";
import { inspectService } from "./support/inspect-service.js";

test("every route is in contracts/openapi.json, and every operation there has a route", async () => {
  const { routes } = await inspectService(service);
  expect(routes).toEqual(contractOperations());
});
