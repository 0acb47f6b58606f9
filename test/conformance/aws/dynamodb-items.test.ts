import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  type TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeAll, expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { createTable, dynamoDb, withoutMoto } from "./dynamodb-table.js";

describeAws(
  "DynamoDB's items",
  (aws) => {
    let client: DynamoDBClient;
    let TableName: string;
    beforeAll(async () => {
      client = dynamoDb(aws());
      TableName = await createTable(client);
    });
    const key = (pk: string, sk = "-") => ({ pk: { S: pk }, sk: { S: sk } });
    const get = async (pk: string, sk?: string) =>
      (await client.send(new GetItemCommand({ TableName, Key: key(pk, sk), ConsistentRead: true }))).Item;
    const failure = (sent: Promise<unknown>) =>
      sent.then(
        () => undefined,
        (error: unknown) => error,
      );

    it("come back as they were put, whatever they hold", async () => {
      const Item: Record<string, AttributeValue> = {
        ...key("all"),
        n: { N: "-0.00000000000000000000000000000000000012345678901234567890123456789012345678" },
        bin: { B: new Uint8Array([0, 255, 7]) },
        grouped: { M: { ss: { SS: ["a", "b"] }, ns: { NS: ["1", "2"] }, bs: { BS: [new Uint8Array([1])] } } },
        list: { L: [{ NULL: true }, { BOOL: false }, { S: "" }, { L: [] }, { M: {} }] },
        "ünï code 🚀": { S: "𝄞" },
      };
      await client.send(new PutItemCommand({ TableName, Item }));
      expect(await get("all")).toEqual(Item);
      const projected = await client.send(
        new GetItemCommand({
          ...{ TableName, Key: key("all"), ProjectionExpression: "grouped.ss, #l[1]" },
          ExpressionAttributeNames: { "#l": "list" },
        }),
      );
      expect(projected.Item).toEqual({
        ...{ grouped: { M: { ss: { SS: ["a", "b"] } } }, list: { L: [{ BOOL: false }] } },
      });
      expect(await get("nobody")).toBeUndefined();
    });

    it("are put on a condition only", async () => {
      const Item = { ...key("once"), v: { N: "1" } };
      const once = new PutItemCommand({
        ...{ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      await client.send(once);
      const error = (await failure(client.send(once))) as ConditionalCheckFailedException;
      expect(error).toMatchObject({
        name: "ConditionalCheckFailedException",
        message: "The conditional request failed",
        Item,
      });
      const replaced = await client.send(
        new PutItemCommand({ TableName, Item: { ...key("once"), v: { N: "2" } }, ReturnValues: "ALL_OLD" }),
      );
      expect(replaced.Attributes).toEqual(Item);
    });

    it("are updated, and say what was asked of old and new", async () => {
      const update = (ReturnValues: "ALL_OLD" | "ALL_NEW" | "UPDATED_OLD" | "UPDATED_NEW") =>
        client.send(
          new UpdateItemCommand({
            ...{ TableName, Key: key("counter"), ReturnValues },
            UpdateExpression: "SET label = if_not_exists(label, :l) ADD hits :one",
            ExpressionAttributeValues: { ":one": { N: "1" }, ":l": { S: "first" } },
          }),
        );
      expect((await update("ALL_OLD")).Attributes).toBeUndefined();
      expect((await update("UPDATED_NEW")).Attributes).toEqual({ hits: { N: "2" }, label: { S: "first" } });
      expect((await update("UPDATED_OLD")).Attributes).toEqual({ hits: { N: "2" }, label: { S: "first" } });
      expect((await update("ALL_NEW")).Attributes).toEqual({
        ...{ ...key("counter"), hits: { N: "4" }, label: { S: "first" } },
      });
      await expect(
        client.send(
          new UpdateItemCommand({
            ...{ TableName, Key: key("counter"), UpdateExpression: "SET sk = :l" },
            ExpressionAttributeValues: { ":l": { S: "x" } },
          }),
        ),
      ).rejects.toThrow(
        "One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key",
      );
    });

    it("are counted right by many at once", async () => {
      const increment = new UpdateItemCommand({
        ...{ TableName, Key: key("many"), UpdateExpression: "ADD hits :one" },
        ExpressionAttributeValues: { ":one": { N: "1" } },
      });
      await Promise.all(Array.from({ length: 100 }, () => client.send(increment)));
      expect((await get("many"))?.hits).toEqual({ N: "100" });
    });

    it("are deleted, with what they were", async () => {
      await client.send(new PutItemCommand({ TableName, Item: { ...key("gone"), v: { S: "x" } } }));
      const unmet = new DeleteItemCommand({
        ...{ TableName, Key: key("gone"), ConditionExpression: "v = :v" },
        ExpressionAttributeValues: { ":v": { S: "y" } },
      });
      await expect(client.send(unmet)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
      const deleted = await client.send(
        new DeleteItemCommand({ TableName, Key: key("gone"), ReturnValues: "ALL_OLD" }),
      );
      expect(deleted.Attributes?.v).toEqual({ S: "x" });
      expect(await get("gone")).toBeUndefined();
      await client.send(new DeleteItemCommand({ TableName, Key: key("gone") }));
    });

    it.each<[string, object, string]>([
      [
        "without its key",
        { pk: { S: "a" } },
        "One or more parameter values were invalid: Missing the key sk in the item",
      ],
      [
        "with a key of another type",
        { pk: { S: "a" }, sk: { N: "1" } },
        "One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N",
      ],
      [
        "with an empty key",
        { pk: { S: "" }, sk: { S: "a" } },
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
      ],
      [
        "over 400 KB",
        { pk: { S: "a" }, sk: { S: "a" }, big: { S: "x".repeat(400 * 1024) } },
        "Item size has exceeded the maximum allowed size",
      ],
      [
        "with a number of 39 digits",
        { pk: { S: "a" }, sk: { S: "a" }, n: { N: "9".repeat(39) } },
        "Attempting to store more than 38 significant digits in a Number",
      ],
    ])("%s are refused", async (_what, Item, message) => {
      const put = new PutItemCommand({ TableName, Item: Item as Record<string, AttributeValue> });
      await expect(client.send(put)).rejects.toMatchObject({ name: "ValidationException", message });
    });

    it("tell the capacity they took when they are asked", async () => {
      const Item = { ...key("costly"), big: { S: "x".repeat(5000) } };
      const ReturnConsumedCapacity = "TOTAL" as const;
      const put = await client.send(new PutItemCommand({ TableName, Item, ReturnConsumedCapacity }));
      expect(put.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 5 });
      const read = { TableName, Key: key("costly"), ReturnConsumedCapacity };
      expect((await client.send(new GetItemCommand(read))).ConsumedCapacity?.CapacityUnits).toBe(1);
      const consistent = await client.send(new GetItemCommand({ ...read, ConsistentRead: true }));
      expect(consistent.ConsumedCapacity?.CapacityUnits).toBe(2);
    });

    it("are written and read in batches", async () => {
      const keys = Array.from({ length: 25 }, (_, at) => key("batch", String(at)));
      const puts = keys.map((Item) => ({ PutRequest: { Item } }));
      const written = await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }));
      expect(written.UnprocessedItems).toEqual({});
      const Keys = [...keys, key("batch", "none")];
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }),
      );
      expect(Responses?.[TableName]).toHaveLength(25);
      expect(UnprocessedKeys).toEqual({});
      await expect(
        client.send(
          new BatchWriteItemCommand({
            RequestItems: { [TableName]: [...puts, { DeleteRequest: { Key: key("one", "more") } }] },
          }),
        ),
      ).rejects.toThrow("Too many items requested for the BatchWriteItem call");
      const twice = [{ DeleteRequest: { Key: key("x") } }, { DeleteRequest: { Key: key("x") } }];
      await expect(
        client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: twice } })),
      ).rejects.toThrow("Provided list of item keys contains duplicates");
    });

    it("change together or not at all", async () => {
      await client.send(new PutItemCommand({ TableName, Item: { ...key("account"), balance: { N: "10" } } }));
      const move = (amount: string) =>
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: { ...key("entry", amount), amount: { N: amount } } } },
            {
              Update: {
                ...{ TableName, Key: key("account"), UpdateExpression: "SET balance = balance - :a" },
                ConditionExpression: "balance >= :a",
                ExpressionAttributeValues: { ":a": { N: amount } },
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              },
            },
          ],
        });
      await client.send(move("4"));
      const error = (await failure(client.send(move("7")))) as TransactionCanceledException;
      expect(error).toMatchObject({
        name: "TransactionCanceledException",
        message:
          "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
      });
      expect(error.CancellationReasons).toEqual([
        { Code: "None" },
        {
          Code: "ConditionalCheckFailed",
          Message: "The conditional request failed",
          Item: { ...key("account"), balance: { N: "6" } },
        },
      ]);
      expect(await get("entry", "7")).toBeUndefined();
      expect((await get("account"))?.balance).toEqual({ N: "6" });
      const { Responses } = await client.send(
        new TransactGetItemsCommand({
          TransactItems: [
            { Get: { TableName, Key: key("account"), ProjectionExpression: "balance" } },
            { Get: { TableName, Key: key("entry", "7") } },
          ],
        }),
      );
      expect(Responses).toEqual([{ Item: { balance: { N: "6" } } }, {}]);
    });

    it("of a transaction with a token change once", async () => {
      const add = (amount: string) =>
        new TransactWriteItemsCommand({
          ClientRequestToken: "token-1",
          TransactItems: [
            {
              Update: {
                ...{ TableName, Key: key("token"), UpdateExpression: "ADD hits :a" },
                ExpressionAttributeValues: { ":a": { N: amount } },
              },
            },
          ],
        });
      await client.send(add("1"));
      await client.send(add("1"));
      expect((await get("token"))?.hits).toEqual({ N: "1" });
      await expect(client.send(add("2"))).rejects.toMatchObject({
        name: "IdempotentParameterMismatchException",
      });
      const Delete = { TableName, Key: key("token") };
      await expect(
        client.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete }, { Delete }] })),
      ).rejects.toThrow("Transaction request cannot include multiple operations on one item");
    });
  },
  withoutMoto,
);
