import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Rule } from "./event-bus.js";
import { Schedules } from "./schedules.js";

const start = Date.parse("2026-01-01T00:00:30Z");
const fired: string[] = [];
let rules: Rule[] = [];
let schedules: Schedules;

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  fired.length = 0;
  schedules = new Schedules({
    now: Date.now,
    rules: () => rules,
    fire: ({ name }, at) => fired.push(`${name} ${new Date(at).toISOString().slice(11, 19)}`),
  });
});
afterEach(() => {
  schedules.stop();
  vi.useRealTimers();
});

function rule(name: string, schedule: string, since = start): Rule {
  return {
    ...{ arn: name, name, schedule, since, account: "000000000000", region: "us-east-1", bus: "default" },
    ...{ state: "ENABLED", tags: {}, targets: [] },
  };
}

it("lets each rule happen whenever it is due", () => {
  rules = [rule("rate", "rate(2 minutes)"), rule("cron", "cron(0/5 * * * ? *)")];
  schedules.plan();
  vi.advanceTimersByTime(5 * 60_000);
  expect(fired).toEqual(["rate 00:02:30", "rate 00:04:30", "cron 00:05:00"]);
});

it("looks again when rules have changed", () => {
  rules = [rule("hourly", "rate(1 hour)")];
  schedules.plan();
  rules = [rule("minutely", "rate(1 minute)")];
  schedules.plan();
  vi.advanceTimersByTime(60_000);
  expect(fired).toEqual(["minutely 00:01:30"]);
});

it("does not make up for what was due before it began", () => {
  rules = [rule("rate", "rate(1 minute)", start - 3_600_000)];
  schedules.plan();
  vi.advanceTimersByTime(59_000);
  expect(fired).toEqual([]);
});

it("waits for longer than a timer can", () => {
  rules = [rule("yearly", "cron(0 0 1 1 ? 2027)")];
  schedules.plan();
  vi.advanceTimersByTime(365 * 24 * 3_600_000);
  expect(fired).toEqual(["yearly 00:00:00"]);
});
