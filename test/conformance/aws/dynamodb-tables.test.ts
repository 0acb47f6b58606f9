import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ExportTableToPointInTimeCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { createTable, dynamoDb, withoutMoto } from "./dynamodb-table.js";

describeAws(
  "DynamoDB's tables",
  (aws) => {
    it("are created, described, listed and deleted", async () => {
      const client = dynamoDb(aws());
      const TableName = await createTable(client);
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      expect(Table).toMatchObject({
        TableStatus: "ACTIVE",
        TableArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`,
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
        ItemCount: 0,
      });
      expect(Table?.CreationDateTime).toBeInstanceOf(Date);
      expect((await client.send(new ListTablesCommand({}))).TableNames).toContain(TableName);
      const deleted = await client.send(new DeleteTableCommand({ TableName }));
      expect(deleted.TableDescription?.TableStatus).toBe("DELETING");
      await expect(client.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
        name: "ResourceNotFoundException",
        message: `Requested resource not found: Table: ${TableName} not found`,
      });
    });

    it("of one name exist once", async () => {
      const client = dynamoDb(aws());
      const TableName = await createTable(client);
      const again = new CreateTableCommand({
        ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      });
      await expect(client.send(again)).rejects.toMatchObject({
        ...{ name: "ResourceInUseException", message: `Table already exists: ${TableName}` },
      });
    });

    it("are listed in pages", async () => {
      const client = dynamoDb(aws());
      await createTable(client);
      await createTable(client);
      const first = await client.send(new ListTablesCommand({ Limit: 1 }));
      expect(first.TableNames).toHaveLength(1);
      const ExclusiveStartTableName = first.LastEvaluatedTableName;
      const second = await client.send(new ListTablesCommand({ Limit: 1, ExclusiveStartTableName }));
      expect(second.TableNames?.[0]?.localeCompare(ExclusiveStartTableName ?? "")).toBeGreaterThan(0);
    });

    it("that make no sense are refused in AWS's words", async () => {
      const client = dynamoDb(aws());
      const create = (input: object) =>
        client.send(
          new CreateTableCommand({
            ...{ TableName: "refused", BillingMode: "PAY_PER_REQUEST" },
            AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
            KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
            ...input,
          }),
        );
      const refused = (message: string) => ({ name: "ValidationException", message });
      await expect(create({ KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] })).rejects.toMatchObject(
        refused(
          "One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [id], AttributeDefinitions: [pk]",
        ),
      );
      await expect(create({ BillingMode: "PROVISIONED" })).rejects.toMatchObject(
        refused(
          "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        ),
      );
      await expect(
        create({
          AttributeDefinitions: [
            { AttributeName: "pk", AttributeType: "S" },
            { AttributeName: "unused", AttributeType: "S" },
          ],
        }),
      ).rejects.toMatchObject(
        refused(
          "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
        ),
      );
      await expect(create({ BillingMode: "FREE" })).rejects.toMatchObject(
        refused(
          "1 validation error detected: Value 'FREE' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]",
        ),
      );
      await expect(
        client.send(new PutItemCommand({ TableName: "nowhere", Item: { pk: { S: "a" } } })),
      ).rejects.toMatchObject({
        ...{ name: "ResourceNotFoundException", message: "Requested resource not found" },
      });
    });

    it("get and lose indexes while they hold items", async () => {
      const client = dynamoDb(aws());
      const TableName = await createTable(client);
      const items = [
        { pk: { S: "1" }, sk: { S: "a" }, status: { S: "open" } },
        { pk: { S: "2" }, sk: { S: "a" }, status: { S: "open" } },
        { pk: { S: "3" }, sk: { S: "a" } },
      ];
      for (const Item of items) await client.send(new PutItemCommand({ TableName, Item }));
      await client.send(
        new UpdateTableCommand({
          TableName,
          AttributeDefinitions: [{ AttributeName: "status", AttributeType: "S" }],
          GlobalSecondaryIndexUpdates: [
            {
              Create: {
                IndexName: "by-status",
                KeySchema: [{ AttributeName: "status", KeyType: "HASH" }],
                Projection: { ProjectionType: "KEYS_ONLY" },
              },
            },
          ],
        }),
      );
      const open = new QueryCommand({
        ...{ TableName, IndexName: "by-status", KeyConditionExpression: "#s = :s" },
        ExpressionAttributeNames: { "#s": "status" },
        ExpressionAttributeValues: { ":s": { S: "open" } },
      });
      expect((await client.send(open)).Count).toBe(2);
      await client.send(
        new UpdateTableCommand({
          TableName,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-status" } }],
        }),
      );
      await expect(client.send(open)).rejects.toThrow(
        "The table does not have the specified index: by-status",
      );
    });

    it("change their billing, and are protected from deletion", async () => {
      const client = dynamoDb(aws());
      const TableName = await createTable(client);
      const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
      await client.send(
        new UpdateTableCommand({
          ...{ TableName, BillingMode: "PROVISIONED", ProvisionedThroughput },
          DeletionProtectionEnabled: true,
        }),
      );
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      expect(Table).toMatchObject({ ProvisionedThroughput, DeletionProtectionEnabled: true });
      expect(Table).not.toHaveProperty("BillingModeSummary");
      await expect(client.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({
        name: "ValidationException",
      });
    });

    it("have tags, and a time to live", async () => {
      const client = dynamoDb(aws());
      const TableName = await createTable(client, { Tags: [{ Key: "team", Value: "shop" }] });
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      const ResourceArn = Table?.TableArn;
      await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "stage", Value: "dev" }] }));
      await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["team"] }));
      const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
      expect(Tags).toEqual([{ Key: "stage", Value: "dev" }]);

      const TimeToLiveSpecification = { Enabled: true, AttributeName: "expires" };
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      const described = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      expect(described.TimeToLiveDescription).toEqual({
        ...{ TimeToLiveStatus: "ENABLED", AttributeName: "expires" },
      });
      await expect(
        client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })),
      ).rejects.toThrow("TimeToLive is already enabled");
    });

    it("say whether they could be restored to a moment", async () => {
      const client = dynamoDb(aws());
      const TableName = await createTable(client);
      const described = async () =>
        (await client.send(new DescribeContinuousBackupsCommand({ TableName }))).ContinuousBackupsDescription;
      expect(await described()).toMatchObject({
        ...{ ContinuousBackupsStatus: "ENABLED" },
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
      });
      for (const PointInTimeRecoveryEnabled of [true, false]) {
        await client.send(
          new UpdateContinuousBackupsCommand({
            TableName,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
          }),
        );
        const status = (await described())?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
        expect(status).toBe(PointInTimeRecoveryEnabled ? "ENABLED" : "DISABLED");
      }
      const missing = new DescribeContinuousBackupsCommand({ TableName: "not-there" });
      await expect(client.send(missing)).rejects.toMatchObject({ name: "TableNotFoundException" });
    });

    it("of one region are not those of another", async () => {
      const client = dynamoDb(aws());
      const TableName = await createTable(client);
      const elsewhere = dynamoDb(aws(), "eu-west-1");
      await expect(elsewhere.send(new DescribeTableCommand({ TableName }))).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
    });

    it("are refused what is not emulated, by name", async () => {
      const client = dynamoDb(aws());
      const asked = new ExportTableToPointInTimeCommand({
        ...{ TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/any", S3Bucket: "any" },
      });
      await expect(client.send(asked)).rejects.toMatchObject({
        name: "UnknownOperationException",
        message: "DynamoDB_20120810.ExportTableToPointInTime is not emulated by msx",
      });
    });
  },
  withoutMoto,
);
