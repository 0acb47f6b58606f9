import { describe, expect, it } from "vitest";
import type { BreakerOptions } from "../config/gateway-config.js";
import { CircuitBreaker, type Verdict } from "./circuit-breaker.js";

const CONSECUTIVE: BreakerOptions = { minimum: 3, durationMs: 30_000, ratio: undefined };

function make(options = CONSECUTIVE) {
  const clock = { now: 0 };
  const changes: string[] = [];
  const breaker = new CircuitBreaker(
    options,
    () => clock.now,
    (state) => changes.push(state),
  );
  const send = (verdict: Verdict): boolean => {
    const admission = breaker.admit();
    if (admission !== undefined) breaker.record(admission, verdict);
    return admission !== undefined;
  };
  const fail = (times: number) => {
    for (let turn = 0; turn < times; turn += 1) send("failure");
  };
  return { breaker, clock, changes, send, fail };
}

describe("CircuitBreaker, consecutive failures", () => {
  it("opens at exactly the configured count, and a success in between starts it over", () => {
    const { breaker, send, fail } = make();
    fail(2);
    send("success");
    fail(2);
    expect(breaker.state).toBe("closed");
    fail(1);
    expect(breaker.state).toBe("open");
  });

  it("does not count what says nothing about the service", () => {
    const { breaker, send, fail } = make();
    fail(2);
    for (let turn = 0; turn < 5; turn += 1) send("neither");
    expect(breaker.state).toBe("closed");
    fail(1);
    expect(breaker.state).toBe("open");
  });

  it("open, admits none and says how long, rounded up, never below 1", () => {
    const { breaker, clock, fail } = make();
    fail(3);
    expect([breaker.admit(), breaker.retryAfterSeconds]).toEqual([undefined, 30]);
    clock.now = 1;
    expect(breaker.retryAfterSeconds).toBe(30);
    clock.now = 29_900;
    expect([breaker.admit(), breaker.retryAfterSeconds]).toEqual([undefined, 1]);
  });

  it("half-open, admits one at a time; success closes it", () => {
    const { breaker, clock, changes, fail, send } = make();
    fail(3);
    clock.now = 30_000;
    expect(breaker.state).toBe("half-open");
    const trial = breaker.admit();
    expect([trial === undefined, breaker.admit(), breaker.retryAfterSeconds]).toEqual([false, undefined, 1]);
    if (trial !== undefined) breaker.record(trial, "success");
    expect([breaker.state, send("success"), changes]).toEqual([
      "closed",
      true,
      ["open", "half-open", "closed"],
    ]);
  });

  it("half-open, failure opens it for its whole time again", () => {
    const { breaker, clock, fail, send } = make();
    fail(3);
    clock.now = 40_000;
    send("failure");
    clock.now = 69_999;
    expect([breaker.state, breaker.admit()]).toEqual(["open", undefined]);
    clock.now = 70_000;
    expect(breaker.state).toBe("half-open");
  });

  it("half-open, a trial that said nothing leaves room for the next", () => {
    const { breaker, clock, fail, send } = make();
    fail(3);
    clock.now = 30_000;
    expect([send("neither"), breaker.state, send("success"), breaker.state]).toEqual([
      true,
      "half-open",
      true,
      "closed",
    ]);
  });

  it("half-open, a trial that never ends does not hold it for ever", () => {
    const { breaker, clock, fail, send } = make();
    fail(3);
    clock.now = 30_000;
    breaker.admit();
    clock.now = 59_999;
    expect(breaker.admit()).toBeUndefined();
    clock.now = 60_000;
    expect([send("success"), breaker.state]).toEqual([true, "closed"]);
  });

  it("requests from before a change of state change nothing", () => {
    const { breaker, clock, fail } = make();
    const [early, late] = [breaker.admit(), breaker.admit()];
    fail(3);
    if (early !== undefined) breaker.record(early, "success");
    expect(breaker.state).toBe("open");
    clock.now = 30_000;
    breaker.admit();
    if (late !== undefined) breaker.record(late, "failure");
    expect(breaker.state).toBe("half-open");
  });

  it("may be tried before its time when there is news", () => {
    const { breaker, fail } = make();
    fail(3);
    const trial = breaker.admit(true);
    expect([trial === undefined, breaker.state, breaker.admit(true)]).toEqual([
      false,
      "half-open",
      undefined,
    ]);
  });
});

describe("CircuitBreaker, share of failures", () => {
  const RATIO: BreakerOptions = {
    minimum: 4,
    durationMs: 1000,
    ratio: { failures: 0.5, samplingMs: 10_000 },
  };

  it("opens at the share, not before there are enough requests", () => {
    const { breaker, send, fail } = make(RATIO);
    fail(3);
    expect(breaker.state).toBe("closed");
    send("success");
    expect(breaker.state).toBe("closed");
    fail(1);
    expect(breaker.state).toBe("open");
  });

  it("stays closed below the share", () => {
    const { breaker, send } = make(RATIO);
    for (let turn = 0; turn < 30; turn += 1) send(turn % 3 === 2 ? "failure" : "success");
    expect(breaker.state).toBe("closed");
  });

  it("forgets what is older than the sampling time", () => {
    const { breaker, clock, fail } = make(RATIO);
    fail(3);
    clock.now = 10_000;
    fail(3);
    expect(breaker.state).toBe("closed");
    fail(1);
    expect(breaker.state).toBe("open");
  });
});
