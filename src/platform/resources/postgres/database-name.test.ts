import { expect, test } from "vitest";
import { databaseName } from "./database-name.js";

test.each([
  ["order-service", "order_service"],
  ["orders", "orders"],
  // Names that PostgreSQL keeps for itself.
  ["pg-tools", "svc_pg_tools"],
  ["template1", "svc_template1"],
  ["none", "svc_none"],
])("%s owns the database %s", (service, database) => {
  expect(databaseName(service)).toBe(database);
});
