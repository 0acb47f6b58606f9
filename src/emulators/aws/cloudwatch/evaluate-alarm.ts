import type { Alarm, AlarmState } from "./alarm.js";
import type { Measured } from "./metric.js";
import { byPeriod, statisticOf } from "./statistics.js";

export interface Evaluation {
  readonly state: AlarmState;
  readonly reason: string;
  readonly reasonData: string;
}

export const comparisons: Readonly<
  Record<string, { readonly words: string; readonly breaches: (value: number, threshold: number) => boolean }>
> = {
  GreaterThanThreshold: { words: "greater than", breaches: (value, threshold) => value > threshold },
  GreaterThanOrEqualToThreshold: {
    words: "greater than or equal to",
    breaches: (value, threshold) => value >= threshold,
  },
  LessThanThreshold: { words: "less than", breaches: (value, threshold) => value < threshold },
  LessThanOrEqualToThreshold: {
    words: "less than or equal to",
    breaches: (value, threshold) => value <= threshold,
  },
};

/** How many periods before those that count are looked at when some of them have no data. */
const extraPeriods = 2;

interface Point {
  readonly at: number;
  readonly value: number | undefined;
}

/**
 * What an alarm's state is now, by the periods that are over.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @returns undefined where the state stays as it is
 */
export function evaluateAlarm(
  alarm: Alarm,
  measured: readonly Measured[],
  now: number,
): Evaluation | undefined {
  const points = lastPoints(alarm, measured, now);
  const real = points.filter(({ value }) => value !== undefined).slice(0, alarm.evaluationPeriods);
  const { evaluationPeriods, datapointsToAlarm: needed = evaluationPeriods, missingData = "missing" } = alarm;
  const missing = evaluationPeriods - real.length;
  const breaching = real.filter(({ value }) => breaches(alarm, value));
  const answer = (state: AlarmState, reason: string): Evaluation => ({
    ...{ state, reason, reasonData: reasonData(alarm, real, now) },
  });
  const counted = breaching.length + (missingData === "breaching" ? missing : 0);
  if (real.length === 0 && missingData === "missing") {
    return answer("INSUFFICIENT_DATA", `Insufficient Data: ${missing} datapoints were unknown.`);
  }
  if (real.length === 0 && missingData === "ignore") return undefined;
  if (counted >= needed) return answer("ALARM", crossed(alarm, breaching, counted));
  if (missing > 0 && (missingData === "missing" || missingData === "ignore")) {
    // All that is known breaches, but it is less than is needed.
    if (real.length > 0 && breaching.length === real.length) {
      const oldest = real.at(-1);
      const age = points.findIndex(({ at }) => at === oldest?.at) + 1;
      if (missingData === "missing" && age >= needed)
        return answer("ALARM", crossed(alarm, breaching, counted));
      return undefined;
    }
  }
  return answer("OK", notCrossed(alarm, real));
}

/** The latest first. */
function lastPoints(alarm: Alarm, measured: readonly Measured[], now: number): readonly Point[] {
  const periodMs = alarm.periodSeconds * 1000;
  const count = alarm.evaluationPeriods + extraPeriods;
  const endMs = Math.floor(now / periodMs) * periodMs;
  const wanted = measured
    .filter(({ unit }) => alarm.unit === undefined || unit === alarm.unit)
    .map((one) => ({ ...one, unit: "None" }));
  const known = new Map(
    byPeriod(wanted, { startMs: endMs - count * periodMs, endMs, periodMs }).map((one) => [one.at, one]),
  );
  return Array.from({ length: count }, (_, back) => {
    const at = endMs - (back + 1) * periodMs;
    const one = known.get(at);
    return { at, value: one && statisticOf(one, alarm.statistic) };
  });
}

function breaches({ comparison, threshold }: Alarm, value: number | undefined): boolean {
  return value !== undefined && (comparisons[comparison]?.breaches(value, threshold) ?? false);
}

function shownPoints(points: readonly Point[]): string {
  return points.map(({ at, value }) => `${value} (${shownTime(at)})`).join(", ");
}

function shownTime(at: number): string {
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${month}/${year?.slice(2)} ${time.slice(0, 8)}`;
}

function crossed(alarm: Alarm, points: readonly Point[], counted: number): string {
  const { threshold, evaluationPeriods, comparison } = alarm;
  const were = counted === 1 ? "datapoint" : "datapoints";
  const known = points.length === 0 ? "missing data treated as breaching" : `[${shownPoints(points)}]`;
  const which = `${counted} out of the last ${evaluationPeriods} datapoints ${known}`;
  return `Threshold Crossed: ${which} ${counted === 1 ? "was" : "were"} ${comparisons[comparison]?.words} the threshold (${threshold}) (minimum ${alarm.datapointsToAlarm ?? evaluationPeriods} ${were} for OK -> ALARM transition).`;
}

function notCrossed(alarm: Alarm, real: readonly Point[]): string {
  const { threshold, comparison } = alarm;
  if (real.length === 0) {
    const count = alarm.evaluationPeriods;
    return `Threshold Crossed: no datapoints were received for ${count} ${count === 1 ? "period" : "periods"} and ${count} missing datapoints were treated as [NonBreaching].`;
  }
  const plural = real.length > 1 ? "datapoints" : "datapoint";
  return `Threshold Crossed: ${real.length} ${plural} [${shownPoints(real)}] ${real.length > 1 ? "were" : "was"} not ${comparisons[comparison]?.words} the threshold (${threshold}).`;
}

function reasonData(alarm: Alarm, real: readonly Point[], now: number): string {
  const values = real.map(({ value }) => value ?? 0);
  return JSON.stringify({
    ...{ version: "1.0", queryDate: new Date(now).toISOString() },
    ...(real.length > 0 && { startDate: new Date(real.at(-1)?.at ?? now).toISOString() }),
    ...{ statistic: alarm.statistic, period: alarm.periodSeconds, recentDatapoints: values.reverse() },
    threshold: alarm.threshold,
  });
}
