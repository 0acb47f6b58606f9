import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { type AwsUnderTest, clientOptions } from "./aws-under-test.js";

/** Why moto (5.2) is not asked the same: two thirds of these tests find it unlike AWS. */
export const withoutMoto =
  "moto takes numbers of 39 digits and batches over 25, ignores transaction tokens, expires nothing, counts no capacity by size and words refusals otherwise";

export function dynamoDb(aws: Pick<AwsUnderTest, "url">, region = "us-east-1"): DynamoDBClient {
  return new DynamoDBClient({ ...clientOptions(aws), region });
}

/** Creates a table of its own for a test, with the string keys `pk` and `sk` unless told otherwise. */
export async function createTable(
  client: DynamoDBClient,
  input: Partial<CreateTableCommandInput> = {},
): Promise<string> {
  const TableName = `t-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      ...input,
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  return TableName;
}
