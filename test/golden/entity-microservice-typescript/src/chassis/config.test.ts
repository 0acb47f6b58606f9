import { expect, test } from "vitest";
import { loadConfig } from "./config.js";

const required = {
  SERVICE_NAME: "user-service",
  DATABASE_URL: "postgres://user:secret@db/users",
  AMQP_URL: "amqp://user:secret@broker/shop",
};

test("an event is tried again three times unless told otherwise, as the guideline says", () => {
  expect(loadConfig(required).consumer.retries).toBe(3);
  expect(loadConfig({ ...required, CONSUMER_RETRIES: "0" }).consumer.retries).toBe(0);
});

test("the addresses of database and broker are needed; a malformed one is named and not shown", () => {
  const load = () => loadConfig({ ...required, AMQP_URL: "amqp-but-secret", DATABASE_URL: "" });
  expect(load).toThrow(/AMQP_URL/);
  expect(load).toThrow(/DATABASE_URL/);
  expect(load).not.toThrow(/amqp-but-secret/);
});
