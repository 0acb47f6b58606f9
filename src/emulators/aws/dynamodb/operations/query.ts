import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { invalidParameter, validation } from "../dynamodb-error.js";
import { type KeyTest, toKeyTests } from "../expressions/key-tests.js";
import { parseCondition } from "../expressions/parse-condition.js";
import { checkAllUsed, readPlaceholders } from "../expressions/placeholders.js";
import { comparePlaces, type Entry, type Place } from "../tables/ordered-entries.js";
import { partitionToken } from "../tables/table.js";
import { type AttributeValue, orderedKey, typeOf } from "../values/attribute-value.js";
import { InputReader } from "./input-reader.js";
import {
  checkFilterKeys,
  findSource,
  readPage,
  readPageRequest,
  type Source,
  startPlace,
} from "./read-page.js";
import { findTable, type Scope } from "./scope.js";

const expressions = ["ProjectionExpression", "FilterExpression", "KeyConditionExpression"];

export function query(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const finish = readPageRequest(reader);
  const forward = reader.boolean("ScanIndexForward") !== false;
  const keyCondition = reader.text("KeyConditionExpression");
  reader.check();
  if (keyCondition === undefined) {
    throw validation(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
  }
  const placeholders = readPlaceholders(input, expressions);
  const condition = parseCondition("KeyConditionExpression", keyCondition, placeholders);
  const request = finish(placeholders);
  checkAllUsed(placeholders);
  const tests = toKeyTests(condition);
  const source = findSource(findTable(scope, request.tableName), request);
  const start = request.startKey === undefined ? undefined : startPlace(source, request.startKey, "");
  const { hash, range } = checkTests(tests, source);
  if (request.filter !== undefined) checkFilterKeys(request.filter, source.keys);
  const token = partitionToken(hash);
  if (start !== undefined) checkStart(start, token, range);
  return readPage(entriesOf(source, { token, range, forward, start }), source, request);
}

interface Span {
  readonly token: string;
  readonly range: KeyTest | undefined;
  readonly forward: boolean;
  readonly start: Place | undefined;
}

/** The entries of one partition whose sort keys pass, in the order that is wanted. */
function* entriesOf({ table, index }: Source, { token, range, forward, start }: Span): Generator<Entry> {
  const entries = table.entries(index?.name);
  const position = sidesOf(range);
  const behind = (entry: Entry): number =>
    entry.token === token ? position(entry.range) : entry.token < token ? -1 : 1;
  const found = forward
    ? entries.upwards(
        (entry) => behind(entry) < 0 || (start !== undefined && comparePlaces(entry, start) <= 0),
      )
    : entries.downwards(
        (entry) => behind(entry) <= 0 && (start === undefined || comparePlaces(entry, start) < 0),
      );
  for (const entry of found) {
    if (behind(entry) !== 0) return;
    yield entry;
  }
}

/** Tells of a sort key whether it lies below what is wanted (-1), in it (0) or above it (1). */
function sidesOf(test: KeyTest | undefined): (range: string) => -1 | 0 | 1 {
  if (test === undefined) return () => 0;
  const [first, second = first] = test.values.map((value) => (value === undefined ? "" : orderedKey(value)));
  const [low = "", high = ""] = [first, second];
  switch (test.by) {
    case "=":
      return (range) => (range < low ? -1 : range > low ? 1 : 0);
    case "<":
      return (range) => (range < low ? 0 : 1);
    case "<=":
      return (range) => (range <= low ? 0 : 1);
    case ">":
      return (range) => (range > low ? 0 : -1);
    case ">=":
      return (range) => (range >= low ? 0 : -1);
    case "between":
      return (range) => (range < low ? -1 : range > high ? 1 : 0);
    case "begins_with":
      return (range) => (range.startsWith(low) ? 0 : range < low ? -1 : 1);
  }
}

function checkTests(
  tests: ReadonlyMap<string, KeyTest>,
  { keys, table }: Source,
): { hash: AttributeValue; range: KeyTest | undefined } {
  const hashTest = tests.get(keys.hash);
  if (tests.size > 1 && keys.range === undefined) throw validation("Query key condition not supported");
  if (hashTest === undefined) throw validation(`Query condition missed key schema element: ${keys.hash}`);
  const rangeTest = keys.range === undefined ? undefined : tests.get(keys.range);
  if (tests.size > 1 && rangeTest === undefined) {
    throw validation(`Query condition missed key schema element: ${keys.range}`);
  }
  for (const test of tests.values()) {
    const type = table.definition.attributes[test.attribute];
    if (test.values.some((value) => value !== undefined && typeOf(value) !== type)) {
      throw invalidParameter("Condition parameter type does not match schema type");
    }
  }
  if (hashTest.by !== "=") throw validation("Query key condition not supported");
  if (rangeTest?.by === "begins_with" && "N" in rangeTest.values[0]) {
    throw validation("Invalid operator used in KeyConditionExpression: begins_with");
  }
  return { hash: hashTest.values[0], range: rangeTest };
}

function checkStart(start: Place, token: string, range: KeyTest | undefined): void {
  if (range !== undefined && sidesOf(range)(start.range) !== 0) {
    throw validation("The provided starting key does not match the range key predicate");
  }
  if (start.token !== token) {
    throw validation("The provided starting key is outside query boundaries based on provided conditions");
  }
}
