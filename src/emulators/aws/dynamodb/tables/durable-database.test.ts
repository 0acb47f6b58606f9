import { expect, test } from "vitest";
import type { AwsCall, AwsInput, AwsOutput } from "../../front/aws-service.js";
import { createDynamoDb, type DynamoDb } from "../dynamodb-service.js";

const call: AwsCall = {
  ...{ account: "000000000000", region: "us-east-1", requestId: "r", endpoint: "http://here", path: "/" },
  signal: new AbortController().signal,
};

function ask({ tables }: DynamoDb, name: string, input: AwsInput): AwsOutput {
  return tables.operations[name]?.(input, call) as AwsOutput;
}

test("a snapshot says what was true when it was taken, and makes the same database", () => {
  const [first, second] = [createDynamoDb(), createDynamoDb()];
  try {
    ask(first, "CreateTable", {
      ...{ TableName: "things", BillingMode: "PAY_PER_REQUEST" },
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "N" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    });
    const put = (id: number): AwsOutput =>
      ask(first, "PutItem", { TableName: "things", Item: { id: { N: String(id) }, __proto__x: { S: "v" } } });
    for (let id = 0; id < 1000; id += 1) put(id);
    ask(first, "DeleteItem", { TableName: "things", Key: { id: { N: "999" } } });
    const parts = first.tables.durable?.snapshot() ?? [];
    const described = ask(first, "DescribeTable", { TableName: "things" });
    put(5000);
    for (const part of parts) second.tables.durable?.replay(Buffer.from(part));
    expect(ask(second, "DescribeTable", { TableName: "things" })).toEqual(described);
    expect(ask(second, "GetItem", { TableName: "things", Key: { id: { N: "5000" } } })).toEqual({});
    expect(ask(second, "GetItem", { TableName: "things", Key: { id: { N: "7" } } }).Item).toEqual({
      ...{ id: { N: "7" }, __proto__x: { S: "v" } },
    });
    const streams = (database: DynamoDb): string => {
      const StreamArn = (described.Table as { LatestStreamArn: string }).LatestStreamArn;
      const ShardId = "shardId-00000000000000000000-00000001";
      const read = (name: string, input: AwsInput): AwsOutput =>
        database.streams.operations[name]?.(input, call) as AwsOutput;
      const { ShardIterator } = read("GetShardIterator", {
        ...{ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" },
      });
      const { Records } = read("GetRecords", { ShardIterator, Limit: 1000 });
      return JSON.stringify(Records);
    };
    expect(streams(second)).toBe(streams(first));
  } finally {
    first.tables.close?.();
    second.tables.close?.();
  }
});
