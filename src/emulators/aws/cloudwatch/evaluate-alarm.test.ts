import { expect, it } from "vitest";
import type { Alarm, AlarmState } from "./alarm.js";
import { evaluateAlarm } from "./evaluate-alarm.js";
import { measuredValues } from "./metric.js";

const minute = 60_000;
const now = 1000 * minute + 1;

const alarm: Alarm = {
  ...{ account: "000000000000", region: "us-east-1", arn: "arn", name: "alarm", actionsEnabled: true },
  ...{ actions: { OK: [], ALARM: [], INSUFFICIENT_DATA: [] }, namespace: "Shop", metricName: "Failed" },
  ...{ dimensions: [], statistic: "Sum", periodSeconds: 60, evaluationPeriods: 3, threshold: 5 },
  ...{ comparison: "GreaterThanThreshold", tags: {}, configuredAt: 0, state: "OK", reason: "" },
  ...{ stateUpdatedAt: 0, stateChangedAt: 0 },
};

/** @param points of the last five minutes, the latest last: X breaches, 0 does not, - is missing */
function evaluate(points: string, settings: Partial<Alarm>): AlarmState | undefined {
  const measured = [...points.replaceAll(" ", "")].flatMap((point, index) => {
    const at = (1000 - 5 + index) * minute;
    return point === "-" ? [] : [measuredValues(at, "Count", [[point === "X" ? 6 : 0, 1]])];
  });
  return evaluateAlarm({ ...alarm, ...settings }, measured, now)?.state;
}

// The table of AWS's page on missing data, three periods of three: missing, ignore, breaching, notBreaching.
it.each<[string, ...(AlarmState | undefined)[]]>([
  ["0 - X - X", "OK", "OK", "OK", "OK"],
  ["- - - - 0", "OK", "OK", "OK", "OK"],
  ["- - - - -", "INSUFFICIENT_DATA", undefined, "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["- - X - -", "ALARM", undefined, "ALARM", "OK"],
])("%s of three periods is as AWS says", (points, missing, ignore, breaching, notBreaching) => {
  expect(evaluate(points, {})).toBe(missing);
  expect(evaluate(points, { missingData: "ignore" })).toBe(ignore);
  expect(evaluate(points, { missingData: "breaching" })).toBe(breaching);
  expect(evaluate(points, { missingData: "notBreaching" })).toBe(notBreaching);
});

it.each<[string, Partial<Alarm>, AlarmState | undefined]>([
  ["0 0 X 0 X", { datapointsToAlarm: 2 }, "ALARM"],
  ["0 0 X 0 0", { datapointsToAlarm: 2 }, "OK"],
  ["0 0 0 0 X", { evaluationPeriods: 1 }, "ALARM"],
  ["0 0 0 X 0", { evaluationPeriods: 1 }, "OK"],
  // Not yet: less than is needed, and too new.
  ["- - - - X", {}, undefined],
  ["0 0 0 0 0", { comparison: "LessThanThreshold", evaluationPeriods: 1 }, "ALARM"],
  ["0 0 0 0 0", { unit: "Seconds" }, "INSUFFICIENT_DATA"],
])("%s with %j is %s", (points, settings, state) => {
  expect(evaluate(points, settings)).toBe(state);
});

it("says why", () => {
  const measured = [measuredValues(999 * minute, "Count", [[6, 1]])];
  const found = evaluateAlarm({ ...alarm, evaluationPeriods: 1, datapointsToAlarm: 1 }, measured, now);
  expect(found?.reason).toBe(
    "Threshold Crossed: 1 out of the last 1 datapoints [6 (01/01/70 16:39:00)] was greater than the threshold (5) (minimum 1 datapoint for OK -> ALARM transition).",
  );
});
