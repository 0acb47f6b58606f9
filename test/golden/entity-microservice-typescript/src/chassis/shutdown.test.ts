import { pino } from "pino";
import { expect, test } from "vitest";
import { stopInOrder } from "./shutdown.js";

const logger = pino({ level: "silent" });

test("steps run one after the other", async () => {
  const order: string[] = [];
  const step = (name: string) => ({ name, run: async () => order.push(name) });
  expect(await stopInOrder([step("http"), step("broker"), step("database")], 1_000, logger)).toBe(true);
  expect(order).toEqual(["http", "broker", "database"]);
});

test("a step that fails does not keep the others from running", async () => {
  const closed: string[] = [];
  const steps = [
    { name: "broker", run: () => Promise.reject(new Error("gone")) },
    { name: "database", run: async () => closed.push("database") },
  ];
  expect(await stopInOrder(steps, 1_000, logger)).toBe(false);
  expect(closed).toEqual(["database"]);
});

test("after the grace period nothing is waited for", async () => {
  const steps = [{ name: "http", run: () => new Promise(() => {}) }];
  expect(await stopInOrder(steps, 20, logger)).toBe(false);
});
