import { describe, expect, it } from "vitest";
import { readQos } from "./qos-options.js";

describe("readQos", () => {
  it("has neither breaker nor timeout without options, nor with a timeout alone, nor with 0", () => {
    expect(readQos(undefined, null)).toEqual({ breaker: undefined, timeoutMs: undefined });
    expect(readQos({ TimeoutValue: 5000 }, null)).toEqual({ breaker: undefined, timeoutMs: 5000 });
    expect(readQos({ MinimumThroughput: 0, Timeout: 0 }, null)).toEqual({
      breaker: undefined,
      timeoutMs: undefined,
    });
  });

  it("reads the names before Ocelot 24.1 and those since", () => {
    const expected = { breaker: { minimum: 3, durationMs: 30_000, ratio: undefined }, timeoutMs: 5000 };
    expect(
      readQos({ ExceptionsAllowedBeforeBreaking: 3, DurationOfBreak: 30_000, TimeoutValue: 5000 }, null),
    ).toEqual(expected);
    expect(readQos({ MinimumThroughput: 3, BreakDuration: 30_000, Timeout: 5000 }, null)).toEqual(expected);
  });

  it("counts a share of the requests when there is one, with Ocelot's defaults for the rest", () => {
    expect(readQos({ FailureRatio: 0.2 }, null).breaker).toEqual({
      minimum: 100,
      durationMs: 5000,
      ratio: { failures: 0.2, samplingMs: 10_000 },
    });
    expect(readQos({ MinimumThroughput: 10, SamplingDuration: 2000 }, null).breaker).toEqual({
      minimum: 10,
      durationMs: 5000,
      ratio: { failures: 0.5, samplingMs: 2000 },
    });
  });

  it("takes what the route leaves open from the global options, whichever names the two use", () => {
    const { breaker, timeoutMs } = readQos(
      { MinimumThroughput: 5 },
      { ExceptionsAllowedBeforeBreaking: 3, BreakDuration: 700, Timeout: 90 },
    );
    expect([breaker, timeoutMs]).toEqual([{ minimum: 5, durationMs: 700, ratio: undefined }, 90]);
    expect(readQos({ MinimumThroughput: 0 }, { MinimumThroughput: 3 }).breaker).toBeUndefined();
  });
});
