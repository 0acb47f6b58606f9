import type { AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalRecord, recordList } from "../front/read-input.js";
import { invalidCombination, invalidValue, missingParameter } from "./cloudwatch-error.js";
import { type Dimension, type Measured, measuredValues } from "./metric.js";
import {
  checkRefused,
  optionalNumber,
  optionalTime,
  optionalUnit,
  readDimensions,
  requiredText,
} from "./read-parameters.js";

// The limits of PutMetricData.
const maxData = 1000;
const maxDistinct = 150;
const largest = 2 ** 360;
const dayMs = 86_400_000;

export interface Datum {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly measured: Measured;
}

/** What PutMetricData sends. Throws AwsError. */
export function readMetricData(input: AwsInput, now: number): { namespace: string; data: readonly Datum[] } {
  const namespace = requiredText(input, "Namespace");
  if (namespace.startsWith("AWS/")) throw invalidValue("The value AWS/ for parameter Namespace is invalid.");
  checkRefused(input, ["EntityMetricData"]);
  const given = recordList(input, "MetricData");
  if (given.length > maxData) {
    throw invalidValue(`The collection MetricData must not have a size greater than ${maxData}.`);
  }
  return { namespace, data: given.map((datum, at) => readDatum(datum, `MetricData.member.${at + 1}`, now)) };
}

function readDatum(datum: AwsInput, at: string, now: number): Datum {
  const time = optionalTime(datum, "Timestamp") ?? now;
  if (time < now - 14 * dayMs || time > now + 7_200_000) {
    throw invalidValue(
      `The parameter ${at}.Timestamp must be within the last two weeks, and not two hours ahead.`,
    );
  }
  const resolution = optionalInteger(datum, "StorageResolution") ?? 60;
  if (resolution !== 1 && resolution !== 60) {
    throw invalidValue(`The parameter ${at}.StorageResolution must be 1 or 60.`);
  }
  const start = beginning(time, resolution);
  const unit = optionalUnit(datum) ?? "None";
  return {
    ...{ name: requiredText(datum, "MetricName"), dimensions: readDimensions(datum) },
    measured: readMeasured(datum, at, start, unit),
  };
}

/** The beginning of the second or minute, in ms. */
export function beginning(time: number, resolution: number): number {
  return Math.floor(time / (resolution * 1000)) * resolution * 1000;
}

function readMeasured(datum: AwsInput, at: string, start: number, unit: string): Measured {
  const [value, statistics] = [optionalNumber(datum, "Value"), optionalRecord(datum, "StatisticValues")];
  const [values, counts] = [numbers(datum, "Values"), numbers(datum, "Counts")];
  if ([value, statistics, values].filter((one) => one !== undefined).length !== 1) {
    if (value === undefined && statistics === undefined) throw missingParameter(`${at}.Value`);
    throw invalidCombination(
      `The parameters ${at}.Value, ${at}.Values and ${at}.StatisticValues are mutually exclusive and you have specified more than one.`,
    );
  }
  if (statistics !== undefined) return readStatistics(statistics, at, start, unit);
  if (values === undefined) return measuredValues(start, unit, [[inRange(value ?? 0, at), 1]]);
  if (values.length > maxDistinct) {
    throw invalidValue(`The collection ${at}.Values must not have a size greater than ${maxDistinct}.`);
  }
  if (counts !== undefined && counts.length !== values.length) {
    throw invalidCombination(`The parameters ${at}.Values and ${at}.Counts must be of the same size.`);
  }
  const pairs = values.map((one, index) => [inRange(one, at), counts?.[index] ?? 1] as const);
  if (pairs.length === 0 || pairs.some(([, count]) => count <= 0)) {
    throw invalidValue(`The value of ${at}.Counts must be greater than 0.`);
  }
  return measuredValues(start, unit, pairs);
}

function readStatistics(statistics: AwsInput, at: string, start: number, unit: string): Measured {
  const read = (name: string): number => {
    const number = optionalNumber(statistics, name);
    if (number === undefined) throw missingParameter(`${at}.StatisticValues.${name}`);
    return inRange(number, at);
  };
  const [count, sum, min, max] = [read("SampleCount"), read("Sum"), read("Minimum"), read("Maximum")];
  if (count <= 0)
    throw invalidValue(`The value ${count} for parameter ${at}.StatisticValues.SampleCount is invalid.`);
  if (min > max)
    throw invalidValue(`The Minimum of ${at}.StatisticValues must not be greater than its Maximum.`);
  return { at: start, unit, count, sum, min, max };
}

function numbers(datum: AwsInput, name: string): readonly number[] | undefined {
  const value = datum[name];
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((one) => typeof one === "number")) {
    // The query protocol cannot tell an empty list from none.
    return value.length === 0 ? undefined : value;
  }
  throw invalidValue(`The value for parameter ${name} is invalid.`);
}

function inRange(value: number, at: string): number {
  if (Math.abs(value) <= largest) return value;
  throw invalidValue(`The value ${value} for parameter ${at}.Value is invalid.`);
}
