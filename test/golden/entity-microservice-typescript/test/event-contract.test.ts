import { expect, test } from "vitest";
import { service } from "../src/adapters/service.js";
import { contractEvents, eventContract } from "./support/event-contract.js";
import { inspectService } from "./support/inspect-service.js";

test("what the service consumes is what contracts/asyncapi.json says it receives", async () => {
  const { consumed } = await inspectService(service);
  expect(consumed).toEqual(contractEvents("receive"));
});

test("all events are sent on the service's own exchange", () => {
  const exchanges = contractEvents("send").map((event) => event.split(" ", 1)[0]);
  expect(new Set(exchanges)).toEqual(new Set(exchanges.length > 0 ? [service.exchange] : []));
  expect(eventContract.asyncapi).toMatch(/^3\./);
});
