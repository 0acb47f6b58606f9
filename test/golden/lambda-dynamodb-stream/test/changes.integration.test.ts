import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsEndpoint, createTestTable } from "./support/test-table.js";

describe.skipIf(awsEndpoint === undefined)("the table in DynamoDB (SKIPPED without AWS_ENDPOINT_URL)", () => {
  let table: Awaited<ReturnType<typeof createTestTable>>;
  beforeAll(async () => {
    table = await createTestTable();
  });
  afterAll(() => table.remove());

  test("takes a item, and has a stream with both images of what changes", async () => {
    await table.client.send(new PutCommand({ TableName: table.name, Item: { pk: "item#1", sk: "state" } }));
    const { Table } = await new DynamoDBClient({}).send(new DescribeTableCommand({ TableName: table.name }));
    expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" });
  });
});
