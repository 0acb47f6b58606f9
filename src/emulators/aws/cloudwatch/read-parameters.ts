import { notEmulated } from "../front/aws-error.js";
import type { AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalText, recordList } from "../front/read-input.js";
import { constraint, invalidValue, missingParameter } from "./cloudwatch-error.js";
import { type Dimension, sortDimensions } from "./metric.js";

/** Throws AwsError. */
export function requiredText(input: AwsInput, name: string, max = 255): string {
  const value = optionalText(input, name);
  if (value === undefined || value === "") throw missingParameter(name);
  if (value.length > max) throw constraint(value, lower(name), `have length less than or equal to ${max}`);
  return value;
}

/** undefined where absent. Throws AwsError. */
export function optionalNumber(input: AwsInput, name: string): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  // JSON has no numbers for these; clients send them as texts.
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") {
    throw invalidValue(`The value ${value} for parameter ${name} is invalid.`);
  }
  if (typeof value !== "number")
    throw invalidValue(`The value ${String(value)} for parameter ${name} is invalid.`);
  return value;
}

/** A time, in ms since the epoch. Throws AwsError. */
export function optionalTime(input: AwsInput, name: string): number | undefined {
  const seconds = optionalNumber(input, name);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Throws AwsError. */
export function requiredTime(input: AwsInput, name: string): number {
  const time = optionalTime(input, name);
  if (time === undefined) throw missingParameter(name);
  return time;
}

/** By name. Throws AwsError. */
export function readDimensions(input: AwsInput): readonly Dimension[] {
  const dimensions = recordList(input, "Dimensions").map((one) => ({
    ...{ Name: requiredText(one, "Name"), Value: requiredText(one, "Value", 1024) },
  }));
  if (dimensions.length > 30)
    throw invalidValue("The collection Dimensions must not have a size greater than 30.");
  return sortDimensions(dimensions);
}

const units = [
  ...["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None", "Count/Second"],
  ...["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"].flatMap((unit) => [
    unit,
    `${unit}/Second`,
  ]),
  ...["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"].flatMap((unit) => [unit, `${unit}/Second`]),
];

/** Throws AwsError. */
export function optionalUnit(input: AwsInput): string | undefined {
  const unit = optionalText(input, "Unit");
  if (unit !== undefined && !units.includes(unit)) {
    throw constraint(unit, "unit", `satisfy enum value set: [${units.join(", ")}]`);
  }
  return unit;
}

/** Seconds: 1, 5, 10, 20, 30, or a multiple of 60. Throws AwsError. */
export function readPeriod(input: AwsInput): number {
  const period = optionalInteger(input, "Period");
  if (period === undefined) throw missingParameter("Period");
  if (![1, 5, 10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0)) {
    throw invalidValue("The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.");
  }
  return period;
}

/** Refuses parameters that are not carried out here. Throws AwsError. */
export function checkRefused(input: AwsInput, names: readonly string[]): void {
  const found = names.find((name) => {
    const value = input[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== false;
  });
  if (found !== undefined) throw notEmulated(`The parameter ${found}`, "InvalidParameterValueException");
}

function lower(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** The page of a list that `NextToken` asks for. */
export function pageOf<Item>(
  items: readonly Item[],
  input: AwsInput,
  size: number,
  key: (item: Item) => string,
): { page: readonly Item[]; next: { NextToken?: string } } {
  const token = optionalText(input, "NextToken");
  const after = token === undefined ? "" : Buffer.from(token, "base64").toString("utf8");
  const rest = items.filter((item) => key(item) > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;
  return { page, next: more ? { NextToken: Buffer.from(key(last)).toString("base64") } : {} };
}
