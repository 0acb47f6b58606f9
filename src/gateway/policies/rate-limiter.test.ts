import { describe, expect, it } from "vitest";
import { MAX_CLIENTS, RateLimiter } from "./rate-limiter.js";

function make(limit: number, periodMs: number, waitMs?: number) {
  const clock = { now: 1000 };
  const limiter = new RateLimiter({ limit, periodMs, waitMs }, () => clock.now);
  return { limiter, clock };
}

describe("RateLimiter", () => {
  it("lets the limit through in a period, and again in the next", () => {
    const { limiter, clock } = make(2, 10_000);
    expect(limiter.take("a")).toEqual({ isExceeded: false, remaining: 1, resetMs: 10_000 });
    clock.now += 4000;
    expect(limiter.take("a")).toEqual({ isExceeded: false, remaining: 0, resetMs: 6000 });
    expect(limiter.take("a")).toEqual({ isExceeded: true, remaining: 0, resetMs: 6000 });
    clock.now += 6000;
    expect(limiter.take("a")).toEqual({ isExceeded: false, remaining: 1, resetMs: 10_000 });
  });

  it("counts each client for itself", () => {
    const { limiter } = make(1, 10_000);
    expect([limiter.take("a"), limiter.take("b")].map(({ isExceeded }) => isExceeded)).toEqual([
      false,
      false,
    ]);
    expect(limiter.take("a").isExceeded).toBe(true);
  });

  it.each([
    ["longer", 30_000],
    ["shorter", 2000],
  ])("with a wait that is %s than the period, is closed for that long from the one too many", (_, waitMs) => {
    const { limiter, clock } = make(1, 10_000, waitMs);
    limiter.take("a");
    clock.now += 1000;
    expect(limiter.take("a")).toEqual({ isExceeded: true, remaining: 0, resetMs: waitMs });
    clock.now += waitMs - 1;
    expect(limiter.take("a")).toEqual({ isExceeded: true, remaining: 0, resetMs: 1 });
    clock.now += 1;
    expect(limiter.take("a").isExceeded).toBe(false);
  });

  it("remembers a bounded number of clients, whatever they call themselves, and forgets the oldest first", () => {
    const { limiter, clock } = make(1, 60_000);
    limiter.take("first");
    for (let turn = 0; turn < 5 * MAX_CLIENTS; turn += 1) limiter.take(`flood-${turn}`);
    expect(limiter.clients).toBeLessThanOrEqual(MAX_CLIENTS);
    expect(limiter.take(`flood-${5 * MAX_CLIENTS - 1}`).isExceeded).toBe(true);
    expect(limiter.take("first").isExceeded).toBe(false);

    clock.now += 60_000;
    for (let turn = 0; turn < MAX_CLIENTS / 2 + 1; turn += 1) limiter.take("quiet day");
    for (let turn = 0; turn < MAX_CLIENTS / 2 + 1; turn += 1) {
      limiter.take(`new-${turn}`);
    }
    expect(limiter.clients).toBeLessThanOrEqual(MAX_CLIENTS / 2 + 2);
  });
});
