import { expect, test } from "vitest";
import { priceOfReplica } from "./container-prices.js";
import { estimate } from "./estimate.js";

const load = { requests: 1_000_000, meanMs: 100, memoryMb: 1024, replicas: 3, host: "no" } as const;

test("a quarter of a processor and half a GB for a month of 730 hours", () => {
  // 730 × (0.25 × 0.03238 + 0.5 × 0.00356)
  expect(priceOfReplica()).toBeCloseTo(7.20875, 5);
});

test("a million requests are what the table of functions says, and three replicas are three", () => {
  expect(estimate(load)).toEqual({
    monthlyUsd: { lambda: 1.53, microservice: 21.63, monolith: 21.63 },
    replicas: 3,
  });
});

test("a module of an application that runs anyway costs nothing more", () => {
  expect(estimate({ ...load, host: "yes" }).monthlyUsd.monolith).toBe(0);
});

test("a load that three replicas do not carry is given more; nothing at all costs no function", () => {
  const heavy = estimate({ ...load, requests: 500_000_000 });
  expect(heavy.replicas).toBeGreaterThan(3);
  expect(heavy.monthlyUsd.lambda).toBe(765);
  expect(estimate({ ...load, requests: 0 })).toMatchObject({ monthlyUsd: { lambda: 0 }, replicas: 3 });
});

test("more requests never cost less, in either form", () => {
  let before = estimate({ ...load, requests: 0 }).monthlyUsd;
  for (let requests = 1; requests < 1e12; requests *= 7) {
    const { monthlyUsd } = estimate({ ...load, requests });
    expect(monthlyUsd.lambda).toBeGreaterThanOrEqual(before.lambda);
    expect(monthlyUsd.microservice).toBeGreaterThanOrEqual(before.microservice);
    before = monthlyUsd;
  }
});
