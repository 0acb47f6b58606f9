import {
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  type StreamViewType,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { beforeAll, expect, it, vi } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";
import { createTable, dynamoDb, withoutMoto } from "./dynamodb-table.js";

describeAws(
  "DynamoDB's streams",
  (aws) => {
    let client: DynamoDBClient;
    let streams: DynamoDBStreamsClient;
    beforeAll(() => {
      client = dynamoDb(aws());
      streams = new DynamoDBStreamsClient(clientOptions(aws()));
    });
    const key = { pk: { S: "p" }, sk: { S: "s" } };

    async function streamed(StreamViewType: StreamViewType) {
      const StreamSpecification = { StreamEnabled: true, StreamViewType };
      const TableName = await createTable(client, { StreamSpecification });
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      return { TableName, StreamArn: Table?.LatestStreamArn };
    }

    async function change(TableName: string): Promise<void> {
      await client.send(new PutItemCommand({ TableName, Item: { ...key, v: { N: "1" } } }));
      const set = {
        UpdateExpression: "SET v = :v",
        ExpressionAttributeValues: { ":v": { N: "2" } },
      };
      await client.send(new UpdateItemCommand({ TableName, Key: key, ...set }));
      // Nothing changes, so there is nothing to tell.
      await client.send(new UpdateItemCommand({ TableName, Key: key, ...set }));
      await client.send(new DeleteItemCommand({ TableName, Key: key }));
    }

    async function iterator(StreamArn: string | undefined, from: Partial<GetShardIteratorCommandInput> = {}) {
      const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
      const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
      const ShardIteratorType = "TRIM_HORIZON" as const;
      const { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType, ...from }),
      );
      return ShardIterator;
    }

    const read = async (ShardIterator: string | undefined, Limit?: number) =>
      streams.send(new GetRecordsCommand({ ShardIterator, ...(Limit !== undefined && { Limit }) }));

    const first = { ...key, v: { N: "1" } };
    const second = { ...key, v: { N: "2" } };
    it.each([
      ["KEYS_ONLY", [{}, {}, {}]],
      ["NEW_IMAGE", [{ NewImage: first }, { NewImage: second }, {}]],
      ["OLD_IMAGE", [{}, { OldImage: first }, { OldImage: second }]],
      [
        "NEW_AND_OLD_IMAGES",
        [{ NewImage: first }, { NewImage: second, OldImage: first }, { OldImage: second }],
      ],
    ] as const)("of %s tell each change once, in order", async (viewType, images) => {
      const { TableName, StreamArn } = await streamed(viewType);
      await change(TableName);
      const { Records = [] } = await read(await iterator(StreamArn));
      expect(Records.map(({ eventName }) => eventName)).toEqual(["INSERT", "MODIFY", "REMOVE"]);
      expect(
        Records.map(({ dynamodb }) => {
          const { NewImage, OldImage } = dynamodb ?? {};
          return { ...(NewImage !== undefined && { NewImage }), ...(OldImage !== undefined && { OldImage }) };
        }),
      ).toEqual(images);
      for (const { dynamodb, awsRegion, eventSource } of Records) {
        expect(dynamodb).toMatchObject({ Keys: key, StreamViewType: viewType });
        expect({ awsRegion, eventSource }).toEqual({ awsRegion: "us-east-1", eventSource: "aws:dynamodb" });
        expect(dynamodb?.ApproximateCreationDateTime).toBeInstanceOf(Date);
      }
      expect(new Set(Records.map(({ eventID }) => eventID)).size).toBe(3);
    });

    it("are read in pieces, from where one wants", async () => {
      const { TableName, StreamArn } = await streamed("KEYS_ONLY");
      const latest = await iterator(StreamArn, { ShardIteratorType: "LATEST" });
      await change(TableName);
      const one = await read(latest, 1);
      expect(one.Records?.map(({ eventName }) => eventName)).toEqual(["INSERT"]);
      const rest = await read(one.NextShardIterator);
      expect(rest.Records?.map(({ eventName }) => eventName)).toEqual(["MODIFY", "REMOVE"]);
      const none = await read(rest.NextShardIterator);
      expect(none.Records).toEqual([]);
      expect(none.NextShardIterator).toBeDefined();
      const SequenceNumber = rest.Records?.[0]?.dynamodb?.SequenceNumber;
      const at = await iterator(StreamArn, { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber });
      expect((await read(at)).Records?.map(({ eventName }) => eventName)).toEqual(["MODIFY", "REMOVE"]);
      const after = await iterator(StreamArn, { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber });
      expect((await read(after)).Records?.map(({ eventName }) => eventName)).toEqual(["REMOVE"]);
    });

    it("end when they are disabled, and can still be read", async () => {
      const { TableName, StreamArn } = await streamed("KEYS_ONLY");
      await change(TableName);
      await client.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
      await client.send(new PutItemCommand({ TableName, Item: key }));
      const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
      expect(StreamDescription).toMatchObject({ StreamStatus: "DISABLED", TableName });
      expect(StreamDescription?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined();
      const { Records, NextShardIterator } = await read(await iterator(StreamArn));
      expect(Records).toHaveLength(3);
      expect(NextShardIterator).toBeUndefined();
      await client.send(
        new UpdateTableCommand({
          TableName,
          StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
        }),
      );
      const listed = await streams.send(new ListStreamsCommand({ TableName }));
      expect(listed.Streams).toHaveLength(2);
      await client.send(new DeleteTableCommand({ TableName }));
      expect((await read(await iterator(StreamArn))).Records).toHaveLength(3);
    });

    it("tell of what expired that it did, and of nothing that did not", async () => {
      const { TableName, StreamArn } = await streamed("OLD_IMAGE");
      const TimeToLiveSpecification = { Enabled: true, AttributeName: "expires" };
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      const now = Math.floor(Date.now() / 1000);
      const put = (sk: string, expires: { N: string } | { S: string }) =>
        client.send(new PutItemCommand({ TableName, Item: { pk: { S: "p" }, sk: { S: sk }, expires } }));
      await put("over", { N: String(now - 10) });
      await put("later", { N: String(now + 3600) });
      await put("long ago", { N: String(now - 6 * 365 * 24 * 3600) });
      await put("text", { S: String(now - 10) });
      const removed = async () => {
        const { Records = [] } = await read(await iterator(StreamArn));
        return Records.filter(({ eventName }) => eventName === "REMOVE");
      };
      await vi.waitFor(async () => expect(await removed()).toHaveLength(1), {
        timeout: 10_000,
        interval: 100,
      });
      const [record] = await removed();
      expect(record?.dynamodb?.Keys).toEqual({ pk: { S: "p" }, sk: { S: "over" } });
      expect(record?.userIdentity).toEqual({ PrincipalId: "dynamodb.amazonaws.com", Type: "Service" });
    });
  },
  withoutMoto,
);
