import { expect, it } from "vitest";
import { parseSchedule } from "./schedule-expression.js";

const utc = (text: string): number => Date.parse(`${text}Z`);

it.each([
  ["rate(1 minute)", "2026-01-01T00:00:30", "2026-01-01T00:01:30"],
  ["rate(2 hours)", "2026-01-01T00:00:30", "2026-01-01T02:00:30"],
  ["cron(0/15 * * * ? *)", "2026-01-01T00:00:30", "2026-01-01T00:15:00"],
  ["cron(30 8 ? * MON-FRI *)", "2026-01-02T09:00:00", "2026-01-05T08:30:00"],
  ["cron(0 10 1 JAN,JUL ? *)", "2026-01-01T10:00:00", "2026-07-01T10:00:00"],
  ["cron(0 0 L * ? *)", "2024-02-10T00:00:00", "2024-02-29T00:00:00"],
  ["cron(0 0 15W * ? *)", "2026-02-01T00:00:00", "2026-02-16T00:00:00"],
  ["cron(0 0 ? * 3#2 *)", "2026-01-01T00:00:00", "2026-01-13T00:00:00"],
  ["cron(0 0 ? * 6L *)", "2026-01-01T00:00:00", "2026-01-30T00:00:00"],
  ["cron(0 0 29 2 ? 2027-2030)", "2026-01-01T00:00:00", "2028-02-29T00:00:00"],
  ["cron(5,10 22-23 * * ? *)", "2026-01-01T23:07:00", "2026-01-01T23:10:00"],
])("%s after %s is %s", (expression, after, next) => {
  expect(parseSchedule(expression)?.next(utc(after), utc("2026-01-01T00:00:30"))).toBe(utc(next));
});

it("is never when the years are over", () => {
  expect(parseSchedule("cron(0 0 1 1 ? 2020)")?.next(utc("2026-01-01T00:00:00"), 0)).toBeUndefined();
});

it.each([
  ...["rate(0 minutes)", "rate(1 minutes)", "rate(5 minute)", "rate(1 week)", "rate(-1 minutes)", "at(now)"],
  ...[
    "cron(0 12 * * * *)",
    "cron(0 12 ? * ? *)",
    "cron(60 12 * * ? *)",
    "cron(0 12 * * ?)",
    "cron(x * * * ? *)",
  ],
])("%s is refused", (expression) => {
  expect(parseSchedule(expression)).toBeUndefined();
});
