import { type Measured, merge } from "./metric.js";

export const plainStatistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;

/** Puts what was measured into periods. @returns by the beginning of each, in ms; units apart */
export function byPeriod(
  measured: readonly Measured[],
  {
    startMs,
    endMs,
    periodMs,
    unit,
  }: Readonly<Record<"startMs" | "endMs" | "periodMs", number>> & { unit?: string | undefined },
): readonly Measured[] {
  const periods = new Map<string, Measured>();
  for (const one of measured) {
    if (one.at < startMs || one.at >= endMs || (unit !== undefined && one.unit !== unit)) continue;
    const at = startMs + Math.floor((one.at - startMs) / periodMs) * periodMs;
    const key = `${at} ${one.unit}`;
    const known = periods.get(key);
    periods.set(key, known === undefined ? { ...one, at } : merge(known, one));
  }
  return [...periods.values()].sort((one, other) => one.at - other.at);
}

/** Whether a statistic is one that is known here: the plain ones, and percentiles as `p99` or `p99.9`. */
export function isStatistic(name: string): boolean {
  return (plainStatistics as readonly string[]).includes(name) || isPercentile(name);
}

export function isPercentile(name: string): boolean {
  const percent = /^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(name)?.[1];
  return percent !== undefined && Number(percent) <= 100;
}

/** undefined for a percentile of what only statistics are known of. */
export function statisticOf(measured: Measured, name: string): number | undefined {
  switch (name) {
    case "SampleCount":
      return measured.count;
    case "Average":
      return measured.sum / measured.count;
    case "Sum":
      return measured.sum;
    case "Minimum":
      return measured.min;
    case "Maximum":
      return measured.max;
    default:
      return percentile(measured, Number(name.slice(1)));
  }
}

/** Between the two nearest values, as in linear interpolation. */
function percentile({ values, count, min, max }: Measured, percent: number): number | undefined {
  if (count === 1 || min === max) return min;
  if (values === undefined) return undefined;
  const sorted = [...values].sort(([one], [other]) => one - other);
  const rank = (percent / 100) * (count - 1);
  const at = (index: number): number => {
    let seen = 0;
    for (const [value, times] of sorted) {
      seen += times;
      if (index < seen) return value;
    }
    return max;
  };
  const [low, high] = [at(Math.floor(rank)), at(Math.ceil(rank))];
  return low + (high - low) * (rank - Math.floor(rank));
}
