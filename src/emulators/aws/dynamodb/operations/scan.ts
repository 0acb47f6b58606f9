import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { validation } from "../dynamodb-error.js";
import { checkAllUsed, readPlaceholders } from "../expressions/placeholders.js";
import { comparePlaces, type Entry } from "../tables/ordered-entries.js";
import { segmentOf } from "../tables/table.js";
import { emptyItem } from "../values/attribute-value.js";
import { InputReader } from "./input-reader.js";
import { findSource, readPage, readPageRequest, startPlace } from "./read-page.js";
import { findTable, type Scope } from "./scope.js";

const maxSegments = 1_000_000;

export function scan(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const finish = readPageRequest(reader);
  const segment = reader.integer("Segment", { min: 0, max: maxSegments - 1 });
  const segments = reader.integer("TotalSegments", { min: 1, max: maxSegments });
  reader.check();
  checkSegment(segment, segments);
  const placeholders = readPlaceholders(input, ["ProjectionExpression", "FilterExpression"]);
  const request = finish(placeholders);
  checkAllUsed(placeholders);
  const source = findSource(findTable(scope, request.tableName), request);
  const detail = ": The provided key element does not match the schema";
  const start = request.startKey === undefined ? undefined : startPlace(source, request.startKey, detail);
  const [number, total] = [segment ?? 0, segments ?? 1];
  if (start !== undefined && segmentOf({ ...start, item: emptyItem() }, total) !== number) {
    throw validation(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${total} Segment: ${number}`,
    );
  }
  const entries = source.table
    .entries(source.index?.name)
    .upwards(
      (entry) =>
        segmentOf(entry, total) < number || (start !== undefined && comparePlaces(entry, start) <= 0),
    );
  return readPage(within(entries, number, total), source, request);
}

function* within(entries: Iterable<Entry>, segment: number, segments: number): Generator<Entry> {
  for (const entry of entries) {
    if (segmentOf(entry, segments) !== segment) return;
    yield entry;
  }
}

function checkSegment(segment: number | undefined, segments: number | undefined): void {
  if (segment === undefined && segments !== undefined) {
    throw validation(
      "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    );
  }
  if (segment !== undefined && segments === undefined) {
    throw validation(
      "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    );
  }
  if (segment !== undefined && segments !== undefined && segment >= segments) {
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${segments}`,
    );
  }
}
