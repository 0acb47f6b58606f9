import { describe, expect, it } from "vitest";
import { rateLimitOptions, readRateLimit } from "./rate-limit-options.js";

const DEFAULTS = {
  waitMs: undefined,
  clientIdHeaders: ["oc-client", "clientid"],
  whitelist: [],
  status: 429,
  message: undefined,
  headers: true,
};

describe("readRateLimit", () => {
  it.each([
    ["1s", 1000],
    ["5m", 300_000],
    ["1.5h", 5_400_000],
    ["1d", 86_400_000],
    ["250ms", 250],
    ["333", 333],
  ])("reads the period %s", (Period, periodMs) => {
    expect(readRateLimit({ Limit: 3, Period }, null)).toEqual({
      ...DEFAULTS,
      limit: 3,
      period: Period,
      periodMs,
    });
  });

  it("refuses a period that is none", () => {
    expect(rateLimitOptions.safeParse({ Period: "soon" }).success).toBe(false);
    expect(rateLimitOptions.safeParse({ Period: "1w" }).success).toBe(false);
  });

  it("reads the names before Ocelot 24.1", () => {
    const former = {
      ...{ Limit: 1, Period: "1s", PeriodTimespan: 2, HttpStatusCode: 418, QuotaExceededMessage: "No." },
      DisableRateLimitHeaders: true,
    };
    const expected = { waitMs: 2000, status: 418, message: "No.", headers: false };
    expect(readRateLimit(former, null)).toMatchObject(expected);
    const current = {
      ...{ Limit: 1, Period: "1s", Wait: "2s", StatusCode: 418, QuotaMessage: "No." },
      EnableHeaders: false,
    };
    expect(readRateLimit(current, null)).toMatchObject(expected);
  });

  it("limits nothing without a limit, or when switched off; half a limit is a mistake", () => {
    expect(readRateLimit({}, { ClientIdHeader: "X" })).toBeUndefined();
    expect(readRateLimit({ EnableRateLimiting: false, Limit: 1, Period: "1s" }, null)).toBeUndefined();
    expect(readRateLimit({ Limit: 1 }, null)).toContain("Period");
    expect(readRateLimit({ Period: "1s" }, null)).toContain("Limit");
  });

  it("takes what the route leaves open from the global options", () => {
    const global = { Limit: 9, Period: "1m", ClientIdHeader: "X-Key", StatusCode: 503 };
    expect(readRateLimit({ Limit: 1 }, global)).toMatchObject({
      ...{ limit: 1, period: "1m", clientIdHeaders: ["x-key"], status: 503 },
    });
    expect(readRateLimit(undefined, global)).toMatchObject({ limit: 9 });
    expect(readRateLimit({ EnableRateLimiting: false }, global)).toBeUndefined();
  });
});
