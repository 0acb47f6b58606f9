import { AwsError } from "../../front/aws-error.js";
import type { AwsInput, AwsOutput } from "../../front/aws-service.js";
import { validation } from "../dynamodb-error.js";
import { InputReader } from "../operations/input-reader.js";
import { type Scope, tableArn } from "../operations/scope.js";
import { fromSequenceNumber, type StreamLog, sequenceNumber, toWire } from "./stream-log.js";

/** A stream has one shard here, for as long as it lives. */
const shardId = "shardId-00000000000000000000-00000001";
/** Iterators are good for so long (API reference, GetShardIterator). */
const iteratorMs = 15 * 60 * 1000;
const maxRecords = 1000;
const iteratorTypes = ["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"];

export function listStreams(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const tableName = reader.text("TableName", { min: 3, max: 255 });
  const limit = reader.integer("Limit", { min: 1, max: 100 }) ?? 100;
  const after = reader.text("ExclusiveStartStreamArn", { min: 37, max: 1024 });
  reader.check();
  const prefix = tableArn(scope, "");
  const streams = [...scope.database.streams.values()]
    .map(({ description }) => description)
    .filter(({ arn }) => arn.startsWith(prefix) && (after === undefined || arn > after))
    .filter((stream) => tableName === undefined || stream.tableName === tableName)
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const page = streams.slice(0, limit);
  return {
    Streams: page.map(({ arn, tableName, label }) => ({
      ...{ StreamArn: arn, TableName: tableName, StreamLabel: label },
    })),
    ...(streams.length > limit && { LastEvaluatedStreamArn: page.at(-1)?.arn }),
  };
}

export function describeStream(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const arn = reader.text("StreamArn", { required: true, min: 37, max: 1024 }) ?? "";
  const after = reader.text("ExclusiveStartShardId", { min: 28, max: 65 });
  reader.integer("Limit", { min: 1, max: 100 });
  reader.check();
  const stream = findStream(scope, arn);
  const { description, closedAtMs } = stream;
  const range = {
    StartingSequenceNumber: sequenceNumber(1),
    ...(closedAtMs !== undefined && { EndingSequenceNumber: sequenceNumber(stream.next - 1) }),
  };
  const { hash, range: sort } = description.keys;
  return {
    StreamDescription: {
      ...{ StreamArn: arn, StreamLabel: description.label, TableName: description.tableName },
      StreamStatus: closedAtMs === undefined ? "ENABLED" : "DISABLED",
      StreamViewType: description.viewType,
      CreationRequestDateTime: Date.parse(`${description.label}Z`) / 1000,
      KeySchema: [
        { AttributeName: hash, KeyType: "HASH" },
        ...(sort === undefined ? [] : [{ AttributeName: sort, KeyType: "RANGE" }]),
      ],
      Shards: after === shardId ? [] : [{ ShardId: shardId, SequenceNumberRange: range }],
    },
  };
}

export function getShardIterator(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const arn = reader.text("StreamArn", { required: true, min: 37, max: 1024 }) ?? "";
  const shard = reader.text("ShardId", { required: true, min: 28, max: 65 });
  const type = reader.text("ShardIteratorType", { required: true, options: iteratorTypes });
  const sequence = reader.text("SequenceNumber", { pattern: "[0-9]+", min: 21, max: 40 });
  reader.check();
  const stream = findStream(scope, arn);
  if (shard !== shardId) {
    throw new AwsError("ResourceNotFoundException", `Requested resource not found: Shard does not exist`);
  }
  return { ShardIterator: toIterator(arn, startOf(stream, type, sequence), scope.nowMs) };
}

function startOf(stream: StreamLog, type: string | undefined, sequence: string | undefined): number {
  if (type === "TRIM_HORIZON") return stream.oldest;
  if (type === "LATEST") return stream.next;
  if (sequence === undefined) {
    throw validation(`SequenceNumber is required for the iterator type ${type}`);
  }
  const number = fromSequenceNumber(sequence);
  if (number >= stream.next || number < 1) {
    throw validation(`Invalid SequenceNumber: ${sequence} is not in the shard ${shardId}`);
  }
  if (number < stream.oldest) throw trimmed();
  return type === "AT_SEQUENCE_NUMBER" ? number : number + 1;
}

export function getRecords(input: AwsInput, scope: Scope): AwsOutput {
  const reader = new InputReader(input);
  const text = reader.text("ShardIterator", { required: true, min: 1, max: 2048 }) ?? "";
  const limit = reader.integer("Limit", { min: 1, max: maxRecords }) ?? maxRecords;
  reader.check();
  const { arn, next, madeAtMs } = fromIterator(text);
  if (madeAtMs + iteratorMs < scope.nowMs) {
    throw new AwsError("ExpiredIteratorException", "Iterator expired");
  }
  const stream = findStream(scope, arn);
  if (next < stream.oldest) throw trimmed();
  const records = stream.from(next, limit);
  const following = (records.at(-1)?.number ?? next - 1) + 1;
  const isDone = stream.closedAtMs !== undefined && following >= stream.next;
  return {
    Records: records.map((record) => toWire(record, stream.description, scope.region)),
    ...(!isDone && { NextShardIterator: toIterator(arn, following, scope.nowMs) }),
  };
}

function findStream(scope: Scope, arn: string): StreamLog {
  const stream = arn.startsWith(tableArn(scope, "")) ? scope.database.streams.get(arn) : undefined;
  if (stream !== undefined) return stream;
  throw new AwsError("ResourceNotFoundException", `Requested resource not found: Stream: ${arn} not found`);
}

function trimmed(): AwsError {
  return new AwsError(
    "TrimmedDataAccessException",
    "The operation attempted to read past the oldest stream record in a shard",
  );
}

function toIterator(arn: string, next: number, nowMs: number): string {
  return Buffer.from(JSON.stringify([arn, next, nowMs])).toString("base64");
}

function fromIterator(text: string): { arn: string; next: number; madeAtMs: number } {
  try {
    const [arn, next, madeAtMs] = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as unknown[];
    if (typeof arn === "string" && typeof next === "number" && typeof madeAtMs === "number") {
      return { arn, next, madeAtMs };
    }
  } catch {
    // Said below.
  }
  throw validation("Invalid ShardIterator");
}
