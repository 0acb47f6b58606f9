import { randomUUID } from "node:crypto";
import {
  type AttributeDefinition,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { serviceTable, type Table } from "../../src/chassis/dynamodb.js";
import { type EventRecord, eventIn, readHistory } from "../../src/chassis/event-store.js";

/** Where integration tests find DynamoDB; without it they are skipped. `msx env` prints it. */
export const awsEndpoint = process.env.AWS_ENDPOINT_URL;

const text = (AttributeName: string): AttributeDefinition => ({ AttributeName, AttributeType: "S" });
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" as const },
  { AttributeName: range, KeyType: "RANGE" as const },
];
const index = (name: string) => ({
  IndexName: name,
  KeySchema: key(`${name}Pk`, `${name}Sk`),
  Projection: { ProjectionType: "ALL" as const },
});

/** A table like the one that the infrastructure file makes, for one test file. */
export async function createTestTable(): Promise<Table & { remove(): Promise<void> }> {
  process.env.AWS_REGION ??= "us-east-1";
  process.env.AWS_ACCESS_KEY_ID ??= "test";
  process.env.AWS_SECRET_ACCESS_KEY ??= "test";
  const client = new DynamoDBClient({});
  const TableName = `test-${randomUUID()}`;
  const names = ["pk", "sk", "listPk", "listSk", "ownerPk", "ownerSk"];
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: names.map(text),
      KeySchema: key("pk", "sk"),
      GlobalSecondaryIndexes: [index("list"), index("owner")],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
  process.env.TABLE_NAME = TableName;
  const remove = async () => {
    await client.send(new DeleteTableCommand({ TableName }));
    client.destroy();
  };
  return { ...serviceTable(), remove };
}

/** The events of an aggregate in the table, as they will be published: with a version first, then the others. */
export async function eventsOf(table: Table, pk: string): Promise<readonly EventRecord[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :once)",
      ExpressionAttributeValues: { ":pk": pk, ":once": "once#" },
      ConsistentRead: true,
    }),
  );
  return [...(await readHistory(table, pk)), ...Items.map(eventIn)];
}
