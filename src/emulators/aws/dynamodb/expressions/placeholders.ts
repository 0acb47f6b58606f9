import { AwsError } from "../../front/aws-error.js";
import { serialization, validation } from "../dynamodb-error.js";
import type { AttributeValue } from "../values/attribute-value.js";
import { isObject, readValue } from "../values/read-value.js";

/** What a request says about `#names` and `:values`, and which of them its expressions have used so far. */
export interface Placeholders {
  readonly names: ReadonlyMap<string, string>;
  readonly values: ReadonlyMap<string, AttributeValue>;
  readonly used: Set<string>;
}

/** @throws AwsError for names and values without an expression that could use them */
export function checkPlaceholders(
  input: Readonly<Record<string, unknown>>,
  expressions: readonly string[],
): void {
  const given = (names: readonly string[]): boolean => names.some((name) => typeof input[name] === "string");
  const has = (name: string): boolean => input[name] !== undefined && input[name] !== null;
  if (has("ExpressionAttributeNames") && !given(expressions)) {
    throw validation("ExpressionAttributeNames can only be specified when using expressions");
  }
  const withValues = expressions.filter((name) => name !== "ProjectionExpression");
  if (!has("ExpressionAttributeValues") || given(withValues)) return;
  throw validation(
    `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(" and ")} ${withValues.length > 1 ? "are" : "is"} null`,
  );
}

/**
 * Reads `ExpressionAttributeNames` and `ExpressionAttributeValues`.
 * @param expressions those of the request that may use them
 * @throws AwsError when they are there without an expression, are empty, or have impossible keys
 */
export function readPlaceholders(
  input: Readonly<Record<string, unknown>>,
  expressions: readonly string[],
): Placeholders {
  checkPlaceholders(input, expressions);
  const names = readTable(input, "ExpressionAttributeNames", /^#[A-Za-z0-9_]+$/, (raw) => {
    if (typeof raw !== "string") throw serialization("Unexpected value type in payload");
    return raw;
  });
  const values = readTable(input, "ExpressionAttributeValues", /^:[A-Za-z0-9_]+$/, (raw, key) => {
    try {
      return readValue(raw);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== "ValidationException") throw error;
      throw validation(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
    }
  });
  return { names, values, used: new Set() };
}

function readTable<Value>(
  input: Readonly<Record<string, unknown>>,
  parameter: string,
  pattern: RegExp,
  read: (raw: unknown, key: string) => Value,
): Map<string, Value> {
  const raw = input[parameter];
  const table = new Map<string, Value>();
  if (raw === undefined || raw === null) return table;
  if (!isObject(raw)) throw serialization("Unexpected field type");
  const keys = Object.keys(raw);
  if (keys.length === 0) throw validation(`${parameter} must not be empty`);
  for (const key of keys) {
    if (!pattern.test(key)) {
      throw validation(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  for (const key of keys) table.set(key, read(raw[key], key));
  return table;
}

/** @throws AwsError for placeholders that no expression used */
export function checkAllUsed({ names, values, used }: Placeholders): void {
  for (const [parameter, table] of [
    ["ExpressionAttributeNames", names],
    ["ExpressionAttributeValues", values],
  ] as const) {
    const unused = [...table.keys()].filter((key) => !used.has(key));
    if (unused.length === 0) continue;
    throw validation(`Value provided in ${parameter} unused in expressions: keys: {${unused.join(", ")}}`);
  }
}
