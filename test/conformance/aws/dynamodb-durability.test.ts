import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { expect, test } from "vitest";
import { startAws } from "../../../src/emulators/aws/start-aws.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { clientOptions } from "./aws-under-test.js";
import { createTable, dynamoDb } from "./dynamodb-table.js";

const key = { pk: { S: "p" }, sk: { S: "s" } };

async function readStream(client: DynamoDBStreamsClient, StreamArn: string | undefined) {
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
  );
  return (await client.send(new GetRecordsCommand({ ShardIterator }))).Records;
}

test("tables, items, indexes, streams and tokens are there after a restart, and nothing twice", async () => {
  const dataDir = tempFolder();
  let aws = await startAws({ dataDir });
  const connect = () => ({
    client: dynamoDb(aws),
    streams: new DynamoDBStreamsClient(clientOptions(aws)),
  });
  const restart = async () => {
    await aws.close();
    aws = await startAws({ dataDir });
    return connect();
  };
  let { client, streams } = connect();
  try {
    const TableName = await createTable(client, {
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
        { AttributeName: "kind", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-kind",
          KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: "expires" };
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    const Item = { ...key, kind: { S: "k" }, bin: { B: new Uint8Array([1, 2]) }, __proto: { S: "x" } };
    await client.send(new PutItemCommand({ TableName, Item }));
    const increment = {
      ...{ TableName, Key: key, UpdateExpression: "ADD hits :one" },
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    await client.send(new UpdateItemCommand(increment));
    const transaction = new TransactWriteItemsCommand({
      ...{ ClientRequestToken: "kept", TransactItems: [{ Update: increment }] },
    });
    await client.send(transaction);
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    const records = await readStream(streams, Table?.LatestStreamArn);
    expect(records).toHaveLength(3);

    ({ client, streams } = await restart());
    const again = await client.send(new DescribeTableCommand({ TableName }));
    expect(again.Table).toEqual(Table);
    expect(await readStream(streams, Table?.LatestStreamArn)).toEqual(records);
    const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription?.TimeToLiveStatus).toBe("ENABLED");
    await client.send(transaction);
    const byKind = await client.send(
      new QueryCommand({
        ...{ TableName, IndexName: "by-kind", KeyConditionExpression: "kind = :k" },
        ExpressionAttributeValues: { ":k": { S: "k" } },
      }),
    );
    expect(byKind.Items).toEqual([{ ...Item, hits: { N: "2" } }]);

    await client.send(new UpdateItemCommand(increment));
    ({ client, streams } = await restart());
    const { Item: last } = await client.send(new GetItemCommand({ TableName, Key: key }));
    expect(last?.hits).toEqual({ N: "3" });
    const sequence = (await readStream(streams, Table?.LatestStreamArn))?.map(
      ({ dynamodb }) => dynamodb?.SequenceNumber,
    );
    expect(sequence).toHaveLength(4);
    expect([...(sequence ?? [])].sort()).toEqual(sequence);
  } finally {
    await aws.close();
  }
});
