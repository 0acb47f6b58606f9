import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeAll, expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { createTable, dynamoDb, withoutMoto } from "./dynamodb-table.js";

describeAws(
  "DynamoDB's queries and scans",
  (aws) => {
    let client: DynamoDBClient;
    let TableName: string;
    const numbers = [-100, -2.5, 0, 1, 2, 9, 10, 99, 100];

    beforeAll(async () => {
      client = dynamoDb(aws());
      TableName = await createTable(client, {
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "n", AttributeType: "N" },
          { AttributeName: "kind", AttributeType: "S" },
          { AttributeName: "alt", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "n", KeyType: "RANGE" },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: "by-kind",
            KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
            Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["alt"] },
          },
        ],
        LocalSecondaryIndexes: [
          {
            IndexName: "by-alt",
            KeySchema: [
              { AttributeName: "pk", KeyType: "HASH" },
              { AttributeName: "alt", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
      });
      for (const pk of ["a", "b"]) {
        const puts = numbers.map((n, at) => ({
          PutRequest: {
            Item: {
              ...{ pk: { S: pk }, n: { N: String(n) }, extra: { S: `extra ${at}` } },
              ...(n % 2 === 0 && { kind: { S: "even" } }),
              alt: { S: `alt-${String(numbers.length - at)}` },
            } as Record<string, AttributeValue>,
          },
        }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
      }
    });

    const query = (input: Partial<QueryCommandInput>, values: Record<string, AttributeValue> = {}) =>
      client.send(
        new QueryCommand({
          ...{ TableName, KeyConditionExpression: "pk = :pk" },
          ExpressionAttributeValues: { ":pk": { S: "a" }, ...values },
          ...input,
        }),
      );
    const ns = ({ Items }: { Items?: Record<string, AttributeValue>[] | undefined }) =>
      (Items ?? []).map(({ n }) => Number(n?.N));
    const n = (value: number) => ({ N: String(value) });

    it("come in the order of the numbers, or the other way round", async () => {
      expect(ns(await query({}))).toEqual(numbers);
      expect(ns(await query({ ScanIndexForward: false }))).toEqual([...numbers].reverse());
    });

    it.each([
      ["n = :x", 9, undefined, [9]],
      ["n < :x", 1, undefined, [-100, -2.5, 0]],
      ["n <= :x", 1, undefined, [-100, -2.5, 0, 1]],
      ["n > :x", 10, undefined, [99, 100]],
      [":x <= n", 10, undefined, [10, 99, 100]],
      ["n BETWEEN :x AND :y", -3, 2, [-2.5, 0, 1, 2]],
    ] as const)("pass where %s", async (test, x, y, expected) => {
      const values = { ":x": n(x), ...(y !== undefined && { ":y": n(y) }) };
      for (const ScanIndexForward of [true, false]) {
        const found = ns(
          await query({ KeyConditionExpression: `pk = :pk AND ${test}`, ScanIndexForward }, values),
        );
        expect(ScanIndexForward ? found : found.reverse()).toEqual(expected);
      }
    });

    it("go on where a page ended, in both directions", async () => {
      for (const ScanIndexForward of [true, false]) {
        const pages = paginateQuery(
          { client, pageSize: 2 },
          {
            ...{ TableName, KeyConditionExpression: "pk = :pk", ScanIndexForward },
            ExpressionAttributeValues: { ":pk": { S: "a" } },
          },
        );
        const found: number[] = [];
        for await (const page of pages) found.push(...ns(page));
        expect(ScanIndexForward ? found : found.reverse()).toEqual(numbers);
      }
      const exact = await query({ Limit: numbers.length });
      expect(exact.LastEvaluatedKey).toEqual({ pk: { S: "a" }, n: n(100) });
    });

    it("are filtered after they were read", async () => {
      const filtered = await query(
        { FilterExpression: "extra > :e", Limit: 5, ReturnConsumedCapacity: "TOTAL" },
        { ":e": { S: "extra 2" } },
      );
      expect(ns(filtered)).toEqual([1, 2]);
      expect(filtered).toMatchObject({ Count: 2, ScannedCount: 5 });
      expect(filtered.ConsumedCapacity?.CapacityUnits).toBe(0.5);
      const counted = await query({ Select: "COUNT" });
      expect(counted).toMatchObject({ Count: 9, ScannedCount: 9 });
      expect(counted.Items).toBeUndefined();
      await expect(query({ FilterExpression: "n > :x" }, { ":x": n(1) })).rejects.toThrow(
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: n",
      );
    });

    it("of a global index find what has its key, with what it projects", async () => {
      const byKind = {
        ...{ IndexName: "by-kind", KeyConditionExpression: "kind = :k" },
        ExpressionAttributeValues: { ":k": { S: "even" } },
      };
      const { Items } = await query(byKind);
      expect(Items).toHaveLength(2 * numbers.filter((each) => each % 2 === 0).length);
      expect(Object.keys(Items?.[0] ?? {}).sort()).toEqual(["alt", "kind", "n", "pk"]);
      const found = new Set<string>();
      for await (const page of paginateQuery({ client, pageSize: 3 }, { TableName, ...byKind })) {
        for (const item of page.Items ?? []) found.add(`${item.pk?.S} ${item.n?.N}`);
      }
      expect(found.size).toBe(Items?.length);
      await expect(query({ ...byKind, ConsistentRead: true })).rejects.toThrow(
        "Consistent reads are not supported on global secondary indexes",
      );
      await expect(query({ ...byKind, ProjectionExpression: "extra" })).rejects.toThrow(
        "Global secondary index by-kind does not project [extra]",
      );
    });

    it("of a local index have its order, and get from the table what it lacks", async () => {
      const byAlt = { IndexName: "by-alt", KeyConditionExpression: "pk = :pk AND begins_with(alt, :p)" };
      const { Items } = await query(byAlt, { ":p": { S: "alt-" } });
      expect(Items?.map(({ alt }) => alt?.S)).toEqual(numbers.map((_, at) => `alt-${at + 1}`));
      expect(Items?.[0]).not.toHaveProperty("extra");
      const all = await query({ ...byAlt, Select: "ALL_ATTRIBUTES" }, { ":p": { S: "alt-1" } });
      expect(all.Items?.[0]).toMatchObject({ extra: { S: "extra 8" }, n: n(100) });
    });

    it("scan all of a table, in pages and in segments, and each item once", async () => {
      const seen: string[] = [];
      for await (const page of paginateScan({ client, pageSize: 4 }, { TableName })) {
        seen.push(...(page.Items ?? []).map((item) => `${item.pk?.S} ${item.n?.N}`));
      }
      expect(new Set(seen).size).toBe(2 * numbers.length);
      expect(seen).toHaveLength(2 * numbers.length);
      const segments = await Promise.all(
        [0, 1, 2].map((Segment) => client.send(new ScanCommand({ TableName, Segment, TotalSegments: 3 }))),
      );
      expect(segments.reduce((sum, { Count }) => sum + (Count ?? 0), 0)).toBe(2 * numbers.length);
      await expect(client.send(new ScanCommand({ TableName, Segment: 3, TotalSegments: 3 }))).rejects.toThrow(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 3 is not less than TotalSegments: 3",
      );
    });

    it("stop a page at a megabyte", async () => {
      const large = await createTable(client);
      for (let at = 0; at < 5; at += 1) {
        const Item = { pk: { S: "p" }, sk: { S: String(at) }, big: { S: "x".repeat(300 * 1024) } };
        await client.send(new PutItemCommand({ TableName: large, Item }));
      }
      const first = await client.send(new ScanCommand({ TableName: large }));
      expect(first.Count).toBe(4);
      const ExclusiveStartKey = first.LastEvaluatedKey;
      const rest = await client.send(new ScanCommand({ TableName: large, ExclusiveStartKey }));
      expect(rest.Count).toBe(1);
      expect(rest.LastEvaluatedKey).toBeUndefined();
    });

    it("sort strings by their UTF-8 bytes", async () => {
      const table = await createTable(client);
      // In UTF-16 the last but one would come after the last.
      const sorted = ["!", "A", "a", "aa", "é", "\uffee", "🚀"];
      for (const sk of [...sorted].reverse()) {
        await client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: "p" }, sk: { S: sk } } }));
      }
      const { Items } = await query({ TableName: table, ExpressionAttributeValues: { ":pk": { S: "p" } } });
      expect(Items?.map(({ sk }) => sk?.S)).toEqual(sorted);
    });

    it.each<[string, Partial<QueryCommandInput>, string]>([
      [
        "no key condition",
        { KeyConditionExpression: undefined, ExpressionAttributeValues: undefined },
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
      ],
      [
        "no partition",
        { KeyConditionExpression: "n = :pk" },
        "Query condition missed key schema element: pk",
      ],
      ["a range of partitions", { KeyConditionExpression: "pk > :pk" }, "Query key condition not supported"],
      [
        "a key of another type",
        { ExpressionAttributeValues: { ":pk": { N: "1" } } },
        "One or more parameter values were invalid: Condition parameter type does not match schema type",
      ],
      [
        "a start key of another shape",
        { ExclusiveStartKey: { pk: { S: "a" } } },
        "The provided starting key is invalid",
      ],
      [
        "a start key of another partition",
        { ExclusiveStartKey: { pk: { S: "b" }, n: { N: "1" } } },
        "The provided starting key is outside query boundaries based on provided conditions",
      ],
      [
        "a limit of nothing",
        { Limit: 0 },
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ],
    ])("with %s are refused", async (_what, input, message) => {
      await expect(query(input)).rejects.toMatchObject({ name: "ValidationException", message });
    });
  },
  withoutMoto,
);
