import { expect, test } from "vitest";
import { Backoff } from "./backoff.js";

test("pauses double up to half a minute, and begin again after a minute that went well", () => {
  const backoff = new Backoff();
  const pauses = Array.from({ length: 9 }, () => backoff.pauseMs(100));
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(backoff.pauseMs(60_000)).toBe(250);
  expect(backoff.pauseMs(100)).toBe(500);
});
