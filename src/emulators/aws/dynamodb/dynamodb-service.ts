import type { AwsInput, AwsOutput, AwsService, Operations } from "../front/aws-service.js";
import { batchGetItem, batchWriteItem } from "./operations/batch.js";
import { describeContinuousBackups, updateContinuousBackups } from "./operations/continuous-backups.js";
import { deleteItem, getItem, putItem, updateItem } from "./operations/item-operations.js";
import { query } from "./operations/query.js";
import { scan } from "./operations/scan.js";
import { type Scope, scopeOf } from "./operations/scope.js";
import {
  createTable,
  deleteTable,
  describeTable,
  listTables,
  updateTable,
} from "./operations/table-operations.js";
import {
  describeTimeToLive,
  listTagsOfResource,
  tagResource,
  untagResource,
  updateTimeToLive,
} from "./operations/table-settings.js";
import { transactGetItems, transactWriteItems } from "./operations/transactions.js";
import type { StreamLog } from "./streams/stream-log.js";
import { describeStream, getRecords, getShardIterator, listStreams } from "./streams/stream-operations.js";
import { Database } from "./tables/database.js";
import { durable } from "./tables/durable-database.js";

export interface DynamoDbOptions {
  /** How often items whose time is over are looked for. Default 1 second; AWS takes up to some days. */
  readonly expiryIntervalMs?: number;
  /** The clock. Default: the machine's. */
  readonly now?: () => number;
}

/** DynamoDB and DynamoDB Streams, which read the same tables. */
export interface DynamoDb {
  readonly tables: AwsService;
  readonly streams: AwsService;
  /** By ARN, for what reads them in this process. */
  readonly logs: ReadonlyMap<string, StreamLog>;
}

const tableOperations = {
  ...{ CreateTable: createTable, DescribeTable: describeTable, ListTables: listTables },
  ...{ UpdateTable: updateTable, DeleteTable: deleteTable },
  ...{ PutItem: putItem, GetItem: getItem, UpdateItem: updateItem, DeleteItem: deleteItem },
  ...{ Query: query, Scan: scan, BatchGetItem: batchGetItem, BatchWriteItem: batchWriteItem },
  ...{ TransactWriteItems: transactWriteItems, TransactGetItems: transactGetItems },
  ...{ UpdateTimeToLive: updateTimeToLive, DescribeTimeToLive: describeTimeToLive },
  ...{
    UpdateContinuousBackups: updateContinuousBackups,
    DescribeContinuousBackups: describeContinuousBackups,
  },
  ...{ TagResource: tagResource, UntagResource: untagResource },
  ListTagsOfResource: listTagsOfResource,
};

const streamOperations = {
  ...{ ListStreams: listStreams, DescribeStream: describeStream },
  ...{ GetShardIterator: getShardIterator, GetRecords: getRecords },
};

/** Amazon DynamoDB (API version 2012-08-10): tables by account and region. */
export function createDynamoDb({ expiryIntervalMs = 1000, now = Date.now }: DynamoDbOptions = {}): DynamoDb {
  const database = new Database();
  let timer: NodeJS.Timeout | undefined;
  // Not before the first request: what is read back from a journal must not expire half way.
  const startExpiry = (): void => {
    timer ??= setInterval(() => database.expire(now()), expiryIntervalMs).unref();
  };
  const operations = (
    handlers: Readonly<Record<string, (input: AwsInput, scope: Scope) => AwsOutput>>,
  ): Operations =>
    Object.fromEntries(
      Object.entries(handlers).map(([name, handle]) => [
        name,
        (input, call) => {
          startExpiry();
          return handle(input, scopeOf(database, call, now()));
        },
      ]),
    );
  const json = { version: "1.0", errorNamespace: "com.amazonaws.dynamodb.v20120810" } as const;
  return {
    logs: database.streams,
    tables: {
      name: "dynamodb",
      operations: operations(tableOperations),
      json: { ...json, targetPrefix: "DynamoDB_20120810" },
      durable: durable(database),
      close: () => clearInterval(timer),
    },
    streams: {
      name: "dynamodbstreams",
      operations: operations(streamOperations),
      json: { ...json, targetPrefix: "DynamoDBStreams_20120810" },
    },
  };
}
