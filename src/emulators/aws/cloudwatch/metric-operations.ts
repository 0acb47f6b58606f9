import { notEmulated } from "../front/aws-error.js";
import type { AwsCall, AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalRecord, optionalText, recordList, textList } from "../front/read-input.js";
import { constraint, invalidCombination, missingParameter, validation } from "./cloudwatch-error.js";
import type { Measured, Metric } from "./metric.js";
import type { MetricStore } from "./metric-store.js";
import { readMetricData } from "./put-metric-data.js";
import {
  checkRefused,
  optionalUnit,
  pageOf,
  readDimensions,
  readPeriod,
  requiredText,
  requiredTime,
} from "./read-parameters.js";
import { byPeriod, isPercentile, isStatistic, plainStatistics, statisticOf } from "./statistics.js";

const maxDatapoints = 1440;
const pageSize = 500;
const threeHoursMs = 3 * 60 * 60 * 1000;

export interface MetricContext {
  readonly metrics: MetricStore;
  readonly now: () => number;
  /** A metric has new data. */
  changed(metric: Metric): void;
}

export function metricOperations({ metrics, now, changed }: MetricContext): Operations {
  return {
    PutMetricData(input, { account, region }) {
      const { namespace, data } = readMetricData(input, now());
      for (const { name, dimensions, measured } of data) {
        const metric = { account, region, namespace, name, dimensions };
        metrics.put(metric, [measured]);
        changed(metric);
      }
      return {};
    },

    ListMetrics(input, { account, region }) {
      checkRefused(input, ["IncludeLinkedAccounts", "OwningAccount"]);
      const [namespace, name] = [optionalText(input, "Namespace"), optionalText(input, "MetricName")];
      const filters = recordList(input, "Dimensions").map((one) => ({
        ...{ name: requiredText(one, "Name"), value: optionalText(one, "Value") },
      }));
      const since = optionalText(input, "RecentlyActive") === "PT3H" ? now() - threeHoursMs : 0;
      const found = metrics.metrics(account, region).filter(({ metric, lastAt }) => {
        if (namespace !== undefined && metric.namespace !== namespace) return false;
        if (name !== undefined && metric.name !== name) return false;
        return lastAt >= since && filters.every((filter) => hasDimension(metric, filter));
      });
      const { page, next } = pageOf(found, input, pageSize, ({ key }) => key);
      return { Metrics: page.map(({ metric }) => shown(metric)), ...next };
    },

    GetMetricStatistics: (input, call) => getMetricStatistics(metrics, input, call),

    GetMetricData(input, call) {
      const queries = recordList(input, "MetricDataQueries");
      if (queries.length === 0) throw missingParameter("MetricDataQueries");
      const range = readRange(input);
      const ascending = optionalText(input, "ScanBy") === "TimestampAscending";
      const results = queries.flatMap((query) => {
        const result = readQuery(metrics, query, call, range);
        if (ascending === false) for (const list of [result.Timestamps, result.Values]) list.reverse();
        return query.ReturnData === false ? [] : [result];
      });
      return { MetricDataResults: results, Messages: [] };
    },
  };
}

function hasDimension(
  { dimensions }: Metric,
  { name, value }: { name: string; value: string | undefined },
): boolean {
  return dimensions.some((one) => one.Name === name && (value === undefined || one.Value === value));
}

function shown({ namespace, name, dimensions }: Metric): AwsOutput {
  return { Namespace: namespace, MetricName: name, Dimensions: dimensions };
}

function readRange(input: AwsInput): { startMs: number; endMs: number } {
  const [start, end] = [requiredTime(input, "StartTime"), requiredTime(input, "EndTime")];
  if (start >= end) {
    throw invalidCombination("The parameter StartTime must be less than the parameter EndTime.");
  }
  return { startMs: start, endMs: end };
}

/** The start is rounded down to the minute, or to the period where that is shorter. */
function measuredIn(
  measured: readonly Measured[],
  { startMs, endMs }: { startMs: number; endMs: number },
  period: number,
  unit: string | undefined,
): readonly Measured[] {
  const step = Math.min(period, 60) * 1000;
  const from = Math.floor(startMs / step) * step;
  return byPeriod(measured, { startMs: from, endMs, periodMs: period * 1000, unit });
}

function getMetricStatistics(metrics: MetricStore, input: AwsInput, { account, region }: AwsCall): AwsOutput {
  const [namespace, name] = [requiredText(input, "Namespace"), requiredText(input, "MetricName")];
  const [plain, extended] = [textList(input, "Statistics"), textList(input, "ExtendedStatistics")];
  if (plain.length + extended.length === 0) {
    throw missingParameter("Statistics or ExtendedStatistics");
  }
  const wrong = plain.find((one) => !(plainStatistics as readonly string[]).includes(one));
  if (wrong !== undefined) {
    throw constraint(wrong, "statistics", `satisfy enum value set: [${plainStatistics.join(", ")}]`);
  }
  const other = extended.find((one) => !isPercentile(one));
  if (other !== undefined) throw notEmulated(`The statistic ${other}`, "InvalidParameterValueException");
  const [range, period] = [readRange(input), readPeriod(input)];
  const requested = Math.ceil((range.endMs - range.startMs) / (period * 1000));
  if (requested > maxDatapoints) {
    throw invalidCombination(
      `You have requested up to ${requested.toLocaleString("en")} datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  }
  const measured = metrics.measured({ account, region, namespace, name, dimensions: readDimensions(input) });
  const Datapoints = measuredIn(measured, range, period, optionalUnit(input)).map((one) => ({
    ...{ Timestamp: one.at / 1000, Unit: one.unit },
    ...Object.fromEntries(plain.map((statistic) => [statistic, statisticOf(one, statistic)])),
    ...(extended.length > 0 && {
      ExtendedStatistics: Object.fromEntries(
        extended.map((statistic) => [statistic, statisticOf(one, statistic)]),
      ),
    }),
  }));
  return { Label: name, Datapoints };
}

function readQuery(
  metrics: MetricStore,
  query: AwsInput,
  { account, region }: AwsCall,
  range: { startMs: number; endMs: number },
) {
  const id = requiredText(query, "Id");
  if (!/^[a-z]\w*$/.test(id))
    throw validation(`The value ${id} for parameter MetricDataQueries.member.Id is invalid.`);
  if (optionalText(query, "Expression") !== undefined) {
    throw notEmulated("An Expression of GetMetricData", "InvalidParameterValueException");
  }
  checkRefused(query, ["AccountId"]);
  const stat = optionalRecord(query, "MetricStat");
  const metric = stat && optionalRecord(stat, "Metric");
  if (stat === undefined || metric === undefined) throw missingParameter("MetricStat");
  const statistic = requiredText(stat, "Stat");
  if (!isStatistic(statistic))
    throw notEmulated(`The statistic ${statistic}`, "InvalidParameterValueException");
  const [namespace, name] = [requiredText(metric, "Namespace"), requiredText(metric, "MetricName")];
  const measured = metrics.measured({ account, region, namespace, name, dimensions: readDimensions(metric) });
  const unit = optionalUnit(stat);
  // Without a unit those of any unit count together: the answer has no place for units.
  const wanted = measured.filter((one) => unit === undefined || one.unit === unit);
  const together = wanted.map((one) => ({ ...one, unit: "None" }));
  const inPeriods = measuredIn(together, range, readPeriod(stat), undefined);
  const points = inPeriods.flatMap((one) => {
    const value = statisticOf(one, statistic);
    return value === undefined ? [] : [{ at: one.at / 1000, value }];
  });
  return {
    ...{ Id: id, Label: optionalText(query, "Label") ?? name, StatusCode: "Complete" },
    ...{ Timestamps: points.map(({ at }) => at), Values: points.map(({ value }) => value) },
  };
}
