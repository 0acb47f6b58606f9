import { expect, test } from "vitest";
import { loadConfig } from "./config.js";

test("the address of the database is needed; a malformed one is named and not shown", () => {
  const load = (url: string) => () => loadConfig({ SERVICE_NAME: "user-service", DATABASE_URL: url });
  expect(load("")).toThrow(/DATABASE_URL/);
  expect(load("mysql-but-secret")).toThrow(/DATABASE_URL/);
  expect(load("mysql-but-secret")).not.toThrow(/mysql-but-secret/);
  expect(load("postgres://user:secret@db/users")().database.poolSize).toBe(10);
});
